"""Examinations of a whole site: does it still keep the promise, and what to do where it does not.

Reads only. Each module holds the examinations of one concern; ``examine`` runs all of them.
"""

from collections.abc import Iterator
from datetime import datetime

from articles.domain.doctor import database, files, lists, mails, notices, pages, people, schedules, texts, trail
from articles.domain.doctor.report import Examination, Finding, Result

EXAMINATIONS: tuple[Examination, ...] = (
    *database.EXAMINATIONS,
    *trail.EXAMINATIONS,
    *texts.EXAMINATIONS,
    *notices.EXAMINATIONS,
    *pages.EXAMINATIONS,
    *lists.EXAMINATIONS,
    *files.EXAMINATIONS,
    *people.EXAMINATIONS,
    *schedules.EXAMINATIONS,
    *mails.EXAMINATIONS,
)


def examine(*, now: datetime) -> Iterator[Result]:
    """Run every examination in turn and yield what each found.

    One that fails itself is a result as well: it stands in the report and does not stop the others. The cost
    grows with everything that was ever signed, published and audited: this is for nights and restores.
    """
    for examination in EXAMINATIONS:
        yield examination.run(now)


__all__ = ["EXAMINATIONS", "Examination", "Finding", "Result", "examine"]
