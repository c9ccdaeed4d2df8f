"""Records of the library for a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from references import library
from references.models import Reference


class UnknownKeys(Exception):
    """Keys that the library does not have; the message names them."""


def exported(keys: Iterable[str] = (), *, words: str = "") -> Iterator[dict[str, Any]]:
    """Records by key, those that match words, or all, in the order of their keys. Merged ones give the kept record.

    Raises UnknownKeys.
    """
    wanted = list(dict.fromkeys(keys))
    if wanted:
        found = {reference.key: reference for reference in Reference.objects.for_keys(wanted)}
        if missing := [key for key in wanted if key not in found]:
            raise UnknownKeys(f"The library has no reference {', '.join(missing[:20])}.")
        kept = [found[key].merged_into or found[key] for key in wanted]
        return (library.as_record(reference) for reference in dict.fromkeys(kept))
    rows = Reference.objects.current().order_by("key")
    if words:
        rows = rows.matching(words)
    return (library.as_record(reference) for reference in rows.iterator(chunk_size=1_000))
