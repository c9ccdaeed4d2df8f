"""What a policy is made of: the name of each value on screens, its limits, and which way is the stricter one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from articles.domain.governance.policy import STRICT, Policy, as_values
from articles.domain.governance.risk import why_not_a_marker
from articles.quality.rules import NEVER_WAIVED, RULES
from people.models import Specialty
from people.roles import Role


class Kind(StrEnum):
    NUMBER = "number"
    YES_NO = "yes or no"
    NAMES = "names"
    NUMBERS = "numbers"
    PAIRS = "pairs"


@dataclass(frozen=True)
class PolicyField:
    """One value. ``stricter`` is 1 where more is stricter, -1 where less is, 0 where neither can be said."""

    name: str
    label: str
    group: str
    kind: Kind = Kind.NUMBER
    least: int = 0
    most: int = 0
    stricter: int = 0
    help_text: str = ""


SIGNING, RISK, REVIEW, MANY, OUTSIDE = "Signing", "Risk", "Review again", "Many texts at once", "Outside"
RULE_NAMES = frozenset(rule.name for rule in RULES)
WAIVING = (Role.WRITER.value, Role.CLINICIAN.value, Role.PUBLISHER.value)
"""Roles that work with drafts."""
NAMES_LIMIT = 100
LINE_LIMIT = 300

FIELDS = (
    PolicyField("signers", "Clinicians who sign every text", SIGNING, least=1, most=5, stricter=1),
    PolicyField("signers_raised", "… a text of raised risk", SIGNING, least=1, most=5, stricter=1),
    PolicyField("signers_high", "… a text of high risk", SIGNING, least=1, most=5, stricter=1),
    PolicyField(
        "safety_signers",
        "Clinicians who sign safety changes",
        SIGNING,
        least=1,
        most=5,
        stricter=1,
        help_text="For a text in which doses, units, numbers, negations, limits or names differ from the text that "
        "readers had. The higher of this and the number above counts.",
    ),
    PolicyField("safety_signers_raised", "… in a text of raised risk", SIGNING, least=1, most=5, stricter=1),
    PolicyField("safety_signers_high", "… in a text of high risk", SIGNING, least=1, most=5, stricter=1),
    PolicyField(
        "specialties_raised",
        "Specialties for raised risk",
        SIGNING,
        Kind.NAMES,
        help_text="One of the signers has one of them. One a line, by its short name; empty for any clinician.",
    ),
    PolicyField("specialties_high", "Specialties for high risk", SIGNING, Kind.NAMES, help_text="As above."),
    PolicyField(
        "specialties_by_subject",
        "Specialties by subject",
        SIGNING,
        Kind.PAIRS,
        help_text="One a line: what the text is about, a colon, the short names of specialties, such as "
        "class:opioid: pain-medicine, anaesthesia. Every signer of such a text has one of them, confirmed in their "
        "profile. Empty: any clinician.",
    ),
    PolicyField(
        "sign_in_minutes",
        "Minutes that a proof of identity lasts",
        SIGNING,
        least=1,
        most=15,
        stricter=-1,
    ),
    PolicyField(
        "checklist",
        "Checklist",
        SIGNING,
        Kind.PAIRS,
        help_text="One point a line: a short name, a colon, the sentence that each signer confirms. A new name is a "
        "new point, which older signatures did not confirm.",
    ),
    PolicyField(
        "every_source_is_ticked", "Every cited source is compared before signing", SIGNING, Kind.YES_NO, stricter=1
    ),
    PolicyField("wants_passages", "Every cited source needs its passage", SIGNING, Kind.YES_NO, stricter=1),
    PolicyField("review_days", "Days that a clinician has who is asked", SIGNING, least=1, most=90),
    PolicyField(
        "assigned_only",
        "Only clinicians who were asked review",
        SIGNING,
        Kind.YES_NO,
        stricter=1,
        help_text="Otherwise any clinician who did not work on the text may review it.",
    ),
    PolicyField(
        "waivable",
        "Findings that may be waived",
        SIGNING,
        Kind.PAIRS,
        help_text="One a line: the rule, a colon, the roles that may waive it with a reason, such as "
        "table caption: clinician. Empty: nobody waives anything.",
    ),
    PolicyField(
        "raised_risk",
        "What makes the risk raised",
        RISK,
        Kind.NAMES,
        help_text="One a line, such as class:opioid, topic:children, type:test. Drugs, comparisons, procedures and "
        "texts for parents are raised under every policy.",
    ),
    PolicyField("high_risk", "What makes the risk high", RISK, Kind.NAMES, help_text="As above."),
    PolicyField(
        "review_interval_months",
        "Months until the next review",
        REVIEW,
        least=1,
        most=36,
        stricter=-1,
        help_text="For texts whose topics and subjects ask for no other interval.",
    ),
    PolicyField("review_interval_high_months", "… at most, for high risk", REVIEW, least=1, most=36, stricter=-1),
    PolicyField("review_interval_most_months", "… at most, for every text", REVIEW, least=1, most=36, stricter=-1),
    PolicyField(
        "reminder_days",
        "Days of the reminders",
        REVIEW,
        Kind.NUMBERS,
        least=-365,
        most=365,
        help_text="Before the due date with a minus, 0 for the day itself: -30, 0, 14.",
    ),
    PolicyField(
        "unlisted_after_days", "Days overdue until a page leaves lists, feeds and search", REVIEW, most=730, stricter=-1
    ),
    PolicyField(
        "withdrawn_after_days", "Days overdue until the page is withdrawn", REVIEW, least=1, most=1095, stricter=-1
    ),
    PolicyField(
        "source_days",
        "Days to deal with a retracted or doubted source of a live text",
        REVIEW,
        least=1,
        most=60,
        stricter=-1,
    ),
    PolicyField("manifest_items", "Texts in one manifest, at most", MANY, least=1, most=500, stricter=-1),
    PolicyField(
        "manifest_sample_percent", "Share that a signer opens, in percent", MANY, least=1, most=100, stricter=1
    ),
    PolicyField("manifest_sample_least", "… and at least", MANY, least=1, most=500, stricter=1),
    PolicyField(
        "preview_days_most",
        "Days that a preview link for somebody outside lasts, at most",
        OUTSIDE,
        most=90,
        stricter=-1,
        help_text="0: no draft is shown outside the house. A shorter time also ends the links that are there.",
    ),
)


def problems(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the values of a proposal, by field, each as a sentence. One query, for specialties."""
    found = {field.name: said for field in FIELDS if (said := _problem(field, values.get(field.name)))}
    if found:
        return found
    if values["review_interval_months"] > values["review_interval_most_months"]:
        found["review_interval_months"] = "This is above the most that the same policy allows."
    if values["withdrawn_after_days"] < values["unlisted_after_days"]:
        found["withdrawn_after_days"] = "A page leaves the lists before it is withdrawn: give as many days, or more."
    for name in ("raised_risk", "high_risk"):
        if said := next((why for marker in values[name] if (why := why_not_a_marker(marker))), ""):
            found[name] = said
    known = set(Specialty.objects.values_list("slug", flat=True))
    by_subject = values["specialties_by_subject"]
    if said := next((why for marker, slugs in by_subject if (why := _why_no_specialties(marker, slugs))), ""):
        found["specialties_by_subject"] = said
    named = {name: values[name] for name in ("specialties_raised", "specialties_high")}
    named["specialties_by_subject"] = [slug for _, slugs in by_subject for slug in slugs]
    for name, wanted in named.items():
        if missing := [slug for slug in wanted if slug not in known]:
            found[name] = f"There is no specialty “{missing[0]}”. Add it first, or write its short name."
    if said := next((why for rule, roles in values["waivable"] if (why := _why_not_waivable(rule, roles))), ""):
        found["waivable"] = said
    return found


def _why_no_specialties(marker: str, slugs: Sequence[str]) -> str:
    return why_not_a_marker(marker) or ("" if slugs else f"Say after “{marker}:” which specialties sign such a text.")


def _why_not_waivable(rule: str, roles: Sequence[str]) -> str:
    if not roles or any(role not in WAIVING for role in roles):
        return f"Say after “{rule}:” which roles may waive it: {', '.join(WAIVING)}."
    if rule not in RULE_NAMES:
        return f"There is no rule “{rule}”. The guide to the checks has the table of them all."
    return f"No policy can let anybody waive “{rule}”. Take the line out." if rule in NEVER_WAIVED else ""


def _problem(field: PolicyField, value: Any) -> str:
    match field.kind:
        case Kind.YES_NO:
            return "" if isinstance(value, bool) else "Choose yes or no."
        case Kind.NUMBER:
            return _number_problem(field, value)
    if not isinstance(value, list) or len(value) > NAMES_LIMIT:
        return f"Write at most {NAMES_LIMIT} lines."
    if field.kind == Kind.NUMBERS:
        return next((said for item in value if (said := _number_problem(field, item))), "")
    if field.name == "checklist":
        return _checklist_problem(value)
    texts = [item if isinstance(item, str) else item[0] for item in value]
    return "A line is too long." if any(len(text) > LINE_LIMIT for text in texts) else ""


def _number_problem(field: PolicyField, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "Write a whole number."
    if not field.least <= value <= field.most:
        return f"Write a number from {field.least} to {field.most}."
    return ""


def _checklist_problem(points: list[Any]) -> str:
    if not points:
        return "A signature confirms something: write at least one point."
    keys = [key for key, _ in points]
    if len(set(keys)) != len(keys):
        return "Two points have the same short name."
    for key, sentence in points:
        if not key.replace("-", "").isalnum() or not key.isascii() or len(key) > 40:
            return f"“{key}” is no short name: use letters, digits and hyphens, then a colon."
        if not sentence or len(sentence) > LINE_LIMIT:
            return f"Write a sentence of at most {LINE_LIMIT} characters after “{key}:”."
    return ""


@dataclass(frozen=True)
class Change:
    """One value that differs between two policies, in words. ``direction`` is stricter, looser or empty."""

    label: str
    group: str
    before: str
    after: str
    direction: str = ""


def changes(before: Policy, after: Policy) -> list[Change]:
    """What differs, in the order of the form."""
    old, new = as_values(before), as_values(after)
    return [_change(field, old[field.name], new[field.name]) for field in FIELDS if old[field.name] != new[field.name]]


def table(policy: Policy) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """A policy for people: group, then label, value, and what the strict default says where it differs."""
    values, strict = as_values(policy), as_values(STRICT)
    for group in dict.fromkeys(field.group for field in FIELDS):
        rows = [field for field in FIELDS if field.group == group]
        yield (
            group,
            [
                (
                    row.label,
                    in_words(values[row.name]),
                    "" if values[row.name] == strict[row.name] else in_words(strict[row.name]),
                )
                for row in rows
            ],
        )


def in_words(value: Any) -> str:
    """A value as people read it; lists one a line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        lines = [f"{item[0]}: {_joined(item[1])}" if isinstance(item, list) else str(item) for item in value]
        separator = ", " if value and isinstance(value[0], int) else "\n"
        return separator.join(lines) or "none"
    return str(value)


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _change(field: PolicyField, old: Any, new: Any) -> Change:
    direction = ""
    if field.stricter:
        direction = "stricter" if (new > old) == (field.stricter > 0) else "looser"
    return Change(field.label, field.group, in_words(old), in_words(new), direction)
