"""Tasks with a day, for live texts that rest on a source which was retracted, may have been, or is doubted.

The clock opens one for each text and source, and closes it when what called for it is over: the source was
reinstated, or the live text does not cite it any more. A text whose signers knew, because its writer gave the reason,
gets none. People answer it by publishing another text, by signing the text again with a reason, or by closing it with
one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.choices import CallOutcome, CallReason
from articles.content import ArticleContent
from articles.domain.governance.policy import current_policy
from articles.domain.knowledge.source_facts import Known, known_of
from articles.domain.mail import news
from articles.domain.upkeep import review_queue
from articles.domain.upkeep.retractions import live_pages_in_doubt
from articles.models import Article, PublishedReference, ReviewCall, Revision
from articles.rendering.shapes import SignedBody
from references.models import Reference

ANSWERED = (CallOutcome.CONFIRMED, CallOutcome.DISMISSED)
"""A person said, in words, that the text may stand: the same fact does not call again."""


@dataclass(frozen=True)
class Doubt:
    """One live text, one work that it cites, and how that work stands."""

    row: PublishedReference
    work: Reference
    known: Known

    @property
    def fact(self) -> str:
        return f"source-{self.work.pk} {self.known.standing} {self.known.day}".rstrip()


def note_doubted(*, now: datetime) -> int:
    """Open the tasks that are missing, close those that are over; give the number of the new ones. For the clock.

    Three queries where nothing is new, and a few for each new one.
    """
    doubts = list(_doubts())
    wanted = {(doubt.row.page.article_id, doubt.fact): doubt for doubt in doubts}
    calls = ReviewCall.objects.filter(reason=CallReason.SOURCE).filter(
        Q(closed_at=None) | Q(article__in=[article for article, _ in wanted], outcome__in=ANSWERED)
    )
    there = {(call.article_id, call.cause.partition(" #")[0]): call for call in calls.order_by("-pk")}
    for key, call in there.items():
        if call.closed_at is None and key not in wanted:
            _over(call, now=now)
    return sum(_open(doubt, now=now) for key, doubt in wanted.items() if key not in there)


def _doubts() -> Iterator[Doubt]:
    rows = list(live_pages_in_doubt())
    known = known_of({row.reference.key for row in rows})
    for row in rows:
        if row.reference.key in known:
            yield Doubt(row, row.reference.merged_into or row.reference, known[row.reference.key])


def _open(doubt: Doubt, *, now: datetime) -> int:
    publication = doubt.row.page.publication
    if _signers_knew(publication.revision, doubt):
        return 0
    detail = (
        f"{doubt.known.in_words}: {doubt.work.key}, “{doubt.work.title}”. Look at every sentence that rests on it. "
        "Publish the text without it, or say why it may stand."
    )
    due_on = timezone.localdate(now) + timedelta(days=current_policy().source_days)
    cause = f"{doubt.fact} #{publication.number}"
    with transaction.atomic():
        call = review_queue.open_call(
            publication.article,
            CallReason.SOURCE,
            detail,
            cause=cause,
            by=None,
            now=now,
            source=doubt.work,
            due_on=due_on,
        )
        if call is not None:
            news.source_called(call, publication, cause="opened", is_late=False, now=now)
    return int(call is not None)


def remind(*, today: date, now: datetime) -> int:
    """Tell those concerned again on the day of a task, and each week after it; give the number of tasks told of."""
    told = 0
    for call in ReviewCall.objects.with_a_day().filter(due_on__lte=today):
        steps = (today - (call.due_on or today)).days // 7 + 1
        if steps <= call.reminders:
            continue
        publication = call.article.page.publication
        with transaction.atomic():
            claimed = ReviewCall.objects.open().filter(pk=call.pk, reminders=call.reminders)
            if claimed.update(reminders=steps):
                news.source_called(call, publication, cause=f"step-{steps}", is_late=steps > 1, now=now)
                told += 1
    return told


def _signers_knew(revision: Revision, doubt: Doubt) -> bool:
    """Whether the text says why it cites the work, and the remarks that its signers saw said how it stands."""
    content = ArticleContent.from_json(revision.content_json)
    if not any(citation.despite for citation in content.works if citation.key == doubt.row.key):
        return False
    said = f"The source {doubt.row.key!r}: {doubt.known.label}"
    messages = [str(finding["message"]) for finding in json.loads(revision.findings)]
    return any(message.startswith((f"{said}.", f"{said},")) for message in messages)


def _over(call: ReviewCall, *, now: datetime) -> None:
    ReviewCall.objects.open().filter(pk=call.pk).update(closed_at=now, outcome=CallOutcome.OVER)


def unanswered_by(calls: Iterable[ReviewCall], revision: Revision) -> list[int]:
    """Those of the open calls that a new text leaves open: it cites the source, and gives no reason for that.

    One query, if there are tasks about sources. Load the calls with their source.
    """
    calls = [call for call in calls if call.reason == CallReason.SOURCE]
    if not calls:
        return []
    content = ArticleContent.from_json(revision.content_json)
    cited = {item.key for item in SignedBody.model_validate_json(revision.body_html).references}
    bare = {citation.key for citation in content.works if citation.key in cited and not citation.despite}
    works = {row.merged_into_id or row.pk for row in Reference.objects.for_keys(bare)}
    return [call.pk for call in calls if call.source and (call.source.merged_into_id or call.source.pk) in works]


def open_for(article: Article) -> bool:
    """Whether a task about a source of this article is open."""
    return ReviewCall.objects.open().filter(article=article, reason=CallReason.SOURCE).exists()
