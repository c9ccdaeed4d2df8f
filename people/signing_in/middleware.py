"""What every request of the desk passes: the end of its session, the gate of the second factor, the last use."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from people.models import User
from people.signing_in import factors, sessions

GetResponse = Callable[[HttpRequest], HttpResponseBase]
OPEN = ("/admin/account/", "/admin/login/", "/admin/logout/", "/admin/jsi18n/")
"""What somebody may open before a second factor was shown: to set one up, or to leave."""
EVERY = timedelta(minutes=10)


class SessionEnd:
    """Signs somebody out whose session is over: what is written to a session would otherwise prolong it for ever."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if hasattr(request, "session") and sessions.is_over(request, now=timezone.now()):
            logout(request)
        return self.get_response(request)


class SecondFactorGate:
    """Leads reviewers, publishers and administrators to their second factor, and lets them nowhere else before.

    Public addresses have no user and pass. Costs no query where one was shown, or none is needed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SECOND_FACTOR_REQUIRED and hasattr(request, "user") and not request.path_info.startswith(OPEN):
            user = request.user
            if isinstance(user, User) and factors.is_missing(request, user):
                return redirect("mfa_index")
        return self.get_response(request)


class LastUse:
    """Notes at most every ten minutes that a session is in use: one statement, and nothing on other requests.

    The time of the last note stays in this process, so that neither the session nor a shared cache is written.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        key = session.session_key if session is not None and factors.KINDS_KEY in session else None
        if key and caches["process"].add(f"last-use:{key}", 1, EVERY.total_seconds()):
            UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
        return response
