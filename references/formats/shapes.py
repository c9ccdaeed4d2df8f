"""What a reader gives: one Found for each record of a file, finished into one Read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
Fields = list[tuple[str, str]]
"""Tags and values of one record, in the order of the file."""


def by_tag(fields: Fields) -> dict[str, list[str]]:
    """The values of each tag in their order; empty ones say nothing."""
    values: dict[str, list[str]] = {}
    for tag, value in fields:
        if value:
            values.setdefault(tag, []).append(value)
    return values


class UnreadableFile(Exception):
    """A file of which nothing can be read; the message says what it is and what to do."""


@dataclass
class Found:
    """A record as a reader found it: CSL-JSON that nobody has checked yet, or the reason why there is none."""

    record: Record = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    error: str = ""


Stray = list[tuple[int, str]]
"""Lines that belong to no record, each with its number."""


def with_stray(parts: Iterable[tuple[Found | None, Stray]]) -> Iterator[Found]:
    """Each record, told which lines beside it belong to none: a record that lost its marks must not vanish in silence.

    A part is a record with the stray lines before it; the last one may be lines alone.
    """
    latest: Found | None = None
    first: list[str] = []
    for found, stray in parts:
        if stray:
            (first if latest is None else latest.problems).append(
                _told(stray, "Before" if latest is None else "Behind")
            )
        if latest is not None and found is not None:
            yield latest
        if found is not None:
            found.problems[:0] = first
            latest, first = found, []
    if latest is not None:
        yield latest


def _told(stray: Stray, where: str) -> str:
    number, text = stray[0]
    what = "a line that is no field" if len(stray) == 1 else f"{len(stray)} lines that are no fields"
    start = f"in line {number}" if len(stray) == 1 else f"from line {number} on"
    return f"{where} it stood {what}, {start}: {text[:80]!r}; left out."


@dataclass(frozen=True)
class Read:
    """One record of a file.

    ``number`` counts from 1 in the order of the file. ``record`` is checked CSL-JSON, or None where ``reason`` says
    why it cannot be used. ``problems`` names what was left out of it. ``key_given`` tells whether the file named the
    citation key.
    """

    number: int
    record: Record | None
    problems: tuple[str, ...] = ()
    reason: str = ""
    key_given: bool = False


@dataclass(frozen=True)
class Reading:
    """All of one file. ``notes`` are about the file as a whole, such as its encoding."""

    format: str
    reads: tuple[Read, ...]
    notes: tuple[str, ...] = ()
