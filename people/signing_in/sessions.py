"""Where somebody is signed in: one row for each session, with the browser and a shortened address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from people.models import User
from people.signing_in.browsers import in_words

SIGNED_IN_KEY = "medsite_signed_in_at"


@dataclass(frozen=True)
class Place:
    """One session as its owner sees it."""

    pk: int
    browser: str
    address: str
    since: datetime
    last_used: datetime
    is_here: bool


def shortened(address: str) -> str:
    """The network of an address: 203.0.113.0 for 203.0.113.77, the first 48 bits of a longer one."""
    prefix = 24 if ip_address(address).version == 4 else 48
    return str(ip_network(f"{address}/{prefix}", strict=False).network_address)


def is_over(request: HttpRequest, *, now: datetime) -> bool:
    """Whether somebody signed in with this session longer ago than a session lasts, however much it was used since."""
    since = request.session.get(SIGNED_IN_KEY, "")
    return bool(since) and now - datetime.fromisoformat(since) > timedelta(seconds=settings.SESSION_COOKIE_AGE)


def note_session(request: HttpRequest, user: User) -> None:
    """Have a row for this session, with no more of the address than its network."""
    rows = UserSession.objects.filter(session_key=request.session.session_key)
    if not rows.exists():
        UserSession.objects.create_from_request(request, user=user)
    rows.update(ip=shortened(rows.get().ip))


def forget_ended(*, now: datetime) -> None:
    """Remove the rows of sessions that ended or ran out, whoever had them."""
    live = Session.objects.filter(expire_date__gt=now)
    UserSession.objects.exclude(session_key__in=live.values("session_key")).delete()


def places_of(user: User, request: HttpRequest, *, now: datetime) -> list[Place]:
    """Every session of the person that has not ended, this one first, then by last use."""
    live = Session.objects.filter(expire_date__gt=now).values("session_key")
    here = request.session.session_key
    rows = UserSession.objects.filter(user=user, session_key__in=live).order_by("-last_seen_at")
    places = [
        Place(
            pk=row.pk,
            browser=in_words(row.user_agent),
            address=f"{row.ip.removesuffix('0')}…",
            since=row.created_at,
            last_used=row.last_seen_at,
            is_here=row.session_key == here,
        )
        for row in rows
    ]
    return sorted(places, key=lambda place: not place.is_here)


def end_one(user: User, pk: int) -> bool:
    """End a session of this person; False when it is not there, or not theirs."""
    row = UserSession.objects.filter(user=user, pk=pk).first()
    if row is None:
        return False
    row.end()
    return True


def end_all(user: User, *, but: str | None = None) -> int:
    """End every session of a person but the one with this key; give their number.

    Looks into all sessions, because one can be without a row.
    """
    keys = [
        session.session_key
        for session in Session.objects.iterator()
        if session.session_key != but and session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).exclude(session_key=but or "").delete()
    return len(keys)
