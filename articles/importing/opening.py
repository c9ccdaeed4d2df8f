"""The top of an export: title, reading time and bylines, then the lead."""

from collections.abc import Sequence

from articles.importing.ledger import Ledger, counted, quoted
from articles.importing.lines import Line, is_item
from articles.importing.markers import is_byline, reading_minutes
from articles.importing.report import Severity

TITLE_LIMIT = 200
_SENTENCE = 120
"""A longer line that ends with a full stop is a sentence of the lead, not a title."""


def read_opening(lines: Sequence[Line], ledger: Ledger) -> tuple[Line | None, list[Line]]:
    """The title, and the lines of the lead."""
    title: Line | None = None
    lead: list[Line] = []
    for line in lines:
        minutes = reading_minutes(line.text)
        if minutes is not None:
            said = counted(minutes, "minute")
            ours = f"Left out: the file says {said}; we count the words and show our own figure."
            ledger.leave([line], ours, replaced=True)
        elif title is None and not lead and _may_be_title(line.text):
            title = line
        elif title is not None and not lead and is_byline(line.text):
            ledger.leave(
                [line],
                f"Left out: {quoted(line.text)}. Names and dates come from the profiles and from the sign-off.",
                severity=Severity.WARNING,
            )
        else:
            lead.append(line)
    return title, lead


def _may_be_title(text: str) -> bool:
    sentence = len(text) > _SENTENCE and text.endswith(".")
    return len(text) <= TITLE_LIMIT and not sentence and not is_item(text)
