"""Proof that the person at the keyboard is the one who signs, not older than the policy allows.

Source: 21 CFR 11.200(a): a signature that is not biometric uses at least two identification components, and a
signing outside one continuous session uses all of them. Here the session names the person, and the password is
given again.

Only the step-up view builds evidence (``prove_by_password``, ``still_fresh``). ``for_demonstration`` refuses to
work unless DEMO is set. A test holds this.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from articles.domain.errors import NeedsSignIn
from articles.domain.policy import current_policy
from people.models import User

_SEAL = object()
_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 10: "ten"}


@dataclass(frozen=True)
class SignatureEvidence:
    """Who proved their identity, how, and when. Cannot be built outside this module."""

    user_id: int
    method: str
    proven_at: datetime
    seal: object

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("SignatureEvidence is built by the functions of articles.domain.signatures only.")


def prove_by_password(user: User, password: str, *, now: datetime) -> SignatureEvidence:
    """Evidence from the password just typed.

    Raises NeedsSignIn when it is wrong or the account is closed. The caller limits the number of tries.
    """
    if not user.is_active or not user.check_password(password):
        raise NeedsSignIn("That password is not right. Type the password of your account once more.")
    return SignatureEvidence(user_id=user.pk, method="password", proven_at=now, seal=_SEAL)


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
    return SignatureEvidence(user_id=user.pk, method="demonstration", proven_at=now, seal=_SEAL)


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
