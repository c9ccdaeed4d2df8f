"""The editorial policy in force. Strict by default; each decision names the version it was made under."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Policy:
    """How many clinicians sign, what they confirm, how fresh their sign-in is, how soon a text is reviewed.

    ``checklist`` maps keys to the sentences that a reviewer confirms, each one.
    """

    version: str
    signers: int
    review_interval_months: int
    sign_in_lasts: timedelta
    checklist: tuple[tuple[str, str], ...]


STRICT = Policy(
    version="strict-1",
    signers=1,
    review_interval_months=24,
    sign_in_lasts=timedelta(minutes=5),
    checklist=(
        ("sources", "Each medical statement says what its source says."),
        ("numbers", "Numbers, units, doses and ages are right."),
        ("warnings", "Warnings are complete and easy to find."),
        ("advice", "Nobody could take this as advice to change a treatment alone."),
    ),
)


def current_policy() -> Policy:
    return STRICT
