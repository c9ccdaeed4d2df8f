"""What both styles build citations from: fields without control characters, and marks that become HTML tags."""

from collections.abc import Mapping
from typing import Any

Record = Mapping[str, Any]
Abbreviations = Mapping[str, str]

TITLE_ON, TITLE_OFF, EMPHASIS_ON, EMPHASIS_OFF = "\x02", "\x03", "\x0e", "\x0f"
"""Stand for <cite> and <i> until the whole citation is escaped. ``field`` takes them out of what a record says."""

_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_REMOVED = dict.fromkeys([*range(32), 127, *map(ord, _BIDI)])


def field(record: Record, name: str) -> str:
    """A text field without control characters and overrides of the writing direction, or an empty string."""
    value = record.get(name)
    return (value if isinstance(value, str) else str(value)).translate(_REMOVED) if value else ""


def cited_title(words: str) -> str:
    """A title as a sentence, marked as such."""
    return f"{TITLE_ON}{sentence(words)}{TITLE_OFF}" if words else ""


def emphasised(words: str) -> str:
    return f"{EMPHASIS_ON}{words}{EMPHASIS_OFF}" if words else ""


def plain(marked: str) -> str:
    return marked.translate(_REMOVED)


def sentence(words: str) -> str:
    """With a full stop, where the words do not end in a mark of their own."""
    return words if not words or words.rstrip(TITLE_OFF + EMPHASIS_OFF + "\"'”’")[-1:] in ".?!" else f"{words}."
