"""Images that were uploaded and that nothing names: their bytes are removed, their row and its audit entry stay.

An image is named by the digest of its bytes in every revision, saved version and import, by the rows of drafts and live
pages, and by its mark in the text of a draft. What anything names is never removed.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from articles.domain.drafting.pictures import stored_name
from articles.models import (
    ArticleImport,
    ArticleQuestion,
    Draft,
    DraftFile,
    Picture,
    PublishedFile,
    Revision,
    Snapshot,
    UnsavedWork,
)
from medsite.audit import trail
from medsite.lib.markdown.pictures import SCHEME, SHORTEST_NAME

KEPT_FOR = timedelta(days=30)
"""After the upload, whatever names it: somebody may be about to use it, in a form that is not saved yet."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MARK = re.compile(rf"{SCHEME}(?:%3A)?([0-9a-f]{{{SHORTEST_NAME},64}})", re.IGNORECASE)


def unused(*, now: datetime) -> list[Picture]:
    """Images older than ``KEPT_FOR`` whose bytes are there and that nothing names, the oldest first.

    Reads every stored text once: for a command, not for a page.
    """
    rows = Picture.objects.filter(added_at__lt=now - KEPT_FOR).order_by("added_at", "pk")
    rows = rows.exclude(pk__in=DraftFile.objects.values("picture"))
    rows = rows.exclude(digest__in=PublishedFile.objects.values("digest"))
    open_forms = list(UnsavedWork.objects.values_list("form", flat=True))
    candidates = [row for row in rows if not any(f"-picture={row.pk}&" in f"{form}&" for form in open_forms)]
    if not candidates:
        return []
    named, marks = _named(), _marks(open_forms)
    return [
        row
        for row in candidates
        if row.digest not in named
        and not any(row.digest.startswith(mark) for mark in marks)
        and default_storage.exists(stored_name(row.digest, row.media_type))
    ]


def remove(pictures: Iterable[Picture], *, now: datetime) -> int:
    """Remove the bytes of images that are unused now, each with one audit entry; give their number.

    Whatever came to be named since it was found is left alone. The row stays: it says who added what and when, and the
    same image can be added again.
    """
    still = {row.pk for row in unused(now=now)}
    removed = 0
    for picture in pictures:
        if picture.pk not in still:
            continue
        with transaction.atomic():
            trail.record(
                actor=None, act="picture.removed", subject=f"picture {picture.digest}", at=now, size=picture.size
            )
            default_storage.delete(stored_name(picture.digest, picture.media_type))
        removed += 1
    return removed


def _named() -> set[str]:
    """Every digest in a stored content."""
    return {
        digest
        for model in (Revision, Snapshot, ArticleImport)
        for text in model._default_manager.values_list("content_json", flat=True).iterator(200)
        for digest in _DIGEST.findall(text)
    }


def _marks(forms: Iterable[str]) -> set[str]:
    """The names in the marks of open drafts and of unsaved work."""
    return {mark.lower() for text in _texts(forms) for mark in _MARK.findall(text)}


def _texts(forms: Iterable[str]) -> Iterator[str]:
    yield from Draft.objects.filter(body__contains=SCHEME).values_list("body", flat=True)
    yield from ArticleQuestion.objects.filter(answer__contains=SCHEME).values_list("answer", flat=True)
    yield from (form.replace("%3A", ":") for form in forms)
