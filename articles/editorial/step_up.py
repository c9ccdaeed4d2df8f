"""The fresh proof of identity that signing needs. The one place, but demonstrations, that builds evidence."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from articles.domain.errors import NeedsSignIn
from articles.domain.governance.policy import current_policy
from articles.domain.reviewing.signatures import (
    SignatureEvidence,
    minutes_in_words,
    prove_by_code,
    prove_by_passkey,
    prove_by_password,
    still_fresh,
)
from articles.editorial.access import signed_in
from people.signing_in import factors
from people.signing_in.factors import Factor

SESSION_KEY = "medsite_step_up"
PLAIN = "Type your password to sign."
OTHERWISE = "Show once more that it is you, to sign: with your passkey, the code of your app, or your password."
TRIES = 5
PAUSE_SECONDS = 15 * 60


def needs_password(request: HttpRequest, *, now: datetime) -> bool:
    """Whether a proof has to be given for the next signature."""
    try:
        _remembered(request, now=now)
    except NeedsSignIn:
        return True
    return False


def asking(request: HttpRequest, *, now: datetime) -> dict[str, object]:
    """What the part of a form that asks for the proof says, and which means it offers. No query."""
    kinds = factors.known_kinds(request)
    return {
        "needs_password": needs_password(request, now=now),
        "has_passkey": Factor.PASSKEY in kinds,
        "has_app": Factor.APP in kinds,
        "sign_in_lasts": minutes_in_words(current_policy().sign_in_lasts),
    }


def evidence_for(request: HttpRequest, *, now: datetime) -> SignatureEvidence:
    """Evidence from the passkey, code or password in the form, or from one given in this session lately.

    What is given is always checked. After five wrong ones the account cannot sign for a quarter of an hour, on any
    machine that shares the cache.

    Raises NeedsSignIn.
    """
    proof = _given(request, now=now)
    if proof is None:
        return _remembered(request, now=now)
    user = signed_in(request)
    key = f"step-up:{user.pk}"
    cache.add(key, 0, PAUSE_SECONDS)
    if cache.incr(key) > TRIES:
        raise NeedsSignIn("Too many wrong tries. Wait a quarter of an hour, then try again.")
    evidence = proof()
    cache.delete(key)
    request.session[SESSION_KEY] = {"user": user.pk, "method": evidence.method, "at": now.isoformat()}
    return evidence


def _given(request: HttpRequest, *, now: datetime) -> Callable[[], SignatureEvidence] | None:
    """The check of what the form gives, the strongest first; None when it gives nothing."""
    user, form = signed_in(request), request.POST
    if answer := form.get("credential", ""):
        asked_at = factors.asked_at(request)
        return lambda: prove_by_passkey(user, _parsed(answer), asked_at=asked_at, now=now)
    if code := form.get("sign_code", "").strip():
        return lambda: prove_by_code(user, code, now=now)
    if password := form.get("password", ""):
        return lambda: prove_by_password(user, password, now=now)
    return None


def _parsed(answer: str) -> Any:
    """The answer of a browser; nonsense is an empty one, which matches nothing."""
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return {}


def _remembered(request: HttpRequest, *, now: datetime) -> SignatureEvidence:
    kept = request.session.get(SESSION_KEY) or {}
    user = signed_in(request)
    if kept.get("user") != user.pk:
        raise NeedsSignIn(OTHERWISE if factors.known_kinds(request) else PLAIN)
    proven_at = datetime.fromisoformat(kept["at"])
    if timezone.is_naive(proven_at):
        raise NeedsSignIn(PLAIN)
    return still_fresh(user, method=kept["method"], proven_at=proven_at, now=now)
