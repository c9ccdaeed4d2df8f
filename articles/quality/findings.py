"""What an editorial check says, and how findings are put in order."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    BLOCKER = "blocker"
    WARNING = "warning"
    HINT = "hint"
    """A matter of style, shown to those who ask for it."""


class Gate(StrEnum):
    """What a blocker holds up."""

    SUBMISSION = "submission"
    PUBLICATION = "publication"
    NONE = ""


@dataclass(frozen=True)
class Waiver:
    """Who let a text pass with a finding, in which role, by which policy, and why. ``at`` is a moment in UTC."""

    key: int
    rule: str
    fingerprint: str
    reason: str
    by: int
    by_name: str
    by_role: str
    policy_version: str
    at: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Finding:
    """One rule that an article does not meet, with every place, and a sentence that says what to do.

    One with a ``waiver`` holds nothing up. It is shown with the reason.
    """

    rule: str
    severity: Severity
    gate: Gate
    places: tuple[str, ...]
    message: str
    waiver: Waiver | None = None

    def as_json(self) -> dict[str, Any]:
        """The five facts, and the waiver if there is one, as revisions keep them and commands print them."""
        facts = {
            "rule": self.rule,
            "severity": self.severity.value,
            "gate": self.gate.value,
            "places": list(self.places),
            "message": self.message,
        }
        return facts | ({"waiver": asdict(self.waiver)} if self.waiver else {})

    @property
    def where(self) -> str:
        """The places as people say them: "source 1-14", "title, body"."""
        numbered: dict[str, list[int]] = {}
        others = []
        for place in self.places:
            word, _, number = place.rpartition(" ")
            if word and number.isascii() and number.isdigit():
                numbered.setdefault(word, []).append(int(number))
            else:
                others.append(place)
        return ", ".join([*(f"{word} {ranges(numbers)}" for word, numbers in numbered.items()), *others])

    @property
    def blocks_submission(self) -> bool:
        return self.severity is Severity.BLOCKER and self.gate is Gate.SUBMISSION and self.waiver is None


def stored_finding(found: dict[str, Any]) -> Finding:
    """The other way round of ``Finding.as_json``."""
    return Finding(
        rule=found["rule"],
        severity=Severity(found["severity"]),
        gate=Gate(found["gate"]),
        places=tuple(found["places"]),
        message=found["message"],
        waiver=Waiver(**found["waiver"]) if found.get("waiver") else None,
    )


def blocker(rule: str, places: Iterable[str], message: str) -> Finding:
    """A finding that keeps an article from being sent to review."""
    return Finding(rule, Severity.BLOCKER, Gate.SUBMISSION, tuple(places), message)


def warning(rule: str, places: Iterable[str], message: str) -> Finding:
    """A finding that the writer and the reviewer see, and that holds nothing up."""
    return Finding(rule, Severity.WARNING, Gate.NONE, tuple(places), message)


def hint(rule: str, places: Iterable[str], message: str) -> Finding:
    """A finding of style that is shown on request, and holds nothing up."""
    return Finding(rule, Severity.HINT, Gate.NONE, tuple(dict.fromkeys(places)), message)


def quoted(texts: Iterable[str], *, most: int = 3) -> str:
    """Passages of a text as a message quotes them, the first few, each cut to a line."""
    lines = (f"“{text if len(text) <= 90 else text[:89].rstrip() + '…'}”" for text in texts)
    return listed(lines, most=most, between="; ")


def listed(words: Iterable[str], *, most: int = 10, between: str = ", ") -> str:
    """The first few of many words, and how many more there are."""
    known = list(words)
    said = between.join(known[:most])
    return said if len(known) <= most else f"{said} and {len(known) - most} more"


def count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def ranges(numbers: Iterable[int]) -> str:
    """Numbers as people list them: "1-14", "2, 5-7"."""
    groups: list[list[int]] = []
    for number in sorted(numbers):
        if groups and number == groups[-1][1] + 1:
            groups[-1][1] = number
        else:
            groups.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in groups)
