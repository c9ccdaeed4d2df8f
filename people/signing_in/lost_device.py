"""The way back for somebody who lost every device: two administrators take their second factors away.

One alone could set a password, take the devices away, and sign in as that person. See decision 0025.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from medsite.audit import trail
from medsite.audit.models import AuditEntry
from people.models import DeviceLoss, LossOutcome, User
from people.register import RegisterError
from people.roles import Role, has_role, members
from people.signing_in import factors, sessions
from people.signing_in.telling import tell

GOOD_FOR = timedelta(days=7)
"""How long another administrator may confirm it."""
APART = timedelta(days=30)
"""For so long nobody confirms for an administrator who did something to their account: both may be one person. For so
long, too, neither of them may have set the password of the owner."""
TAKEN_AWAY = "person.second_factors_taken_away"
SETS_A_PASSWORD = ("person.created", "person.password_set")


def open_loss(user: User, *, now: datetime) -> DeviceLoss | None:
    """What an administrator asked for this person, if it can still be confirmed. One query."""
    return DeviceLoss.objects.open().filter(owner=user, asked_at__gt=now - GOOD_FOR).first()


def ask(user: User, *, by: User, reason: str, now: datetime) -> DeviceLoss:
    """Say that somebody lost every device. Nothing is taken away yet; the owner and other administrators get a mail.

    Writes one audit entry. Raises RegisterError for anybody who is no administrator, for one's own, without a reason,
    when there is nothing to take away, when somebody asked already, and when no other administrator could confirm it.
    """
    _require_administrator(by)
    if by.pk == user.pk:
        raise RegisterError("Nobody takes their own second factors away. Ask another administrator.")
    if not (reason := reason.strip()):
        raise RegisterError("Say why, and how you made sure that it is really them who ask.")
    if not factors.factors_of(user):
        raise RegisterError(f"{user} has no second factor.")
    others = members([Role.ADMINISTRATOR]).exclude(pk__in=[by.pk, user.pk])
    if not others:
        raise RegisterError(
            "There is no other administrator to confirm it. Whoever runs the site does it on the machine itself: "
            "manage.py take_second_factors_away."
        )
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if open_loss(user, now=now):
            raise RegisterError("Somebody asked for this already. Open the page again to confirm it.")
        DeviceLoss.objects.open().filter(owner=user).update(outcome=LossOutcome.LAPSED, settled_at=now)
        loss = DeviceLoss.objects.create(owner=user, reason=reason, asked_by=by, asked_at=now)
        _record("person.device_loss_asked", loss, by=by, now=now, reason=reason)
        _tell_that_it_was_asked(loss, others, now=now)
    return loss


def confirm(loss: DeviceLoss, *, by: User, now: datetime) -> int:
    """Take all second factors and recovery codes of the person away, and end their sessions; give their number.

    The password stays: with it they sign in and set up another device, before anything else opens. Writes one audit
    entry; the owner gets a mail.

    Raises RegisterError for who asked, for the owner, for anybody who is no administrator or not independent of who
    asked, and when it is over.
    """
    _require_administrator(by)
    if by.pk in {loss.asked_by_id, loss.owner_id}:
        raise RegisterError("Another administrator than the one who asked has to confirm it.")
    with transaction.atomic():
        owner, row = _locked(loss)
        if row.asked_at <= now - GOOD_FOR:
            raise RegisterError("Nobody confirmed it within seven days. Ask again, if it is still so.")
        if did := _what_one_did_to(by, row.asked_by, now=now):
            raise RegisterError(
                f"{row.asked_by} changed your account on {localdate(did.at):%-d %B %Y}. Whoever confirms has to be "
                "independent of who asks: another administrator, or the machine itself."
            )
        if knows := _who_set_the_password(owner, [by, row.asked_by], now=now):
            raise RegisterError(
                f"{knows.actor} set the password of {owner} on {localdate(knows.at):%-d %B %Y}, and may know it. "
                "Without the devices it would be enough to sign in as them. Another administrator has to confirm or to "
                "ask, or the machine itself."
            )
        number = _take_away(owner)
        _settle(row, LossOutcome.CONFIRMED, by=by, now=now)
        _record(
            TAKEN_AWAY,
            row,
            by=by,
            now=now,
            number=number,
            reason=row.reason,
            asked_by=row.asked_by_id,
        )
        _tell_that_they_are_gone(owner, row.reason, now=now)
    return number


def why_no_password(user: User) -> str:
    """Why no administrator sets the password of somebody, as a sentence; empty when one may. Two queries at most.

    After their devices were taken away, the password alone lets them in until they have another device: whoever sets
    it then could sign in as them, alone.
    """
    if not AuditEntry.objects.filter(act=TAKEN_AWAY, subject=f"user {user.pk}").exists() or factors.factors_of(user):
        return ""
    return (
        f"The devices of {user} were taken away, and there is no other one yet: with a password that you set, "
        "you alone could sign in as them. They sign in with the password that they had, and set up a device. "
        "If they forgot it, whoever runs the site sets one on the machine itself: "
        f"manage.py changepassword {user.get_username()}"
    )


def stop(loss: DeviceLoss, *, by: User, now: datetime) -> None:
    """Do not take the devices away: said by the owner, who has them, or by an administrator. Writes one audit entry.

    Raises RegisterError for anybody else, and when it is over.
    """
    if by.pk != loss.owner_id:
        _require_administrator(by)
    with transaction.atomic():
        _, row = _locked(loss)
        _settle(row, LossOutcome.STOPPED, by=by, now=now)
        _record("person.device_loss_stopped", row, by=by, now=now)


def take_factors_away(user: User, *, reason: str, now: datetime) -> int:
    """The same at once, by the machine itself: whoever may run commands there can do all of it anyway.

    Writes one audit entry without an actor; the owner gets a mail. Raises RegisterError without a reason, and when
    there are none.
    """
    if not (reason := reason.strip()):
        raise RegisterError("Say why, and how you made sure that it is really them who ask.")
    with transaction.atomic():
        owner = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        number = _take_away(owner)
        for row in DeviceLoss.objects.open().filter(owner=owner):
            _settle(row, LossOutcome.CONFIRMED, by=None, now=now)
        trail.record(
            actor=None,
            act=TAKEN_AWAY,
            subject=f"user {owner.pk}",
            at=now,
            number=number,
            reason=reason,
        )
        _tell_that_they_are_gone(owner, reason, now=now)
    return number


def _locked(loss: DeviceLoss) -> tuple[User, DeviceLoss]:
    owner = User.objects.select_for_update(no_key=True).get(pk=loss.owner_id)
    row = DeviceLoss.objects.open().filter(pk=loss.pk).first()
    if row is None:
        raise RegisterError("This was confirmed or stopped already. The audit trail says by whom.")
    return owner, row


def _take_away(owner: User) -> int:
    number = factors.forget_all(owner)
    if not number:
        raise RegisterError(f"{owner} has no second factor.")
    sessions.end_all(owner)
    return number


def _settle(row: DeviceLoss, outcome: LossOutcome, *, by: User | None, now: datetime) -> None:
    row.outcome, row.settled_by, row.settled_at = outcome, by, now
    row.save(update_fields=["outcome", "settled_by", "settled_at"])


def _what_one_did_to(person: User, one: User, *, now: datetime) -> AuditEntry | None:
    """The last act of one administrator on the account of another, within the time in which it counts."""
    acts = AuditEntry.objects.filter(actor=one, subject=f"user {person.pk}", at__gt=now - APART)
    return acts.exclude(act__startswith="person.device_loss").order_by("-sequence").first()


def _who_set_the_password(owner: User, people: Iterable[User], *, now: datetime) -> AuditEntry | None:
    """The last time that one of these made the account or set its password, within the time in which it counts."""
    acts = AuditEntry.objects.filter(actor__in=list(people), subject=f"user {owner.pk}", at__gt=now - APART)
    return acts.filter(act__in=SETS_A_PASSWORD).select_related("actor").order_by("-sequence").first()


def _require_administrator(by: User) -> None:
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator takes second factors away.")


def _record(act: str, loss: DeviceLoss, *, by: User, now: datetime, **facts: str | int) -> None:
    trail.record(actor=by, act=act, subject=f"user {loss.owner_id}", at=now, loss=loss.pk, **facts)


def _tell_that_it_was_asked(loss: DeviceLoss, others: Iterable[User], *, now: datetime) -> None:
    days = GOOD_FOR.days
    tell(
        loss.owner,
        subject="an administrator says that you lost your devices",
        text=f"On {settings.SITE_NAME}, {loss.asked_by} asks that every passkey, authenticator app and recovery code "
        f"be taken off your account. Another administrator has {days} days to confirm it.\n\nThe reason given: "
        f"{loss.reason}\n\nIf you still have a device, sign in and stop it under “Signing in”: "
        f"{settings.SITE_URL}{reverse('mfa_index')}",
        now=now,
    )
    for other in others:
        tell(
            other,
            subject=f"{loss.owner} is said to have lost their devices",
            text=f"On {settings.SITE_NAME}, {loss.asked_by} asks that the second factors of {loss.owner} be taken away."
            f"\n\nThe reason given: {loss.reason}\n\nMake sure yourself that it is really them, then confirm it or "
            f"stop it: {settings.SITE_URL}{reverse('admin:people_user_second_factors', args=[loss.owner_id])}",
            closing="",
            now=now,
        )


def _tell_that_they_are_gone(owner: User, reason: str, *, now: datetime) -> None:
    tell(
        owner,
        subject="your second factors were taken away",
        text=f"On {settings.SITE_NAME}, every passkey, authenticator app and recovery code of your account was removed "
        "by two administrators or by whoever runs the site, and your sessions were ended.\n\n"
        f"The reason given: {reason}\n\nSign in with your password, and set up a new device.",
        now=now,
    )
