"""The verbs that take a text from readers: by a publisher, in an emergency, or by the clock under the policy."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext

from articles.choices import (
    TAKEN_DOWN,
    CallOutcome,
    PublicationKind,
    PublicState,
    ScheduledAct,
    ScheduleState,
    StopReason,
)
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.governance.policy import current_policy
from articles.domain.publication import log, pages, reframing, requirements
from articles.domain.publication.around import Around
from articles.domain.publication.holding import locked_with_original
from articles.domain.publication.page_facts import due_date
from articles.domain.transitions import ARTICLE_TRANSITIONS, Act
from articles.domain.upkeep import review_queue
from articles.models import Article, Publication, PublishedPage, Schedule
from medsite.lib import languages
from people.models import Credential, User
from people.register import clock_account
from people.roles import Role, has_role


def withdraw(article: Article, *, by: User, now: datetime, note: str) -> Publication:
    """Take a live article from readers, with a public reason. Page and list entries are gone at once.

    Raises NotAllowed, WrongState, Refused without a reason.
    """
    requirements.require_publisher(Act.WITHDRAW, by)
    if not note.strip():
        raise Refused("Give the reason in plain words. Readers who come to the address see it.")
    with transaction.atomic():
        locked = locked_with_original(article)
        return _take_down(locked, PublicationKind.WITHDRAWN, by=by, now=now, note=note.strip())


def stop(article: Article, *, kind: PublicationKind, reason: StopReason, by: User, now: datetime) -> Publication:
    """Emergency stop: a publisher, or any clinician with a valid registration, takes a live article down at once.

    ``kind`` is withdrawn or suspended; the reason is a prepared one, which readers see. Scheduled publications of
    the article are cancelled, so that the clock does not undo it.

    Raises NotAllowed, WrongState, Refused for another kind.
    """
    if kind not in TAKEN_DOWN:
        raise Refused("A stop withdraws or suspends the article.")
    on_duty = has_role(by, Role.CLINICIAN) and Credential.objects.filter(holder=by).valid_on(now.date()).exists()
    if not on_duty and not has_role(by, Role.PUBLISHER):
        raise NotAllowed("Only publishers and clinicians with a valid registration stop a live article.")
    with transaction.atomic():
        locked = locked_with_original(article)
        note = languages.said_for(locked.locale, StopReason(reason).label)
        publication = _take_down(locked, kind, by=by, now=now, note=note)
        Schedule.objects.pending().filter(article=article, act=ScheduledAct.PUBLISH).update(
            state=ScheduleState.CANCELLED, problem="The article was stopped."
        )
    return publication


def withdraw_overdue(article: Article, *, now: datetime) -> Publication | None:
    """Withdraw a live article whose review is overdue for longer than the policy allows; None when it is not.

    For the clock: nobody decides it, so the audit entry has no person and names the policy, and the publication is by
    the account of the clock, which nobody can use. What was scheduled for the article stays.
    """
    policy = current_policy()
    with transaction.atomic():
        locked = locked_with_original(article)
        page = PublishedPage.objects.filter(article=locked).select_related("publication__revision").first()
        if page is None or locked.public_state != PublicState.LIVE:
            return None
        due_on = due_date(Around.of(page.publication.revision, policy), page.reviewed_on)
        if not requirements.is_withdrawn_by(due_on, policy, now=now):
            return None
        with languages.speaking(locked.locale):
            note = gettext(
                "The medical review of this article was due on %(day)s and has not been done. It is offered again when "
                "a clinician has reviewed it."
            ) % {"day": date_format(due_on)}
        kind, clock = PublicationKind.WITHDRAWN, clock_account()
        return _take_down(locked, kind, by=clock, now=now, note=note, under_policy=policy.version)


def _take_down(
    locked: Article, kind: PublicationKind, *, by: User, now: datetime, note: str, under_policy: str = ""
) -> Publication:
    """Take an article down that the caller holds locked, its original before it, in one transaction.

    ``under_policy`` names the policy where nobody decided it.
    """
    _move(locked)
    last = log.last_publication(locked)
    if last is None:
        raise WrongState("This article was never published.")
    publication = log.add(locked, last, number=last.number + 1, kind=kind, note=note, by=by, now=now)
    others = pages.remove(locked, now=now)
    review_queue.settle(locked, CallOutcome.TAKEN_DOWN, by=by, now=now)
    if under_policy:
        log.audit(publication, locked, actor=None, now=now, policy=under_policy)
    else:
        log.audit(publication, locked, actor=by, now=now)
    reframing.frame_others(others, now=now)
    return publication


def _move(article: Article) -> None:
    transition = ARTICLE_TRANSITIONS[Act.WITHDRAW]
    moved = Article.objects.filter(pk=article.pk, public_state__in=transition.sources).update(
        public_state=transition.target
    )
    if moved != 1:
        raise WrongState(
            f"You cannot {Act.WITHDRAW} this article now: its state is “{article.get_public_state_display().lower()}”."
        )
