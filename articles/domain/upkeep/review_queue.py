"""The queue of live texts that have to be looked at before their date: what called for it, how it ended."""

import json
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from articles.choices import SAID_BY_PEOPLE, CallOutcome, CallReason, Harm
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.overlay.notices import Chosen
from articles.models import Article, Decision, Publication, PublicationApproval, PublishedPage, ReviewCall
from medsite.audit import trail
from people.models import Credential, User
from people.roles import Role, has_role
from references.models import Reference

EVERYBODY = (Role.WRITER, Role.CLINICIAN, Role.PUBLISHER)
CLOSERS = (Role.CLINICIAN, Role.PUBLISHER)
STATUS_OF_ITSELF = frozenset({"overdue", "corrected", "general", "source-retracted"})
"""Notices that say how the article stands; they come and go, and change nothing that a signer judged. A retracted
source has a task of its own (``articles.domain.upkeep.source_calls``).
"""
DETAIL_LIMIT = 2_000


def ask(article: Article, *, reason: CallReason, detail: str, by: User, now: datetime) -> ReviewCall:
    """A person notes that a live text should be looked at again. One audit entry.

    Raises NotAllowed, WrongState when nothing is live, Refused without words or with a reason that people do not give.
    """
    if not has_role(by, *EVERYBODY):
        raise NotAllowed("Writers, clinicians and publishers ask for a review.")
    if reason not in SAID_BY_PEOPLE:
        raise Refused("Choose one of the reasons of the list.")
    if not detail.strip():
        raise Refused("Say what happened, and where it can be read. A clinician decides on your words.")
    if not PublishedPage.objects.filter(article=article).exists():
        raise WrongState("Nothing of this article is live, so there is nothing to review again.")
    with transaction.atomic():
        call = open_call(
            article, reason, detail.strip()[:DETAIL_LIMIT], cause=f"{by.pk}@{now.isoformat()}", by=by, now=now
        )
    if call is None:
        raise Refused("You noted this a moment ago.")
    return call


def dismiss(call: ReviewCall, *, note: str, by: User, now: datetime) -> None:
    """Close a call without a signature, with a reason. One audit entry. Raises NotAllowed, Refused, WrongState."""
    if not has_role(by, *CLOSERS):
        raise NotAllowed("Clinicians and publishers close a call for a review.")
    if not note.strip():
        raise Refused("Say why nothing has to be done. It stays with the article.")
    with transaction.atomic():
        closed = ReviewCall.objects.open().filter(pk=call.pk)
        if not closed.update(
            closed_at=now, closed_by=by, outcome=CallOutcome.DISMISSED, closing_note=note.strip()[:DETAIL_LIMIT]
        ):
            raise WrongState("Somebody closed this already.")
        trail.record(
            actor=by,
            act="review_call.dismissed",
            subject=article_subject(call.article),
            at=now,
            call=call.pk,
            reason=call.reason,
            note=note.strip(),
        )


def settle(
    article: Article, outcome: CallOutcome, *, by: User, now: datetime, note: str = "", but: Collection[int] = ()
) -> int:
    """Close every open call of an article, as part of an act that answers them; that act has the audit entry.

    ``but`` are the keys of calls that it does not answer.
    """
    answered = ReviewCall.objects.open().filter(article=article).exclude(pk__in=list(but))
    closing_note = note.strip()[:DETAIL_LIMIT]
    return answered.update(closed_at=now, closed_by=by, outcome=outcome, closing_note=closing_note)


def open_calls(article: Article) -> list[ReviewCall]:
    """What calls for a review of an article now, with the sources that it is about. One query."""
    return list(ReviewCall.objects.open().filter(article=article).select_related("source").order_by("pk"))


def note_new_notices(publication: Publication, chosen: Chosen, signed: Collection[Decision], *, now: datetime) -> None:
    """Call for a review when a live page carries a notice that none of its signers saw. Rarely a query.

    Another wording of a notice calls nobody: a clinician approved it. Call it in the transaction that stores a page.
    """
    shown = [v for v in chosen.versions if v.code not in STATUS_OF_ITSELF and v.harm != Harm.GENERAL]
    if not shown:
        return
    seen = {entry["notice"] for decision in signed for entry in json.loads(decision.notices)}
    for version in shown:
        if version.code not in seen:
            why = "; ".join(chosen.because.get(version.code, ()))
            detail = f"“{version.heading}” stands on the page now{f' ({why})' if why else ''}. No signer saw it there."
            cause = f"{version.code}@{publication.number}"
            open_call(publication.article, CallReason.NOTICE, detail, cause=cause, by=None, now=now)


def note_lost_signers(*, now: datetime) -> int:
    """Call for a review of live texts whose signature was taken back or whose signer is suspended; give the number.

    For the clock. Two queries, and one for each event that is new.
    """
    rows = PublicationApproval.objects.of_live_pages()
    found = 0
    for row in rows.filter(decision__revocation__isnull=False).with_pages():
        detail = f"{row.decision.by_name}’s signature was taken back: {row.decision.revocation.reason}"
        cause = f"decision-{row.decision_id}"
        found += _once(row.publication.article, CallReason.REVOKED, detail, cause=cause, now=now)
    suspended = Credential.objects.suspended().exclude(holder__in=Credential.objects.checked().values("holder"))
    since = {row.holder_id: row for row in suspended.order_by("suspended_at")}
    for row in rows.filter(decision__by__in=list(since)).with_pages():
        credential = since[row.decision.by_id]
        detail = f"The registration of {row.decision.by_name}, who signed this text, is suspended."
        cause = f"credential-{credential.pk}@{credential.suspended_at:%Y-%m-%d}"
        found += _once(row.publication.article, CallReason.SIGNER, detail, cause=cause, now=now)
    return found


def _once(article: Article, reason: CallReason, detail: str, *, cause: str, now: datetime) -> int:
    with transaction.atomic():
        return int(open_call(article, reason, detail, cause=cause, by=None, now=now) is not None)


def open_call(
    article: Article,
    reason: CallReason,
    detail: str,
    *,
    cause: str,
    by: User | None,
    now: datetime,
    source: Reference | None = None,
    due_on: date | None = None,
) -> ReviewCall | None:
    """The new call; None when this event has called already, also if that was closed since.

    One audit entry; the caller holds the transaction.
    """
    call, is_new = ReviewCall.objects.get_or_create(
        article=article,
        reason=reason,
        cause=cause[:120],
        defaults={
            "detail": detail[:DETAIL_LIMIT],
            "opened_at": now,
            "opened_by": by,
            "source": source,
            "due_on": due_on,
        },
    )
    if not is_new:
        return None
    trail.record(
        actor=by,
        act="review_call.opened",
        subject=article_subject(article),
        at=now,
        call=call.pk,
        reason=call.reason,
        detail=call.detail,
        due_on=due_on.isoformat() if due_on else "",
    )
    return call
