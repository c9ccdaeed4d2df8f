"""Writing the audit trail and proving it.

Source of the shape: 21 CFR 11.10(e) asks for a computer-generated, time-stamped trail that hides nothing; a
hash chain lets anyone see that no entry was changed, removed or moved (Haber and Stornetta, 1991).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import connection, transaction

from medsite.audit.models import GENESIS, AuditEntry, Verification
from medsite.lib.canonical import canonical_json, digest

_LOCK = 0x6D656473  # "meds": one writer of the chain at a time on PostgreSQL


class Actor(Protocol):
    pk: Any


@dataclass(frozen=True)
class Checkpoint:
    """The end of the chain at a moment, kept outside the database."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


@dataclass(frozen=True)
class Problem:
    """A place where the chain does not hold."""

    sequence: int
    message: str


def record(*, actor: Actor | None, act: str, subject: str, at: datetime, **data: Any) -> AuditEntry:
    """Add one entry to the trail, inside the transaction of the act itself.

    ``actor`` is None for the system; ``subject`` names what was acted on ("article 6f9c…"); ``data`` is what
    a later reader needs (digests, reasons, old values), as strings, whole numbers, booleans and lists.

    Raises TransactionManagementError outside a transaction: an act and its entry stand or fall together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit entry belongs into the transaction of its act.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, prev_hash = (last[0] + 1, last[1]) if last else (1, GENESIS)
    actor_key = actor.pk if actor is not None else None
    text = canonical_json(data)
    entry = AuditEntry(
        sequence=sequence,
        at=at.astimezone(UTC),
        actor_id=actor_key,
        act=act,
        subject=subject,
        data=text,
        prev_hash=prev_hash,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over every column of an entry but its key and the hash itself."""
    return digest(
        "medsite-audit-entry",
        str(entry.sequence),
        entry.at.astimezone(UTC).isoformat(),
        "" if entry.actor_id is None else str(entry.actor_id),
        entry.act,
        entry.subject,
        entry.data,
        entry.prev_hash,
    )


def verify(checkpoint: Checkpoint | None = None) -> Iterator[Problem]:
    """Go through the whole trail and yield each place that does not hold, in order.

    A checkpoint proves that the tail was not cut off: the entry with its number must be there, with its hash.
    """
    expected, prev_hash, seen = 1, GENESIS, False
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            yield Problem(entry.sequence, f"Entry {expected} should come here. Entries are missing.")
        if entry.prev_hash != prev_hash:
            yield Problem(entry.sequence, "Does not follow the entry before it.")
        if entry.hash != entry_hash(entry):
            yield Problem(entry.sequence, "Was changed after it was written.")
        if checkpoint and entry.sequence == checkpoint.sequence:
            seen = True
            if entry.hash != checkpoint.hash:
                yield Problem(entry.sequence, "Is not the entry that the checkpoint names.")
        expected, prev_hash = entry.sequence + 1, entry.hash
    if checkpoint and checkpoint.sequence and not seen:
        yield Problem(checkpoint.sequence, "The checkpoint names this entry, and it is gone.")


def note_verification(problems: list[Problem], *, now: datetime, checkpoint: Checkpoint | None = None) -> Verification:
    """Remember that the whole trail was gone through, for the screen that says when that was. Writes one row."""
    end = current_checkpoint()
    return Verification.objects.create(
        at=now,
        entries=end.sequence,
        hash=end.hash,
        problems=len(problems),
        first_problem=f"Entry {problems[0].sequence}: {problems[0].message}"[:300] if problems else "",
        checkpoint=checkpoint.sequence if checkpoint else None,
    )


def current_checkpoint() -> Checkpoint:
    """The end of the chain now; sequence 0 while the trail is empty."""
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return Checkpoint(*last) if last else Checkpoint(0, GENESIS)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the last line of a checkpoint file: date, number, hash.

    Raises ValueError with a sentence for the operator.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines or len(lines[-1]) != 3 or not lines[-1][1].isdigit() or len(lines[-1][2]) != 64:
        raise ValueError(
            "The last line of the checkpoint file is not 'DATE NUMBER HASH'. Give a file that audit_checkpoint wrote."
        )
    return Checkpoint(int(lines[-1][1]), lines[-1][2])
