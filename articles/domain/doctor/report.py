"""The shapes of a report: what was asked, how much was looked at, what was found, what to do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be.

    ``broken`` is False for advice: the promise holds, and something wants attention.
    """

    place: str
    message: str
    remedy: str
    broken: bool = True


@dataclass(frozen=True)
class Result:
    """One examination of one site. ``looked_at`` counts rows, whatever rows it is about."""

    name: str
    question: str
    looked_at: int
    findings: tuple[Finding, ...]

    @property
    def is_broken(self) -> bool:
        return any(finding.broken for finding in self.findings)


@dataclass
class Notes:
    """What an examination writes down while it goes through its rows."""

    looked_at: int = 0
    findings: list[Finding] = field(default_factory=list)

    def broken(self, place: object, message: str, remedy: str) -> None:
        self.findings.append(Finding(str(place), message, remedy))

    def advise(self, place: object, message: str, remedy: str) -> None:
        self.findings.append(Finding(str(place), message, remedy, broken=False))

    def seen(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.looked_at += 1
            yield row


@dataclass(frozen=True)
class Examination:
    """``question`` is what a healthy site answers with yes."""

    name: str
    question: str
    look: Callable[[Notes, datetime], None]

    def run(self, now: datetime) -> Result:
        """Look at the site. Whatever goes wrong on the way is reported as broken, with what was found before."""
        notes = Notes()
        try:
            self.look(notes, now)
        except Exception as error:  # noqa: BLE001  # a damaged site must not stop its own examination
            notes.broken(
                self.name,
                f"This examination could not go on: {type(error).__name__}: {error}",
                "Run migrate, then doctor again. If it stays, the rows named last are damaged: restore a backup beside "
                "this database and compare.",
            )
        return Result(self.name, self.question, notes.looked_at, tuple(notes.findings))
