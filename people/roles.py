"""The roles of the house, and who has them.

A role is membership in a group of that name. Rules ask for membership, never for a permission: Django grants
every permission to every superuser, and separation of duties has no exception for them.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db import DEFAULT_DB_ALIAS
from django.db.models import TextChoices

from people.models import User


class Role(TextChoices):
    WRITER = "writer", "Medical writer"
    CLINICIAN = "clinician", "Clinician"
    PUBLISHER = "publisher", "Publisher"
    ADMINISTRATOR = "administrator", "Administrator"


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """The roles of an active user, with one query; nobody else has any."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    names = user.groups.values_list("name", flat=True)
    return frozenset(Role(name) for name in names if name in Role.values)


def has_role(user: User | AnonymousUser, *roles: Role) -> bool:
    """Whether an active user has at least one of the roles. One query."""
    return not roles_of(user).isdisjoint(roles)


def ensure_roles(using: str = DEFAULT_DB_ALIAS) -> None:
    """Have a group for each role. Safe to run again."""
    for role in Role:
        Group.objects.using(using).get_or_create(name=role.value)


def ensure_roles_after_migrate(sender: Any, *, using: str, **kwargs: Any) -> None:
    ensure_roles(using)


def members(roles: Iterable[Role]) -> Any:
    """Active users who have one of the roles, by name."""
    return User.objects.filter(is_active=True, groups__name__in=[role.value for role in roles]).distinct()
