"""The state of a draft: the one place that moves it, and the verbs that only move it: recall, reopen, close.

A move is one conditional UPDATE that names the state, the version and the digest it expects.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from articles.choices import DraftState, ScheduleState
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.reviewing import assignments, unfinished
from articles.domain.transitions import ARTICLE_TRANSITIONS, DRAFT_TRANSITIONS, Act
from articles.models import Draft, Schedule
from medsite.audit import trail
from people.models import User
from people.roles import Role, has_role


def recall(draft: Draft, *, by: User, now: datetime) -> None:
    """Take a text back from review, to go on writing. Raises NotAllowed, WrongState."""
    _unlock(draft, Act.RECALL, "draft.recalled", by=by, now=now)


def reopen(draft: Draft, *, by: User, now: datetime, reason: str) -> None:
    """Unlock an approved text. The approval stays on record and counts again for exactly the same text.

    Raises NotAllowed, WrongState, Refused without a reason.
    """
    if not reason.strip():
        raise Refused("Say why the approved text is opened again.")
    _unlock(draft, Act.REOPEN, "draft.reopened", by=by, now=now, reason=reason.strip())


def close_published(draft: Draft, *, now: datetime) -> None:
    """Close an approved draft, as part of publishing it; the caller holds the transaction and writes the audit.

    Raises NotAllowed never; WrongState and Stale when the draft is not approved any more.
    """
    require_state(Act.PUBLISH, draft)
    move(draft, Act.PUBLISH, closed_at=now)
    unfinished.forget_reviews_of_closed(draft.article)


def _unlock(draft: Draft, act: Act, name: str, *, by: User, now: datetime, **data: Any) -> None:
    with transaction.atomic():
        current = Draft.objects.held(draft.pk)
        require_role(act, by)
        require_state(act, current)
        move(current, act, submitted_digest="", expected_digest=current.submitted_digest)
        if current.revision is not None:
            assignments.end_round(current.revision, why="The text was opened again.", by=by, now=now)
        Schedule.objects.pending().filter(draft=current).update(
            state=ScheduleState.CANCELLED, problem="The text was opened again."
        )
        trail.record(
            actor=by,
            act=name,
            subject=article_subject(current.article),
            at=now,
            draft=current.pk,
            content_digest=current.submitted_digest,
            **data,
        )


def require_role(act: Act, by: User) -> None:
    """That this person has a role that the table asks for. Raises NotAllowed."""
    roles = (DRAFT_TRANSITIONS.get(act) or ARTICLE_TRANSITIONS[act]).roles
    if not has_role(by, *roles):
        who = " or ".join(sorted(Role(role).label.lower() + "s" for role in roles))
        raise NotAllowed(f"You cannot {act} here: that is for {who}.")


def require_state(act: Act, draft: Draft) -> None:
    """That a draft is open and in a state from which the act leads on. Raises WrongState."""
    transition = DRAFT_TRANSITIONS[act]
    if draft.closed_at is not None:
        raise WrongState(f"This draft is closed, so you cannot {act} it. Open the article for its newest draft.")
    if draft.state not in transition.sources:
        here = DraftState(draft.state).label.lower()
        raise WrongState(f"You cannot {act} this article now: its state is “{here}”.")


def move(
    draft: Draft,
    act: Act,
    *,
    expected_version: int | None = None,
    expected_digest: str | None = None,
    target: str | None = None,
    **changes: Any,
) -> None:
    """Change the state of a draft, and ``changes`` with it, if it still is as the caller saw it. Raises Stale.

    The caller holds the transaction. ``target`` stands for the state of the table where an act leads to either of two.
    """
    transition = DRAFT_TRANSITIONS[act]
    conditions: Mapping[str, Any] = {
        "pk": draft.pk,
        "state__in": transition.sources,
        "closed_at__isnull": True,
        "version": draft.version if expected_version is None else expected_version,
        "submitted_digest": draft.submitted_digest if expected_digest is None else expected_digest,
    }
    target = target or transition.target
    moved = Draft.objects.filter(**conditions).update(**changes | ({"state": target} if target else {}))
    if moved != 1:
        raise Stale("Somebody else changed the state of this article just now. Open it again to see where it stands.")
