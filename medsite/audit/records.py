"""Audit entries as plain values, whole enough for anybody to compute their hashes again."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from medsite.audit.models import AuditEntry


def entry_record(entry: AuditEntry) -> dict[str, Any]:
    """All that the hash of an entry is taken of, spelled as it is hashed, and the hash."""
    return {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor_id,
        "act": entry.act,
        "subject": entry.subject,
        "data": entry.data,
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


def json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """One entry a line, with its line end; the script of an approval pack reads them as ``--trail``."""
    for entry in entries:
        yield json.dumps(entry_record(entry), ensure_ascii=True) + "\n"
