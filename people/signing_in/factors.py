"""Second factors of a person: what they have, who must have one, and whether this session showed one."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from people.admin_access import request_roles
from people.models import User
from people.roles import Role, roles_of

ROLES_THAT_NEED_ONE = frozenset({Role.CLINICIAN, Role.PUBLISHER, Role.ADMINISTRATOR})
ENROLLED_KEY = "medsite_enrolled"
KINDS_KEY = "medsite_factor_kinds"
ASKED_KEY = "medsite_passkey_asked"


class Factor(StrEnum):
    """What counts as a second factor. Recovery codes only stand in for one."""

    PASSKEY = "webauthn"
    APP = "totp"


def factors_of(user: User) -> frozenset[Factor]:
    """The kinds a person has, with one query."""
    kinds = Authenticator.objects.filter(user=user, type__in=list(Factor)).values_list("type", flat=True)
    return frozenset(Factor(kind) for kind in kinds)


def needed_by(user: User, roles: Collection[Role]) -> bool:
    """Whether this person may only work here with a second factor. Always so on an https site, for some roles."""
    return settings.SECOND_FACTOR_REQUIRED and (user.is_superuser or not ROLES_THAT_NEED_ONE.isdisjoint(roles))


def has_one() -> Exists:
    """Whether a row of users has a second factor, as a part of a query."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=list(Factor)))


def people_without_one() -> QuerySet[User]:
    """Everybody whose role needs a second factor, and who has none."""
    in_role = Q(groups__name__in=[role.value for role in ROLES_THAT_NEED_ONE])
    needing = User.objects.filter(in_role | Q(is_superuser=True), is_active=True)
    return needing.filter(~has_one()).distinct().order_by("pk")


def must_keep_one(user: User) -> bool:
    """Whether the last factor of this person may only be replaced, not removed.

    Locks the account, so that two cannot be removed at once. Only inside a transaction.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    rows = Authenticator.objects.filter(user=user, type__in=list(Factor))
    return needed_by(user, roles_of(user)) and rows.count() < 2


def is_missing(request: HttpRequest, user: User) -> bool:
    """Whether this session has yet to show a second factor before anything of the desk opens. No query of its own."""
    return not shown(request, user) and needed_by(user, request_roles(request))


def shown(request: HttpRequest, user: User) -> bool:
    """Whether this session showed a second factor that is still there: at sign-in, asked again, or setting one up."""
    if not known_kinds(request):
        return False
    records = get_authentication_records(request, user)
    return request.session.get(ENROLLED_KEY) == user.pk or any(record.get("method") == "mfa" for record in records)


def note_enrolled(request: HttpRequest, user: User) -> None:
    request.session[ENROLLED_KEY] = user.pk
    note_kinds(request, user)


def note_kinds(request: HttpRequest, user: User) -> None:
    """Keep in the session which kinds there are, so that no page has to ask the database."""
    request.session[KINDS_KEY] = sorted(factors_of(user))


def known_kinds(request: HttpRequest) -> frozenset[str]:
    """The kinds that this session knows of. It may be behind another session; what is used is checked all the same."""
    return frozenset(request.session.get(KINDS_KEY, ()))


def check_code(user: User, code: str) -> bool:
    """Whether this is the code that the person's authenticator app shows now. A code counts once."""
    app = Authenticator.objects.filter(user=user, type=Factor.APP).first()
    if app is None or not app.wrap().validate_code(code):
        return False
    app.record_usage()
    return True


def passkey_question(request: HttpRequest, user: User, *, now: datetime) -> dict[str, Any]:
    """What the browser is asked for somebody's passkey. The session keeps it, and when; it is good for one answer."""
    options: dict[str, Any] = webauthn.begin_authentication(user)
    request.session[ASKED_KEY] = now.isoformat()
    return options


def asked_at(request: HttpRequest) -> datetime | None:
    """When this session last asked for a passkey, told once; None when it did not."""
    asked = request.session.pop(ASKED_KEY, "")
    return datetime.fromisoformat(asked) if asked else None


def check_passkey(user: User, answer: Any) -> bool:
    """Whether this answers the question of this session with a passkey of the person, who was verified by it.

    Only inside a request: the question is in its session.
    """
    try:
        webauthn.parse_authentication_response(answer)
        passkey = webauthn.complete_authentication(user, answer)
    except ValidationError:
        return False
    passkey.record_usage()
    return True


def forget_all(user: User) -> int:
    """Remove every second factor and the recovery codes; give the number of factors. The caller writes the trail."""
    rows = Authenticator.objects.filter(user=user)
    number = rows.filter(type__in=list(Factor)).count()
    rows.delete()
    return number
