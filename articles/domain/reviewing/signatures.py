"""Proof that the person at the keyboard is the one who signs, not older than the policy allows.

Source: 21 CFR 11.200(a): a signature that is not biometric uses at least two identification components, and a
signing outside one continuous session uses all of them. Here the session names the person, and the password, a
code of their authenticator app or their passkey is given again. The evidence says which.

Only the step-up view builds evidence (``prove_by_…``, ``still_fresh``). ``for_demonstration`` refuses to work unless
DEMO is set. A test holds this.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings

from articles.domain.errors import NeedsSignIn
from articles.domain.governance.policy import current_policy
from people.models import User
from people.signing_in import factors

_SEAL = object()
_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 10: "ten"}


class Means(StrEnum):
    """With what somebody proved their identity, as decisions store it for ever."""

    PASSWORD = "password"  # noqa: S105  # a word that is stored, no secret
    CODE = "authenticator code"
    PASSKEY = "passkey"
    DEMONSTRATION = "demonstration"


@dataclass(frozen=True)
class SignatureEvidence:
    """Who proved their identity, how, and when. Cannot be built outside this module."""

    user_id: int
    method: str
    proven_at: datetime
    seal: object

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("SignatureEvidence is built by the functions of articles.domain.reviewing.signatures only.")


def prove_by_password(user: User, password: str, *, now: datetime) -> SignatureEvidence:
    """Evidence from the password just typed.

    Raises NeedsSignIn when it is wrong or the account is closed. The caller limits the number of tries.
    """
    if not user.is_active or not user.check_password(password):
        raise NeedsSignIn("That password is not right. Type the password of your account once more.")
    return SignatureEvidence(user_id=user.pk, method=Means.PASSWORD, proven_at=now, seal=_SEAL)


def prove_by_code(user: User, code: str, *, now: datetime) -> SignatureEvidence:
    """Evidence from the code that the person's authenticator app shows now. Recovery codes do not sign.

    Raises NeedsSignIn when it is wrong or was used, or the account is closed. The caller limits the number of tries.
    """
    if not user.is_active or not factors.check_code(user, code):
        raise NeedsSignIn("That code is not right, or was used. Type the one that your app shows now.")
    return SignatureEvidence(user_id=user.pk, method=Means.CODE, proven_at=now, seal=_SEAL)


def prove_by_passkey(user: User, answer: Any, *, asked_at: datetime | None, now: datetime) -> SignatureEvidence:
    """Evidence from what the person's passkey answered to the question that this session asked at ``asked_at``.

    Raises NeedsSignIn when it does not answer it, when the question is older than the policy allows for a sign-in or
    was never asked, or when the account is closed. The caller limits the number of tries.
    """
    lasts = current_policy().sign_in_lasts
    if asked_at is None or not asked_at <= now <= asked_at + lasts:
        raise NeedsSignIn("Too much time passed since your passkey was asked. Use it once more.")
    if not user.is_active or not factors.check_passkey(user, answer):
        raise NeedsSignIn("That passkey did not match. Use it once more, or sign in another way.")
    return SignatureEvidence(user_id=user.pk, method=Means.PASSKEY, proven_at=now, seal=_SEAL)


def still_fresh(user: User, *, method: str, proven_at: datetime, now: datetime) -> SignatureEvidence:
    """Evidence from a proof that this session remembers.

    Raises NeedsSignIn when it is older than the policy allows, or from the future.
    """
    lasts = current_policy().sign_in_lasts
    if not user.is_active or not proven_at <= now <= proven_at + lasts:
        raise NeedsSignIn(too_old(lasts))
    return SignatureEvidence(user_id=user.pk, method=method, proven_at=proven_at, seal=_SEAL)


def for_demonstration(user: User, *, now: datetime) -> SignatureEvidence:
    """Evidence for the sample clinicians of a demonstration or a benchmark.

    Raises NeedsSignIn unless the site runs as a demonstration, which only a loopback address can.
    """
    if not settings.DEMO:
        raise NeedsSignIn("Sample signatures exist only in a demonstration (DEMO=1).")
    return SignatureEvidence(user_id=user.pk, method=Means.DEMONSTRATION, proven_at=now, seal=_SEAL)


def require_fresh(evidence: SignatureEvidence, *, user: User, now: datetime) -> None:
    """Raise NeedsSignIn unless the evidence is of this person and within the policy's time."""
    lasts = current_policy().sign_in_lasts
    if evidence.user_id != user.pk or not evidence.proven_at <= now <= evidence.proven_at + lasts:
        raise NeedsSignIn(too_old(lasts))


def too_old(lasts: timedelta) -> str:
    """What somebody reads whose proof of identity is too old to sign with."""
    return f"Your sign-in is older than {minutes_in_words(lasts)}. Type your password to sign."


def minutes_in_words(lasts: timedelta) -> str:
    minutes = int(lasts.total_seconds()) // 60
    return "a minute" if minutes == 1 else f"{_WORDS.get(minutes, minutes)} minutes"
