"""Kinds of safety changes, and one of them as screens and records hold it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was changed. The order is that of a summary: what can harm most comes first."""

    DOSE = "dose"
    UNIT = "unit"
    HOW_OFTEN = "how often"
    TAKING = "how it is taken"
    """By which way into the body, in which form, with what, at what time of the day."""
    NUMBER = "number"
    NEGATION = "negation"
    DRUG = "drug name"
    COMPARISON = "comparison"
    PEOPLE = "who it is for"
    WARNING = "warning"
    WORDS = "words not judged"
    """In a language whose words the rules do not know."""


class Act(StrEnum):
    """What happened to it."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class SafetyChange:
    """One change: the words before and after, and the sentences around them. Where something is new or gone, that side
    is empty. ``place`` is in the newer text; of what is gone, in the older one."""

    kind: Kind
    act: Act
    place: str
    old: str
    new: str
    old_sentence: str = ""
    new_sentence: str = ""

    def as_row(self) -> list[str]:
        """Plain values, as a record stores them."""
        return [self.kind, self.act, self.place, self.old, self.new, self.old_sentence, self.new_sentence]

    @classmethod
    def from_row(cls, row: Iterable[str]) -> "SafetyChange":
        kind, act, place, old, new, old_sentence, new_sentence = row
        return cls(Kind(kind), Act(act), place, old, new, old_sentence, new_sentence)


def kinds_of(changes: Iterable[SafetyChange]) -> tuple[Kind, ...]:
    """The kinds that there are, each once, what can harm most first."""
    found = {change.kind for change in changes}
    return tuple(kind for kind in Kind if kind in found)


def in_words(changes: Iterable[SafetyChange]) -> str:
    """ "2 safety changes: dose, negation"; empty for none."""
    listed = list(changes)
    if not listed:
        return ""
    count = "1 safety change" if len(listed) == 1 else f"{len(listed)} safety changes"
    return f"{count}: {', '.join(kinds_of(listed))}"
