"""The verbs of the people register: giving roles, checking and suspending credentials, closing accounts."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from medsite.audit import trail
from people.models import Credential, Profile, User
from people.roles import Role, has_role, roles_of


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


def set_roles(user: User, roles: Collection[Role], *, by: User | None, now: datetime) -> None:
    """Give a user exactly these roles; nothing happens when they have them already.

    ``by`` is None only for commands run on the machine itself. Staff access follows from having a role.
    Writes one audit entry.

    Raises RegisterError when somebody without the role of administrator tries, or anybody for themselves.
    """
    before, after = roles_of(user), frozenset(roles)
    if before == after:
        return
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


def verify_credential(credential: Credential, *, by: User, evidence: str, now: datetime) -> None:
    """Note that a registration was looked up with its body, by whom and how. Writes one audit entry.

    Raises RegisterError for the holder themselves, for anybody who is no administrator, and without evidence.
    """
    if credential.holder_id == by.pk:
        raise RegisterError("Nobody verifies their own credentials. Ask another administrator.")
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator verifies credentials.")
    if not evidence.strip():
        raise RegisterError("Say how you checked it: where you looked it up and what you found.")
    with transaction.atomic():
        credential.verified_by, credential.verified_at, credential.evidence = by, now, evidence.strip()
        credential.suspended_at, credential.suspension_reason = None, ""
        credential.save()
        trail.record(
            actor=by,
            act="credential.verified",
            subject=f"credential {credential.pk}",
            at=now,
            holder=credential.holder_id,
            evidence=credential.evidence,
        )


def suspend_credential(credential: Credential, *, by: User, reason: str, now: datetime) -> None:
    """Stop a registration from counting at signings from now on. Writes one audit entry.

    Earlier signatures stay, because credentials count on the day of signing; the caller shows the live pages
    concerned.

    Raises RegisterError for anybody who is no administrator, and without a reason.
    """
    if not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator suspends credentials.")
    if not reason.strip():
        raise RegisterError("Give the reason for the suspension.")
    with transaction.atomic():
        credential.suspended_at, credential.suspension_reason = now, reason.strip()
        credential.save(update_fields=["suspended_at", "suspension_reason"])
        trail.record(
            actor=by,
            act="credential.suspended",
            subject=f"credential {credential.pk}",
            at=now,
            holder=credential.holder_id,
            reason=credential.suspension_reason,
        )


def signing_name(user: User) -> tuple[str, str]:
    """Name and credentials of a person as a signature quotes them now."""
    profile = Profile.objects.filter(user=user).first()
    return (profile.name, profile.credentials) if profile else (str(user), "")
