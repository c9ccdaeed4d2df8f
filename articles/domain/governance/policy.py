"""The editorial policy in force. Strict by default; each decision names the version it was made under.

A policy is data: the newest row of ``PolicyVersion``, which two people made (``policy_desk``). Without
a row the strict default below is in force. ``LIMITS`` are what no policy can go beyond.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from articles.choices import RISK_ORDER, RiskClass
from articles.models import PolicyVersion
from articles.quality.rules import NEVER_WAIVED
from medsite.lib.canonical import canonical_json


@dataclass(frozen=True)
class Policy:
    """How many clinicians sign, what they confirm, how fresh their sign-in is, how soon a text is reviewed.

    ``signers`` is for every text; a higher risk class can ask for more, never for fewer, and for a specialty that one
    of the signers has. ``safety_signers`` and its two sisters say the same for a text in which doses, numbers,
    negations or names differ from the one that readers had (``domain.reviewing.safety``); the higher number counts.
    ``raised_risk`` and ``high_risk`` name what puts a text into a class (``articles.domain.governance.risk``).
    ``specialties_by_subject`` maps what a text says of itself to specialties: nobody without one of them signs it
    (``articles.domain.reviewing.specialties``). ``waivable`` are findings and the roles that may waive them.

    ``review_days`` is how many days a clinician who is asked has; with ``assigned_only`` nobody reviews unasked.

    ``reminder_days`` are days before (negative) and after the due date of a review. ``unlisted_after_days`` and
    ``withdrawn_after_days`` say what happens to a page whose review is overdue for so long. ``source_days`` is how long
    a live text may rest on a source that was retracted or is doubted before that is answered.

    ``checklist`` maps keys to the sentences that a reviewer confirms, each one. ``every_source_is_ticked``: nobody
    approves before each cited source was compared with the text; otherwise the decision shows which ones were.
    ``wants_passages``: the checks name every cited source without a passage, not only where a writer gave others.
    ``manifest_items`` is how many texts may be signed in one act; of them a clinician opens
    ``manifest_sample_percent``, and ``manifest_sample_least`` at least.

    ``preview_days_most``: so long at most does somebody outside see a draft by a preview link; 0 for never.
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
    signers_raised: int = 1
    signers_high: int = 1
    safety_signers: int = 1
    safety_signers_raised: int = 2
    safety_signers_high: int = 2
    specialties_raised: tuple[str, ...] = ()
    specialties_high: tuple[str, ...] = ()
    raised_risk: tuple[str, ...] = ()
    high_risk: tuple[str, ...] = ()
    review_interval_most_months: int = 24
    review_interval_high_months: int = 24
    reminder_days: tuple[int, ...] = (-60, -30, -7, 0, 14, 45, 75)
    unlisted_after_days: int = 90
    withdrawn_after_days: int = 180
    source_days: int = 7
    waivable: tuple[tuple[str, tuple[str, ...]], ...] = ()
    specialties_by_subject: tuple[tuple[str, tuple[str, ...]], ...] = ()
    preview_days_most: int = 30
    review_days: int = 14
    assigned_only: bool = False

    def sample_size(self, items: int) -> int:
        """How many of so many texts have to be opened."""
        share = -(-items * self.manifest_sample_percent // 100)
        return min(items, max(self.manifest_sample_least, share))

    def signers_for(self, risk: RiskClass) -> int:
        """How many clinicians sign a text of this class; a class never needs fewer than a lower one."""
        steps = (self.signers, self.signers_raised, self.signers_high)
        return max(steps[: RISK_ORDER.index(risk) + 1])

    def safety_signers_for(self, risk: RiskClass) -> int:
        """The same for a text of this class with safety changes."""
        steps = (self.safety_signers, self.safety_signers_raised, self.safety_signers_high)
        return max(self.signers_for(risk), *steps[: RISK_ORDER.index(risk) + 1])

    def specialties_for(self, risk: RiskClass) -> tuple[str, ...]:
        """The specialties of which one signer has one; empty where any clinician will do."""
        if risk == RiskClass.HIGH and self.specialties_high:
            return self.specialties_high
        return self.specialties_raised if risk != RiskClass.STANDARD else ()

    def interval_for(self, risk: RiskClass, intervals: Collection[int]) -> int:
        """Months until the next review: the shortest of topics and subjects, or the policy's; never above its most."""
        caps = [self.review_interval_most_months]
        if risk == RiskClass.HIGH:
            caps.append(self.review_interval_high_months)
        return min([*(intervals or [self.review_interval_months]), *caps])

    def may_waive(self, rule: str, roles: Collection[str]) -> bool:
        """Whether somebody with these roles may waive a finding. Strict: nobody may, unless the policy says so.

        What stands in ``rules.NEVER_WAIVED`` is waived under no policy.
        """
        named = (allowed for name, allowed in self.waivable if name == rule and rule not in NEVER_WAIVED)
        return any(not set(allowed).isdisjoint(roles) for allowed in named)


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
    """The policy in force. One query, so that every process sees a change at once."""
    row = PolicyVersion.objects.order_by("-number").values_list("number", "values_json").first()
    return policy_from(*row) if row else STRICT


def policy_from(number: int | None, text: str | None) -> Policy:
    """The policy of the newest row, as it was read with something else; the strict default where there is none."""
    return _read(number, text) if number is not None and text is not None else STRICT


def policy_of(version: PolicyVersion) -> Policy:
    return _read(version.number, version.values_json)


@lru_cache(maxsize=64)
def _read(number: int, text: str) -> Policy:
    return from_values(json.loads(text), version=f"policy-{number}")


def as_values(policy: Policy) -> dict[str, Any]:
    """A policy as it is stored: plain numbers, words and lists."""
    return {
        "signers": policy.signers,
        "signers_raised": policy.signers_raised,
        "signers_high": policy.signers_high,
        "safety_signers": policy.safety_signers,
        "safety_signers_raised": policy.safety_signers_raised,
        "safety_signers_high": policy.safety_signers_high,
        "specialties_raised": list(policy.specialties_raised),
        "specialties_high": list(policy.specialties_high),
        "raised_risk": list(policy.raised_risk),
        "high_risk": list(policy.high_risk),
        "review_interval_months": policy.review_interval_months,
        "review_interval_most_months": policy.review_interval_most_months,
        "review_interval_high_months": policy.review_interval_high_months,
        "reminder_days": list(policy.reminder_days),
        "unlisted_after_days": policy.unlisted_after_days,
        "withdrawn_after_days": policy.withdrawn_after_days,
        "source_days": policy.source_days,
        "sign_in_minutes": int(policy.sign_in_lasts.total_seconds()) // 60,
        "checklist": [list(point) for point in policy.checklist],
        "every_source_is_ticked": policy.every_source_is_ticked,
        "wants_passages": policy.wants_passages,
        "manifest_items": policy.manifest_items,
        "manifest_sample_least": policy.manifest_sample_least,
        "manifest_sample_percent": policy.manifest_sample_percent,
        "specialties_by_subject": [[marker, list(slugs)] for marker, slugs in policy.specialties_by_subject],
        "review_days": policy.review_days,
        "assigned_only": policy.assigned_only,
        "waivable": [[rule, list(roles)] for rule, roles in policy.waivable],
        "preview_days_most": policy.preview_days_most,
    }


def from_values(values: Mapping[str, Any], *, version: str) -> Policy:
    """The policy of stored values. What an older row does not name is as in the strict default."""
    known: dict[str, Any] = as_values(STRICT) | dict(values)
    known["sign_in_lasts"] = timedelta(minutes=known.pop("sign_in_minutes"))
    known["checklist"] = tuple((key, sentence) for key, sentence in known["checklist"])
    for name in ("waivable", "specialties_by_subject"):
        known[name] = tuple((key, tuple(said)) for key, said in known[name])
    for name in ("specialties_raised", "specialties_high", "raised_risk", "high_risk", "reminder_days"):
        known[name] = tuple(known[name])
    return Policy(version=version, **known)


def stored(policy: Policy) -> str:
    """The values of a policy as canonical JSON."""
    return canonical_json(as_values(policy))


def policy_record(version: str) -> dict[str, Any]:
    """What a version of the policy says, as plain values; empty for a version that is not known here. One query."""
    policy = STRICT if version == STRICT.version else None
    number = version.removeprefix("policy-")
    if policy is None and number.isascii() and number.isdigit():
        row = PolicyVersion.objects.filter(number=int(number)).first()
        policy = policy_of(row) if row else None
    return {"version": policy.version} | as_values(policy) if policy else {}
