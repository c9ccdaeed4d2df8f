"""What a reader gives: one Found for each record of a file, finished into one Read."""

from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
Fields = list[tuple[str, str]]
"""Tags and values of one record, in the order of the file."""


class UnreadableFile(Exception):
    """A file of which nothing can be read; the message says what it is and what to do."""


@dataclass
class Found:
    """A record as a reader found it: CSL-JSON that nobody has checked yet, or the reason why there is none."""

    record: Record = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    error: str = ""


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
