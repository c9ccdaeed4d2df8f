"""The editorial policy in force. Strict by default; each decision names the version it was made under."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Policy:
    """How many clinicians sign, what they confirm, how fresh their sign-in is, how soon a text is reviewed.

    ``checklist`` maps keys to the sentences that a reviewer confirms, each one. ``every_source_is_ticked``: nobody
    approves before each cited source was compared with the text; otherwise the decision shows which ones were.
    ``wants_passages``: the checks name every cited source without a passage, not only where a writer gave others.
    ``manifest_items`` is how many texts may be signed in one act; of them a clinician opens
    ``manifest_sample_percent``, and ``manifest_sample_least`` at least.
    """

    version: str
    signers: int
    review_interval_months: int
    sign_in_lasts: timedelta
    checklist: tuple[tuple[str, str], ...]
    every_source_is_ticked: bool = False
    wants_passages: bool = False
    manifest_items: int = 100
    manifest_sample_least: int = 5
    manifest_sample_percent: int = 10

    def sample_size(self, items: int) -> int:
        """How many of so many texts have to be opened."""
        share = -(-items * self.manifest_sample_percent // 100)
        return min(items, max(self.manifest_sample_least, share))


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


def policy_record(version: str) -> dict[str, Any]:
    """What a version of the policy says, as plain values; empty for a version that is not known here."""
    policy = current_policy()
    if policy.version != version:
        return {}
    return asdict(policy) | {
        "sign_in_lasts": int(policy.sign_in_lasts.total_seconds()),
        "checklist": [list(row) for row in policy.checklist],
    }
