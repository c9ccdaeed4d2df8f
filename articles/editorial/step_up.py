"""The fresh proof of identity that signing needs. The one place, but demonstrations, that builds evidence."""

from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from articles.domain.errors import NeedsSignIn
from articles.domain.policy import current_policy
from articles.domain.signatures import SignatureEvidence, minutes_in_words, prove_by_password, still_fresh
from articles.editorial.access import signed_in

SESSION_KEY = "medsite_step_up"
TRIES = 5
PAUSE_SECONDS = 15 * 60


def needs_password(request: HttpRequest, *, now: datetime) -> bool:
    """Whether the password has to be typed for the next signature."""
    try:
        _remembered(request, now=now)
    except NeedsSignIn:
        return True
    return False


def asking(request: HttpRequest, *, now: datetime) -> dict[str, object]:
    """What the part of a form that asks for the password says."""
    return {
        "needs_password": needs_password(request, now=now),
        "sign_in_lasts": minutes_in_words(current_policy().sign_in_lasts),
    }


def evidence_for(request: HttpRequest, *, now: datetime) -> SignatureEvidence:
    """Evidence from the password in the form, or from one typed in this session within the policy's time.

    A password that is typed is always checked. After five wrong ones the account cannot sign for a quarter of
    an hour, on any machine that shares the cache.

    Raises NeedsSignIn.
    """
    password = request.POST.get("password", "")
    if not password:
        return _remembered(request, now=now)
    user = signed_in(request)
    key = f"step-up:{user.pk}"
    cache.add(key, 0, PAUSE_SECONDS)
    if cache.incr(key) > TRIES:
        raise NeedsSignIn("Too many wrong passwords. Wait a quarter of an hour, then try again.")
    evidence = prove_by_password(user, password, now=now)
    cache.delete(key)
    request.session[SESSION_KEY] = {"user": user.pk, "method": evidence.method, "at": now.isoformat()}
    return evidence


def _remembered(request: HttpRequest, *, now: datetime) -> SignatureEvidence:
    kept = request.session.get(SESSION_KEY) or {}
    user = signed_in(request)
    if kept.get("user") != user.pk:
        raise NeedsSignIn("Type your password to sign.")
    proven_at = datetime.fromisoformat(kept["at"])
    if timezone.is_naive(proven_at):
        raise NeedsSignIn("Type your password to sign.")
    return still_fresh(user, method=kept["method"], proven_at=proven_at, now=now)
