"""What became of an address that has no live page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from articles.choices import TAKEN_DOWN
from articles.domain.publication.addresses import moved_to
from articles.models import Publication
from articles.rendering.page import frame


@dataclass(frozen=True)
class Gone:
    """Moved to another address, or taken down: when, how, and why in plain words. ``locale`` is that of the article."""

    moved_to: str = ""
    on: date | None = None
    kind: str = ""
    note: str = ""
    locale: str = ""


def what_became_of(slug: str) -> Gone | None:
    """None for an address that never led to a published article. A few queries."""
    elsewhere = moved_to(slug)
    if elsewhere is not None:
        return Gone(moved_to=elsewhere)
    last = Publication.objects.filter(article__slug=slug).select_related("article").order_by("-number").first()
    if last is None or last.kind not in TAKEN_DOWN:
        return None
    return Gone(on=timezone.localdate(last.at), kind=last.kind, note=last.note, locale=last.article.locale)


def frame_context() -> dict[str, Any]:
    """What every template of the readers' site shows, where there is no request to take it from."""
    return frame() | {"today": timezone.localdate()}
