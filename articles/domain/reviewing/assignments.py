"""The verbs of asking for a review: ask, take up, decline, reassign, move the day; and how assignments end.

Who was not asked may review as well, unless the policy says otherwise (``workflow``). Each verb locks the draft, as
decisions do, leaves one audit entry, and writes the mails that it causes into the outbox.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.choices import OPEN_ASSIGNMENTS, AssignmentState, DraftState, LetterKind, Verdict
from articles.content import ArticleContent
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.governance.policy import Policy, current_policy
from articles.domain.mail.outbox import post
from articles.domain.mail.recipients import called
from articles.domain.reviewing.approvals import needed_for
from articles.domain.reviewing.candidates import Candidates, candidates
from articles.models import Draft, ReviewAssignment, ReviewRound, Revision
from articles.models.assignment import ReviewAssignmentQuerySet
from medsite.audit import trail
from people.models import Credential, User
from people.roles import Role, has_role, members

ASKERS = (Role.WRITER, Role.PUBLISHER)
REASON_LIMIT = 2_000
FARTHEST = timedelta(days=366)


def default_due(today: date, policy: Policy) -> date:
    """The day by which a review is asked where nobody says another: days of the policy from today."""
    return today + timedelta(days=policy.review_days)


def for_revision(revision: Revision, *, now: datetime) -> Candidates:
    """Who may be asked for a revision. Who is asked, or signed it, is among those excluded."""
    asked = set(ReviewAssignment.objects.open().filter(round__revision=revision).values_list("reviewer", flat=True))
    signed = set(revision.decisions.filter(verdict=Verdict.APPROVE).values_list("by", flat=True))
    policy = current_policy()
    return candidates(
        ArticleContent.from_json(revision.content_json),
        contributors=set(revision.contributors.values_list("user", flat=True)),
        policy=policy,
        today=timezone.localdate(now),
        asked=asked | signed,
        needed=needed_for(revision, policy).signers,
    )


def ask(
    revision: Revision, *, reviewers: Sequence[User], due_on: date | None, by: User, now: datetime
) -> list[ReviewAssignment]:
    """Ask clinicians to review a revision that waits for a decision. One audit entry; a mail to each of them.

    Without a day the policy says by when.

    Raises NotAllowed, WrongState, Refused for nobody, for a day that has passed, for somebody who may not review it.
    """
    _require_asker(by)
    if not reviewers:
        raise Refused("Choose at least one clinician to ask.")
    due_on = due_on or default_due(timezone.localdate(now), current_policy())
    with transaction.atomic():
        locked = _locked(revision)
        _require_later(due_on, now)
        _require_able(locked, reviewers, now=now)
        made = open_assignments(locked, reviewers, due_on=due_on, by=by, now=now)
        _record("review.asked", locked, by=by, now=now, asked=[row.reviewer_id for row in made], due_on=_iso(due_on))
    return made


def take_up(revision: Revision, *, by: User, now: datetime) -> ReviewAssignment:
    """ "I am looking at it": said by who was asked, or by a clinician who takes a review by themselves.

    Raises NotAllowed, WrongState, Refused for somebody who may not review it.
    """
    if not has_role(by, Role.CLINICIAN):
        raise NotAllowed("Only clinicians review.")
    with transaction.atomic():
        locked = _locked(revision)
        row = ReviewAssignment.objects.open().filter(round__revision=locked, reviewer=by).first()
        if row is None:
            if current_policy().assigned_only:
                raise NotAllowed("By the policy only those who were asked review. Ask a publisher to ask you.")
            _require_able(locked, [by], now=now)
            (row,) = open_assignments(locked, [by], due_on=None, by=by, now=now, tell=False)
        elif row.state == AssignmentState.TAKEN:
            return row
        row.state, row.taken_at = AssignmentState.TAKEN, now
        row.save(update_fields=["state", "taken_at"])
        _record("review.taken_up", locked, by=by, now=now, reviewer=by.pk)
    return row


def decline(assignment: ReviewAssignment, *, reason: str, by: User, now: datetime) -> None:
    """Give a review back, with a reason that whoever asked reads. One audit entry; a mail to who asked.

    Raises NotAllowed for anybody but the reviewer, WrongState, Refused without a reason.
    """
    if assignment.reviewer_id != by.pk:
        raise NotAllowed("Only the person who was asked declines. Reassign it instead.")
    if not reason.strip():
        raise Refused("Say why you cannot review it, so that the right person is asked next.")
    with transaction.atomic():
        revision = _locked(assignment.round.revision)
        row = _open(assignment)
        row.reason = reason.strip()[:REASON_LIMIT]
        _close([row], AssignmentState.DECLINED, now=now)
        _record("review.declined", revision, by=by, now=now, reviewer=by.pk, reason=row.reason)
        if row.by_id is not None:
            _tell(LetterKind.DECLINED, revision, f"declined:{row.pk}", [row.by_id], by=by, now=now)


def reassign(
    assignment: ReviewAssignment, *, to: User, due_on: date | None, by: User, now: datetime
) -> ReviewAssignment:
    """Ask somebody else instead. One audit entry; a mail to both.

    Raises NotAllowed, WrongState, Refused for a day that has passed, and for somebody who may not review it.
    """
    _require_asker(by)
    with transaction.atomic():
        revision = _locked(assignment.round.revision)
        row = _open(assignment)
        _require_later(due_on, now)
        _require_able(revision, [to], now=now)
        (following,) = open_assignments(revision, [to], due_on=due_on, by=by, now=now)
        row.successor = following
        _close([row], AssignmentState.REASSIGNED, now=now)
        facts = {"reviewer": row.reviewer_id, "to": to.pk, "due_on": _iso(due_on)}
        _record("review.reassigned", revision, by=by, now=now, **facts)
        why = "Somebody else was asked instead."
        _tell(LetterKind.OVER, revision, f"over:{row.pk}", [row.reviewer_id], by=by, now=now, why=why)
    return following


def move_day(assignment: ReviewAssignment, *, due_on: date, by: User, now: datetime) -> None:
    """Change the day by which a review is asked. One audit entry; a mail to the reviewer and to who asked.

    Raises NotAllowed, WrongState, Refused.
    """
    _require_asker(by)
    with transaction.atomic():
        revision = _locked(assignment.round.revision)
        row = _open(assignment)
        _require_later(due_on, now)
        before, row.due_on = row.due_on, due_on
        row.save(update_fields=["due_on"])
        facts = {"reviewer": row.reviewer_id, "before": _iso(before), "due_on": _iso(due_on)}
        _record("review.day_moved", revision, by=by, now=now, **facts)
        if before != due_on:
            said = facts | {"assignment": row.pk, "of": called(row.reviewer)}
            to = {row.reviewer_id, *([row.by_id] if row.by_id else [])}
            _tell(LetterKind.MOVED, revision, f"moved:{row.pk}:{now.isoformat()}", to, by=by, now=now, **said)


def open_assignments(
    revision: Revision,
    reviewers: Iterable[User],
    *,
    due_on: date | None,
    by: User,
    now: datetime,
    tell: bool = True,
) -> list[ReviewAssignment]:
    """Write the rows and the mails of an act that asks, as part of it; the act checks and has the audit entry."""
    round_ = ReviewRound.objects.get(revision=revision)
    made = [
        ReviewAssignment.objects.create(round=round_, reviewer=person, by=by, assigned_at=now, due_on=due_on)
        for person in reviewers
    ]
    if tell:
        for row in made:
            facts = {"assignment": row.pk, "due_on": _iso(due_on)}
            _tell(LetterKind.ASKED, revision, f"asked:{row.pk}", [row.reviewer_id], by=by, now=now, **facts)
    return made


def open_round(
    revision: Revision, *, needed: int, reviewers: Collection[User], due_on: date | None, by: User, now: datetime
) -> list[ReviewAssignment]:
    """Open the review of a revision that was just cut, as part of sending it, and ask those who were chosen.

    ``needed`` is how many signatures it lacks; where none is missing, the round is over at once. Without a day the
    policy says by when.

    Raises Refused for a day that has passed, and for somebody who may not review it.
    """
    if reviewers and due_on is None:
        due_on = default_due(timezone.localdate(now), current_policy())
    _require_later(due_on, now)
    ReviewRound.objects.create(
        revision=revision, opened_at=now, due_on=due_on, needed=max(1, needed), closed_at=None if needed else now
    )
    if not reviewers or not needed:
        return []
    _require_able(revision, reviewers, now=now)
    return open_assignments(revision, reviewers, due_on=due_on, by=by, now=now)


def decided(revision: Revision, *, by: User, now: datetime) -> None:
    """Close the assignment of who decided, as part of that act."""
    mine = ReviewAssignment.objects.open().filter(round__revision=revision, reviewer=by)
    _close(mine, AssignmentState.DONE, now=now)


def end_round(revision: Revision, *, why: str, by: User, now: datetime) -> None:
    """Close a round and what is open of it, as part of the act that ends it; those who were asked are told."""
    ReviewRound.objects.filter(revision=revision, closed_at=None).update(closed_at=now)
    rows = list(ReviewAssignment.objects.open().filter(round__revision=revision))
    _close(rows, AssignmentState.EXPIRED, now=now)
    for row in rows:
        _tell(LetterKind.OVER, revision, f"over:{row.pk}", [row.reviewer_id], by=by, now=now, why=why)


def stuck(today: date) -> ReviewAssignmentQuerySet:
    """Open assignments of people who cannot sign any more: no role, or no registration that is valid today."""
    able = Credential.objects.valid_on(today).filter(holder__in=members([Role.CLINICIAN]).values("pk"))
    return ReviewAssignment.objects.open().exclude(reviewer__in=able.values("holder")).listed()


def is_asked(revision: Revision, person: User) -> bool:
    """Whether a person is asked to review a revision, and has not decided yet. One query."""
    return ReviewAssignment.objects.open().filter(round__revision=revision, reviewer=person).exists()


def _close(rows: Iterable[ReviewAssignment], state: AssignmentState, *, now: datetime) -> None:
    for row in rows:
        row.state, row.closed_at = state, now
        row.save(update_fields=["state", "closed_at", "reason", "successor"])


def _tell(
    kind: LetterKind, revision: Revision, cause: str, to: Collection[int], *, by: User, now: datetime, **facts: Any
) -> None:
    said = {"title": revision.title, "by": called(by), "revision": revision.pk} | facts
    post(kind, cause=cause, to=to, article=revision.article, by=by, facts=said, now=now)


def _locked(revision: Revision) -> Revision:
    """The revision, with its draft locked: while an assignment changes, nobody decides. Raises WrongState."""
    draft = Draft.objects.held(revision.draft_id)
    if draft.closed_at is not None or draft.state != DraftState.IN_REVIEW or draft.revision_id != revision.pk:
        raise WrongState("This revision does not wait for a decision any more. Open the article to see why.")
    return Revision.objects.select_related("article").get(pk=revision.pk)


def _open(assignment: ReviewAssignment) -> ReviewAssignment:
    row = ReviewAssignment.objects.get(pk=assignment.pk)
    if row.state not in OPEN_ASSIGNMENTS:
        raise WrongState(f"This has ended already: {row.get_state_display().lower()}.")
    return row


def _require_asker(by: User) -> None:
    if not has_role(by, *ASKERS):
        raise NotAllowed("Writers and publishers ask for reviews.")


def _require_able(revision: Revision, reviewers: Iterable[User], *, now: datetime) -> None:
    found = for_revision(revision, now=now)
    able = {one.user.pk for one in found.able}
    reasons = {one.user.pk: one for one in found.excluded}
    for person in reviewers:
        if person.pk not in able:
            one = reasons.get(person.pk)
            raise Refused(f"{one.name} cannot review this. {one.reason}" if one else f"{person} is no clinician.")


def _require_later(due_on: date | None, now: datetime) -> None:
    today = timezone.localdate(now)
    if due_on is not None and not today <= due_on <= today + FARTHEST:
        raise Refused("Give a day from today on, within a year.")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _record(act: str, revision: Revision, *, by: User, now: datetime, **facts: Any) -> None:
    trail.record(
        actor=by, act=act, subject=article_subject(revision.article), at=now, revision=revision.number, **facts
    )
