"""What was corrected on live articles, for readers: days, and the words that a correction was published with."""

from dataclasses import dataclass
from datetime import date

from articles.choices import PublicationKind
from articles.models import Publication
from medsite.lib import days


@dataclass(frozen=True)
class Correction:
    """One line of the log."""

    on: date
    title: str
    slug: str
    note: str


def listed(start: int, stop: int, *, language: str) -> list[Correction]:
    """Corrections of articles of a language that are live now, the newest first. One query."""
    rows = (
        Publication.objects.filter(kind=PublicationKind.CORRECTED, article__page__language=language)
        .order_by("-at", "-pk")
        .values_list("at", "article__page__title", "article__page__slug", "note")
    )
    return [Correction(days.day_of(at, days.zone()), title, slug, note) for at, title, slug, note in rows[start:stop]]
