"""What a decision says, as the audit trail binds it: every word of a signature, and its digest."""

from datetime import UTC, datetime

from articles.models import Decision
from medsite.lib.canonical import canonical_json, digest

WORDS = (
    "verdict",
    "content_digest",
    "html_digest",
    "by_name",
    "by_credentials",
    "by_registration",
    "by_role",
    "policy_version",
    "checklist",
    "statement",
    "comment",
    "notices",
    "evidence_method",
)

LATER = {"waivers": "[]", "by_specialties": "[]"}
"""What a signature says since a later version, with the value of all those from before: their digest stays."""


def decision_record(decision: Decision) -> dict[str, str | int]:
    """Everything that was signed and as whom, in plain values."""
    return {
        **{name: str(getattr(decision, name)) for name in WORDS},
        **{name: said for name, before in LATER.items() if (said := str(getattr(decision, name))) != before},
        "revision": decision.revision.number,
        "by": decision.by_id,
        "evidence_at": in_utc(decision.evidence_at),
        "at": in_utc(decision.at),
    }


def decision_digest(decision: Decision) -> str:
    """SHA-256 of the record, which the audit entry of the decision names."""
    return digest("medsite-decision", canonical_json(decision_record(decision)))


def in_utc(moment: datetime) -> str:
    """A moment as the audit trail spells it."""
    return moment.astimezone(UTC).isoformat()
