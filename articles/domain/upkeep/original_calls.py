"""Calls for a review of live translations whose original was changed or taken from readers."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from articles.choices import CallOutcome, CallReason
from articles.domain.drafting.translations import Standing
from articles.domain.mail import news
from articles.domain.upkeep import review_queue
from articles.models import Article, Publication, ReviewCall
from articles.models.rereview import ReviewCallQuerySet


def note(publication: Publication, standing: Standing | None, *, now: datetime) -> None:
    """Call for a review of a live translation that is behind; close what was called for when it is not any more.

    One event calls once, also when somebody closed that call; those concerned get a mail. Call it in the
    transaction of the act that changed either text, with the live publication of the translation. Nothing happens for
    an article that is no translation.
    """
    if standing is None:
        return
    article = publication.revision.article
    if not standing.is_behind:
        _open(article).update(closed_at=now, outcome=CallOutcome.OVER)
        return
    cause = (
        f"original-gone@{standing.last.number}"
        if standing.withdrawn_at
        else f"original@{standing.last.content_digest[:40]}"
    )
    call = review_queue.open_call(article, CallReason.ORIGINAL, _in_words(standing), cause=cause, by=None, now=now)
    if call is not None:
        is_gone = standing.withdrawn_at is not None
        news.original_called(call, publication, original=str(standing.original), is_gone=is_gone, now=now)


def unanswered(calls: Iterable[ReviewCall], standing: Standing | None) -> list[int]:
    """Those of the open calls that another text of a translation, or another signature, leaves open: it is behind
    still.
    """
    if standing is None or not standing.is_behind:
        return []
    return [call.pk for call in calls if call.reason == CallReason.ORIGINAL]


def _open(article: Article) -> ReviewCallQuerySet:
    return ReviewCall.objects.open().filter(article=article, reason=CallReason.ORIGINAL)


def _in_words(standing: Standing) -> str:
    follows = (
        f"This translation follows version {standing.recorded.number} of {localdate(standing.recorded.at):%-d %B %Y}."
    )
    if standing.withdrawn_at:
        return (
            f"The original, “{standing.original}”, was taken from readers on "
            f"{localdate(standing.withdrawn_at):%-d %B %Y}. {follows} What was wrong there may be wrong here."
        )
    changed = localdate(standing.changed_at or standing.last.at)
    return (
        f"The original, “{standing.original}”, was changed on {changed:%-d %B %Y}. {follows} Look at what changed "
        "there, and take it over in a draft of the translation."
    )
