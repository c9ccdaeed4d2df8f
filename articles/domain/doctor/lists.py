"""What stands beside the pages: lists, questions, people, names and the search say what the signed texts say."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models, transaction

from articles.domain.doctor.report import Examination, Notes
from articles.domain.errors import Refused
from articles.domain.publication import reframing
from articles.models import PublishedPage, PublishedQuestion, PublishedRepresentation, SearchEntry, SearchWord

REMEDY = (
    "Run rebuild_pages --all: it writes them anew from the signed text. Then find out who changed them: medsite itself "
    "does not."
)
SHOWN_IN: dict[type[models.Model], str] = {
    PublishedPage: "its title, lead, reviewers or days in lists",
    PublishedQuestion: "its questions in the index of questions",
    SearchEntry: "what the search finds of it",
    SearchWord: "the words that the search proposes",
}
OF_THE_FRAME = {"id", "page", "etag", "notices_stamp", "frame_version", "valid_until"}

Shown = dict[type[models.Model], list[str]]


def lists(notes: Notes, now: datetime) -> None:
    """Each page is stored once more as it would be today, and all of that is taken back."""
    stale = set(reframing.stale_pages(now=now))
    for page in notes.seen(PublishedPage.objects.order_by("pk").only("title")):
        if page.pk in stale:
            continue
        try:
            stored, right = _stored_and_right(page.pk, now=now)
        except Refused:
            continue  # withheld, which the examination of the pages says
        for model in stored:
            if stored[model] != right[model]:
                what = SHOWN_IN.get(model, str(model._meta.verbose_name_plural))
                notes.broken(page, f"Not what the signed text says: {what}.", REMEDY)


def _stored_and_right(key: int, *, now: datetime) -> tuple[Shown, Shown]:
    with transaction.atomic():
        stored = dict(_shown(key))
        reframing.rebuild([key], now=now)
        right = dict(_shown(key))
        transaction.set_rollback(True)
    return stored, right


def _shown(key: int) -> Iterator[tuple[type[models.Model], list[str]]]:
    """All rows of a page that readers see something of, but its documents, which are examined by themselves."""
    yield PublishedPage, _rows(PublishedPage.objects.filter(pk=key))
    for relation in PublishedPage._meta.related_objects:
        model = relation.related_model
        if relation.field.name == "page" and isinstance(model, type) and model is not PublishedRepresentation:
            yield model, _rows(model._default_manager.filter(page=key))


def _rows(rows: models.QuerySet[models.Model]) -> list[str]:
    fields = [field.attname for field in rows.model._meta.concrete_fields if field.name not in OF_THE_FRAME]
    return sorted(repr(row) for row in rows.values_list(*fields))


EXAMINATIONS = (Examination("lists", "Do lists, questions and the search say what the signed texts say?", lists),)
