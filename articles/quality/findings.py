"""What an editorial check says, and how findings are put in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    BLOCKER = "blocker"
    WARNING = "warning"


class Gate(StrEnum):
    """What a blocker holds up."""

    SUBMISSION = "submission"
    PUBLICATION = "publication"
    NONE = ""


@dataclass(frozen=True)
class Finding:
    """One rule that an article does not meet, with every place, and a sentence that says what to do."""

    rule: str
    severity: Severity
    gate: Gate
    places: tuple[str, ...]
    message: str

    @property
    def blocks_submission(self) -> bool:
        return self.severity is Severity.BLOCKER and self.gate is Gate.SUBMISSION


def blocker(rule: str, places: Iterable[str], message: str) -> Finding:
    """A finding that keeps an article from being sent to review."""
    return Finding(rule, Severity.BLOCKER, Gate.SUBMISSION, tuple(places), message)


def warning(rule: str, places: Iterable[str], message: str) -> Finding:
    """A finding that the writer and the reviewer see, and that holds nothing up."""
    return Finding(rule, Severity.WARNING, Gate.NONE, tuple(places), message)


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
