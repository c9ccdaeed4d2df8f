"""The ways to look at what changed in a text: since when, and in how many columns. Links, so no script is needed."""

from urllib.parse import urlencode

from articles.domain.reviewing.since import Comparison, Since
from articles.editorial.shapes import Choice

SINCE = {
    Since.LIVE: "since the live text",
    Since.MINE: "since you signed",
    Since.ALL: "all of it",
}
VIEWS = {"two": "side by side", "one": "in one column"}


def since_choices(found: Comparison, *, view: str) -> list[Choice]:
    """What a text can be compared with, keeping the number of columns."""
    return [Choice(SINCE[since], _query(since, view), since == found.since) for since in found.choices]


def view_choices(found: Comparison, *, view: str) -> list[Choice]:
    """One column or two, keeping what is compared."""
    return [Choice(label, _query(found.since, name), name == view) for name, label in VIEWS.items()]


def view_of(asked: str) -> str:
    """The number of columns that was asked for; two for anything else."""
    return asked if asked in VIEWS else "two"


def _query(since: Since, view: str) -> str:
    return f"?{urlencode({'since': since.value, 'view': view})}"
