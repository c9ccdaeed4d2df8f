"""Acts at a time: made by a publisher, done by the clock, once, on whichever machine is first.

Everything is checked again at the moment of acting: role, approvals, digest, notices. What is refused is recorded
on the schedule, tried again later, and does not stop the others.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from articles.choices import PublicState, ScheduledAct, ScheduleState
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.publication import publishing, taking_down
from articles.models import Article, Draft, Schedule
from medsite.audit import trail
from people.models import User
from people.roles import Role, has_role

LEASE = timedelta(minutes=10)
"""How long a machine may work on an act before another one takes it."""
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
FURTHEST = timedelta(days=5 * 366)
"""No subject is reviewed more rarely than every five years; a time behind that is a slip of the keyboard."""


def schedule_publication(
    draft: Draft,
    *,
    at: datetime,
    content_digest: str,
    by: User,
    now: datetime,
    note: str = "",
    correction: bool = False,
) -> Schedule:
    """Have an approved draft published at a time. Writes one audit entry.

    Raises NotAllowed, WrongState, Stale, Refused: what ``publishing.publish`` would refuse now is refused now.
    """
    _require_later(at, now)
    publishing.require_publishable(draft, content_digest=content_digest, by=by, note=note, correction=correction)
    return _create(
        Schedule(
            article=draft.article,
            draft=draft,
            act=ScheduledAct.PUBLISH,
            at=at,
            content_digest=content_digest,
            correction=correction,
            note=note.strip(),
        ),
        by=by,
        now=now,
    )


def schedule_withdrawal(article: Article, *, at: datetime, by: User, now: datetime, note: str) -> Schedule:
    """Have an article withdrawn at a time: one that is live, or that a schedule publishes before.

    Raises NotAllowed, WrongState, Refused without a reason.
    """
    _require_publisher(by)
    _require_later(at, now)
    _require_live_by_then(article, at)
    if not note.strip():
        raise Refused("Give the reason in plain words. Readers who come to the address see it.")
    return _create(Schedule(article=article, act=ScheduledAct.WITHDRAW, at=at, note=note.strip()), by=by, now=now)


def cancel(schedule: Schedule, *, by: User, now: datetime) -> None:
    """Take a scheduled act back. Raises NotAllowed, WrongState when it was done already."""
    _require_publisher(by)
    with transaction.atomic():
        changed = Schedule.objects.pending().filter(pk=schedule.pk).update(state=ScheduleState.CANCELLED)
        if changed != 1:
            raise WrongState("It is too late: the act was done, is being done, or was cancelled.")
        _record(schedule, "cancelled", by=by, now=now)


def run_due(*, now: datetime) -> list[Schedule]:
    """Do what is due, in the order of its time; give the schedules that were tried, as they are now.

    Safe to run on any number of machines at once: each act is claimed by a conditional UPDATE.
    """
    tried = []
    for schedule in Schedule.objects.due(now).order_by("at", "pk"):
        if _claim(schedule, now=now):
            _do(schedule, now=now)
            tried.append(Schedule.objects.get(pk=schedule.pk))
    return tried


def _create(schedule: Schedule, *, by: User, now: datetime) -> Schedule:
    _require_publisher(by)
    with transaction.atomic():
        Article.objects.held(schedule.article_id)
        if Schedule.objects.open().filter(article=schedule.article, act=schedule.act).exists():
            raise WrongState("Such an act waits for this article already. Cancel that one first.")
        schedule.by, schedule.made_at, schedule.next_try_at = by, now, schedule.at
        schedule.save()
        _record(schedule, "scheduled", by=by, now=now)
    return schedule


def _claim(schedule: Schedule, *, now: datetime) -> bool:
    """Whether this machine gets to do it. The lease ends by itself, should the machine die."""
    claimed = (
        Schedule.objects.due(now)
        .filter(pk=schedule.pk, tries=schedule.tries)
        .update(state=ScheduleState.RUNNING, tries=F("tries") + 1, next_try_at=now + LEASE)
    )
    return claimed == 1


def _do(schedule: Schedule, *, now: datetime) -> None:
    try:
        with transaction.atomic():
            if schedule.act == ScheduledAct.PUBLISH and schedule.draft is not None:
                publishing.publish(
                    schedule.draft,
                    content_digest=schedule.content_digest,
                    by=schedule.by,
                    now=now,
                    note=schedule.note,
                    correction=schedule.correction,
                )
            else:
                taking_down.withdraw(schedule.article, by=schedule.by, now=now, note=schedule.note)
            Schedule.objects.filter(pk=schedule.pk).update(state=ScheduleState.DONE, problem="")
    except Refused as error:
        pause = min(FIRST_PAUSE * 2**schedule.tries, LONGEST_PAUSE)
        Schedule.objects.filter(pk=schedule.pk, state=ScheduleState.RUNNING).update(
            state=ScheduleState.FAILED, problem=str(error), next_try_at=now + pause
        )


def _record(schedule: Schedule, what: str, *, by: User, now: datetime) -> None:
    trail.record(
        actor=by,
        act=f"{schedule.act}.{what}",
        subject=article_subject(schedule.article),
        at=now,
        schedule=schedule.pk,
        due=schedule.at.isoformat(),
        content_digest=schedule.content_digest,
    )


def _require_later(at: datetime, now: datetime) -> None:
    if at <= now:
        raise Refused("That time has passed. Give one that lies ahead, or do it now.")
    if at > now + FURTHEST:
        raise Refused(f"The year {at.year} is more than five years ahead. Look at the date again.")


def _require_live_by_then(article: Article, at: datetime) -> None:
    is_live = Article.objects.filter(pk=article.pk, public_state=PublicState.LIVE).exists()
    if not is_live and not article.schedules.open().filter(act=ScheduledAct.PUBLISH, at__lt=at).exists():
        raise WrongState("Nothing of this article is live, and nothing will be by then. There is nothing to withdraw.")


def _require_publisher(by: User) -> None:
    if not has_role(by, Role.PUBLISHER):
        raise NotAllowed("Only publishers publish and withdraw.")
