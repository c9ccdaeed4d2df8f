"""Whom an act on a text concerns: those who worked on it, those who signed it, those who publish.

Call each in the transaction of its act. Who acted is not told of it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from articles.choices import LetterKind
from articles.domain.mail.outbox import Tiding, post, post_all
from articles.domain.mail.recipients import called
from articles.models import CommentEntry, Decision, Draft, Publication, ReviewAssignment, ReviewCall, Revision
from people.roles import Role, members

GATHER = timedelta(minutes=10)
"""How long a comment waits for more."""


def changes_requested(decision: Decision, revision: Revision, *, now: datetime) -> None:
    """Those who worked on the text."""
    _tell(LetterKind.CHANGES, decision, revision, _contributors(revision), now=now)


def approved(decision: Decision, revision: Revision, *, now: datetime) -> None:
    """Those who worked on the text, and the publishers. Call it when no signature is missing any more."""
    publishers = set(members([Role.PUBLISHER]).values_list("pk", flat=True))
    _tell(LetterKind.APPROVED, decision, revision, _contributors(revision) | publishers, now=now)


def published(
    publication: Publication, *, contributors: Collection[int], signers: Collection[int], now: datetime
) -> None:
    """Those who worked on the text, and those whose signatures it rests on."""
    post(
        LetterKind.PUBLISHED,
        cause=f"publication:{publication.pk}",
        to={*contributors, *signers},
        article=publication.article,
        by=publication.by,
        facts={"title": publication.revision.title},
        now=now,
    )


def source_called(call: ReviewCall, publication: Publication, *, cause: str, is_late: bool, now: datetime) -> None:
    """Those who worked on a live text, those who signed it, and the publishers: a source of it has to go. Found by the
    clock, which sends it too.
    """
    facts = {
        "title": publication.revision.title,
        "call": call.pk,
        "source": call.source_id,
        "due_on": call.due_on.isoformat() if call.due_on else "",
        "is_late": is_late,
    }
    to = _all_of(publication)
    post_all(LetterKind.SOURCE, [Tiding(f"call:{call.pk}:{cause}", to, publication.article, facts)], now=now)


def original_called(call: ReviewCall, publication: Publication, *, original: str, is_gone: bool, now: datetime) -> None:
    """Those who worked on a live translation, those who signed it, and the publishers: its original is not the text any
    more that it translates.
    """
    facts = {"title": publication.revision.title, "call": call.pk, "original": original, "is_gone": is_gone}
    to = _all_of(publication)
    post_all(LetterKind.ORIGINAL, [Tiding(f"call:{call.pk}", to, call.article, facts)], now=now)


def commented(entry: CommentEntry, draft: Draft, *, now: datetime) -> None:
    """Those who wrote in the draft, those who are asked to review it, and those who said something in the thread.

    ``draft`` is the one it is talked about in; an earlier one may have handed the thread down. Told a little
    later, so that one mail tells of all that somebody says while they read.
    """
    revision = entry.thread.revision
    concerned = {
        *draft.contributions.values_list("user", flat=True),
        *entry.thread.entries.values_list("by", flat=True),
        *ReviewAssignment.objects.open().filter(round__revision__draft=draft).values_list("reviewer", flat=True),
    }
    facts = {"title": revision.title, "by": called(entry.by), "draft": draft.pk}
    tiding = Tiding(f"comment:{entry.pk}", concerned - {entry.by_id}, revision.article, facts)
    post_all(LetterKind.COMMENT, [tiding], now=now, wait=GATHER)


def _all_of(publication: Publication) -> set[int]:
    """Those who worked on a live text, those who signed it, and the publishers."""
    signers = set(publication.approvals.values_list("decision__by", flat=True))
    publishers = set(members([Role.PUBLISHER]).values_list("pk", flat=True))
    return _contributors(publication.revision) | signers | publishers


def _contributors(revision: Revision) -> set[int]:
    return set(revision.contributors.values_list("user", flat=True))


def _tell(kind: LetterKind, decision: Decision, revision: Revision, to: set[int], *, now: datetime) -> None:
    facts: dict[str, Any] = {"title": revision.title, "by": decision.by_name, "revision": revision.pk}
    post(kind, cause=f"decision:{decision.pk}", to=to, article=revision.article, by=decision.by, facts=facts, now=now)
