"""The verbs of the people register: giving roles, checking and suspending credentials, closing accounts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from medsite.audit import trail
from people.models import Credential, MailChoice, Profile, User
from people.roles import Role, has_role, roles_of
from people.signing_in import factors, sessions
from people.signing_in.telling import tell

PROFILE_FIELDS = (
    "user_id",
    "name",
    "slug",
    "credentials",
    "role",
    "role_translations",
    "biography",
    "interests",
    "interests_declared_on",
)


CREDENTIAL_FIELDS = ("holder_id", "title", "body", "number", "number_is_public", "register_url", "valid_until")


class RegisterError(Exception):
    """An act on the register that the rules do not allow; the message says what to do instead."""


def create_administrator(*, username: str, email: str, password: str, now: datetime) -> User:
    """Make the first account of a site: it manages people and may not sign.

    The caller validates the password. Writes one audit entry.

    Raises RegisterError when the name is taken.
    """
    if User.objects.filter(username=username).exists():
        raise RegisterError(f"There is already a user named {username}. Choose another name.")
    with transaction.atomic():
        user = User.objects.create_superuser(username=username, email=email, password=password)
        user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.value))
        trail.record(
            actor=None, act="person.created", subject=f"user {user.pk}", at=now, roles=[Role.ADMINISTRATOR.value]
        )
    return user


CLOCK = "clock"


def clock_account() -> User:
    """The account under which the clock acts where a row has to name somebody. Nobody can sign in with it."""
    user, is_new = User.objects.get_or_create(
        username=CLOCK, defaults={"first_name": "The", "last_name": "clock", "is_active": False}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def set_roles(user: User, roles: Collection[Role], *, by: User | None, now: datetime) -> None:
    """Give a user exactly these roles; nothing happens when they have them already.

    ``by`` is None only for commands run on the machine itself. Staff access follows from having a role.
    Writes one audit entry.

    Raises RegisterError when somebody without the role of administrator tries, or anybody for themselves, and for the
    account of the clock.
    """
    before, after = roles_of(user), frozenset(roles)
    if before == after:
        return
    if user.username == CLOCK:
        raise RegisterError("The account of the clock belongs to nobody, and gets no role.")
    if by is not None:
        if by.pk == user.pk:
            raise RegisterError("Nobody changes their own roles. Ask another administrator.")
        if not has_role(by, Role.ADMINISTRATOR):
            raise RegisterError("Only an administrator gives and takes roles.")
    with transaction.atomic():
        user.groups.set(Group.objects.filter(name__in=[role.value for role in after]))
        if user.is_staff != bool(after):
            user.is_staff = bool(after)
            user.save(update_fields=["is_staff"])
        trail.record(
            actor=by,
            act="person.roles_changed",
            subject=f"user {user.pk}",
            at=now,
            before=sorted(before),
            after=sorted(after),
        )


def choose_mail(user: User, choice: MailChoice, *, now: datetime) -> None:
    """Note how a person wants to hear of what concerns them: their own choice. One audit entry where it changes."""
    with transaction.atomic():
        if User.objects.filter(pk=user.pk).exclude(mail=choice).update(mail=choice):
            trail.record(actor=user, act="person.mail_chosen", subject=f"user {user.pk}", at=now, mail=choice.value)
    user.mail = choice


def save_credential(credential: Credential, *, by: User, now: datetime) -> None:
    """Enter a registration, or change what of it was not verified. Writes one audit entry.

    Raises RegisterError for anybody who is no administrator.
    """
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator enters registrations.")
    with transaction.atomic():
        held = Credential.objects.select_for_update(no_key=True).filter(pk=credential.pk)
        before = held.values(*CREDENTIAL_FIELDS).first()
        credential.save()
        _record_credential(
            credential,
            "credential.saved",
            by=by,
            now=now,
            fields=[name for name in CREDENTIAL_FIELDS if before is None or before[name] != getattr(credential, name)],
        )


def verify_credential(credential: Credential, *, by: User, evidence: str, now: datetime) -> None:
    """Note that a registration was looked up with its body, by whom and how.

    The address of the register entry and the date until which it is valid are stored as ``credential`` holds them:
    they are what was found. Verifying again, as after a renewal, replaces them. Writes one audit entry.

    Raises RegisterError for the holder themselves, for anybody who is no administrator, without evidence, for a
    date that has passed, for a suspended registration, and when somebody edited it in the meantime.
    """
    if credential.holder_id == by.pk:
        raise RegisterError("Nobody verifies their own credentials. Ask another administrator.")
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator verifies credentials.")
    if not evidence.strip():
        raise RegisterError("Say how you checked it: where you looked it up and what you found.")
    if credential.valid_until is not None and credential.valid_until < timezone.localdate(now):
        raise RegisterError("This date has passed. A registration that ran out is verified again once it is renewed.")
    with transaction.atomic():
        stored = Credential.objects.select_for_update(no_key=True, of=("self",)).get(pk=credential.pk)
        if stored.suspended_at is not None:
            raise RegisterError("This registration is suspended. Reinstate it, with a reason, instead.")
        if stored.identity != credential.identity:
            raise RegisterError("The registration was edited after you opened this page. Look it up again.")
        credential.verified_by, credential.verified_at, credential.evidence = by, now, evidence.strip()
        credential.save(update_fields=["verified_by", "verified_at", "evidence", "register_url", "valid_until"])
        _record_credential(
            credential,
            "credential.verified",
            by=by,
            now=now,
            evidence=credential.evidence,
            body=credential.body,
            number=credential.number,
            register=credential.register_url,
            valid_until=credential.valid_until.isoformat() if credential.valid_until else "",
        )


def suspend_credential(credential: Credential, *, by: User, reason: str, now: datetime) -> None:
    """Stop a registration from counting at signings from now on. Writes one audit entry.

    Earlier signatures stay, because credentials count on the day of signing; the caller shows the live pages
    concerned.

    Raises RegisterError for anybody who is no administrator, without a reason, and when it is suspended already.
    """
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator suspends credentials.")
    if not reason.strip():
        raise RegisterError("Give the reason for the suspension.")
    with transaction.atomic():
        stored = Credential.objects.select_for_update(no_key=True, of=("self",)).get(pk=credential.pk)
        if stored.suspended_at is not None:
            raise RegisterError("This registration is suspended already.")
        credential.suspended_at, credential.suspension_reason = now, reason.strip()
        credential.save(update_fields=["suspended_at", "suspension_reason"])
        _record_credential(credential, "credential.suspended", by=by, now=now, reason=credential.suspension_reason)


def reinstate_credential(credential: Credential, *, by: User, reason: str, now: datetime) -> None:
    """Let a suspended registration count again. The audit trail keeps both reasons. Writes one audit entry.

    Raises RegisterError for the holder themselves, for anybody who is no administrator, without a reason, and when
    it is not suspended.
    """
    if credential.holder_id == by.pk:
        raise RegisterError("Nobody reinstates their own credentials. Ask another administrator.")
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator reinstates credentials.")
    if not reason.strip():
        raise RegisterError("Say why it counts again: what was found, and where.")
    with transaction.atomic():
        stored = Credential.objects.select_for_update(no_key=True, of=("self",)).get(pk=credential.pk)
        if stored.suspended_at is None:
            raise RegisterError("This registration is not suspended.")
        credential.suspended_at, credential.suspension_reason = None, ""
        credential.save(update_fields=["suspended_at", "suspension_reason"])
        _record_credential(
            credential,
            "credential.reinstated",
            by=by,
            now=now,
            reason=reason.strip(),
            suspended_for=stored.suspension_reason,
        )


def _record_credential(credential: Credential, act: str, *, by: User, now: datetime, **facts: Any) -> None:
    trail.record(actor=by, act=act, subject=f"credential {credential.pk}", at=now, holder=credential.holder_id, **facts)


def save_profile(profile: Profile, *, by: User, now: datetime) -> None:
    """Store a profile with the values it holds now, and note who stands for them.

    What another administrator than the person wrote counts as confirmed and is shown to readers. What somebody
    writes in their own profile waits until another administrator confirms it. Specialties are saved by the
    caller. Writes one audit entry, which names the fields that changed.

    Raises RegisterError for anybody who is no administrator.
    """
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator changes profiles.")
    is_own = profile.user_id == by.pk
    with transaction.atomic():
        before = Profile.objects.select_for_update(no_key=True).filter(pk=profile.pk).values(*PROFILE_FIELDS).first()
        profile.confirmed_by, profile.confirmed_at = (None, None) if is_own else (by, now)
        profile.save()
        changed = [name for name in PROFILE_FIELDS if before is None or before[name] != getattr(profile, name)]
        trail.record(
            actor=by,
            act="profile.saved",
            subject=f"profile {profile.uuid}",
            at=now,
            fields=changed,
            confirmed=not is_own,
        )


def confirm_profile(profile: Profile, *, by: User, now: datetime) -> None:
    """Stand for what a profile says, so that readers see it. Writes one audit entry.

    Raises RegisterError for the person themselves, and for anybody who is no administrator.
    """
    if profile.user_id == by.pk:
        raise RegisterError("Nobody confirms their own profile. Ask another administrator.")
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator confirms profiles.")
    with transaction.atomic():
        Profile.objects.filter(pk=profile.pk).update(confirmed_by=by, confirmed_at=now)
        trail.record(actor=by, act="profile.confirmed", subject=f"profile {profile.uuid}", at=now)


def close_account(user: User, *, by: User, now: datetime) -> None:
    """Close the account of somebody who left: no sign-in, no roles, no name or address in the account.

    What they signed, published and wrote stays theirs under the same key, and keeps the name that was signed.
    Their page says that they left and shows no details any more. It cannot be undone. Writes one audit entry,
    which names the account by its key only.

    Raises RegisterError for anybody who is no administrator, and for one's own account.
    """
    if user.pk == by.pk:
        raise RegisterError("Nobody closes their own account. Ask another administrator.")
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator closes accounts.")
    with transaction.atomic():
        closed = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        closed.username, closed.email, closed.first_name, closed.last_name = f"closed-{uuid4().hex}", "", "", ""
        closed.is_active = closed.is_staff = closed.is_superuser = False
        closed.set_unusable_password()
        closed.save()
        closed.groups.clear()
        factors.forget_all(closed)
        sessions.end_all(closed)
        Profile.objects.filter(user=closed).update(biography="", confirmed_by=None, confirmed_at=None)
        Credential.objects.filter(holder=closed).update(number_is_public=False)
        trail.record(actor=by, act="person.account_closed", subject=f"user {closed.pk}", at=now)
    user.refresh_from_db()


def account_was_made(user: User, *, by: User, now: datetime) -> None:
    """Note who made an account, and so knows its first password. Writes one audit entry."""
    trail.record(actor=by, act="person.created", subject=f"user {user.pk}", at=now)


def account_was_changed(user: User, *, fields: Collection[str], former_address: str, by: User, now: datetime) -> None:
    """Note that the account of somebody was changed: which fields, not what they say. Writes one audit entry.

    When the address changed, the former one is told: mails about lost devices and passwords go to another one now.
    """
    with transaction.atomic():
        trail.record(actor=by, act="person.account_changed", subject=f"user {user.pk}", at=now, fields=sorted(fields))
        if "email" in fields:
            tell(
                user,
                to=former_address,
                subject="the address of your account was changed",
                text=f"On {settings.SITE_NAME}, an administrator changed the address of your account. Mails about it "
                "go to the new one from now on.",
                now=now,
            )


def password_was_set(user: User, *, by: User, now: datetime) -> None:
    """Note that somebody set a password: of another person, who gets a mail and whose sessions end, or their own.

    The second factors stay, so a new password alone lets nobody in who needs one. Writes one audit entry.
    """
    with transaction.atomic():
        trail.record(actor=by, act="person.password_set", subject=f"user {user.pk}", at=now)
        if user.pk != by.pk:
            sessions.end_all(user)
            tell(
                user,
                subject="your password was set anew",
                text=f"On {settings.SITE_NAME}, an administrator set a new password for your account, and ended your "
                "sessions. Change it when you have signed in.",
                now=now,
            )


def signing_name(user: User) -> tuple[str, str]:
    """Name and credentials of a person as a signature quotes them now, for readers to see.

    Raises RegisterError for somebody without a profile and without a name: an account is never named to readers.
    """
    profile = Profile.objects.filter(user=user).first()
    if profile is not None:
        return profile.name, profile.credentials
    if not user.get_full_name():
        raise RegisterError("Your name is missing, and readers see who signed. Ask an administrator for a profile.")
    return user.get_full_name(), ""
