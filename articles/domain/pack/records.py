"""The rows of an approval pack as plain values: people by their keys, moments in UTC."""

import json
from collections.abc import Iterable
from typing import Any

from articles.choices import PublicationKind
from articles.domain.overlay import conditions
from articles.domain.reviewing.decision_record import decision_record, in_utc
from articles.models import (
    Decision,
    FindingWaiver,
    NoticeVersion,
    NoticeWaiver,
    NumberVersion,
    PolicyVersion,
    Publication,
    Revision,
    RuleVersion,
)
from articles.models.notice import Approved
from people.models import Credential

Record = dict[str, Any]


def publication_record(row: Publication) -> Record:
    return {
        "number": row.number,
        "kind": row.kind,
        "in_words": PublicationKind(row.kind).label,
        "revision": row.revision.number,
        "content_digest": row.content_digest,
        "html_digest": row.html_digest,
        "note": row.note,
        "by": row.by_id,
        "at": in_utc(row.at),
    }


def revision_record(row: Revision) -> Record:
    return {
        "number": row.number,
        "lane": row.lane,
        "title": row.title,
        "note": row.note,
        "schema_version": row.schema_version,
        "renderer_version": row.renderer_version,
        "content_digest": row.content_digest,
        "html_digest": row.html_digest,
        "submitted_by": row.submitted_by_id,
        "submitted_at": in_utc(row.submitted_at),
        "contributors": contributors_of(row),
        "findings": json.loads(row.findings),
        "safety": row.safety,
        "signers_for_safety": row.signers_for_safety,
    }


def contributors_of(row: Revision) -> list[int]:
    """Keys of those who worked on the text or stand in its byline."""
    return sorted(contributor.user_id for contributor in row.contributors.all())


def decision_row(row: Decision, *, counted: bool) -> Record:
    """``signed`` is what the digest in the audit trail is taken of; ``counted``: the publication rests on it."""
    revocation = getattr(row, "revocation", None)
    return {
        "key": row.pk,
        "signed": decision_record(row),
        "counted": counted,
        "contributors": contributors_of(row.revision),
        "revocation": revocation and {"by": revocation.by_id, "at": in_utc(revocation.at), "reason": revocation.reason},
    }


def notice_record(row: NoticeVersion) -> Record:
    names = ("locale", "harm", "heading", "body", "source", "is_sample")
    return _approved(row) | {name: getattr(row, name) for name in names} | {"code": row.code}


def rule_record(row: RuleVersion) -> Record:
    return _approved(row) | {
        "code": row.code,
        "notice": row.notice_code,
        "conditions": conditions.as_lines(row.conditions).splitlines(),
        "retired": row.retired,
    }


def number_record(row: NumberVersion) -> Record:
    names = ("code", "country", "purpose", "service", "number", "channel", "hours", "source", "retired")
    days = {name: day.isoformat() if (day := getattr(row, name)) else None for name in ("checked_on", "valid_until")}
    return _approved(row) | {name: getattr(row, name) for name in names} | days


def _approved(row: Approved) -> Record:
    return {
        "version": row.version,
        "edited_by": row.edited_by_id,
        "approved_by": row.approved_by_id,
        "approved_by_name": row.approved_by_name,
        "approved_at": in_utc(row.approved_at),
    }


def policy_version_record(row: PolicyVersion) -> Record:
    """A policy that two people made. The strict default came with the software and has no row."""
    return {
        "number": row.number,
        "version": row.name,
        "values": row.values_json,
        "reason": row.reason,
        "proposed_by": row.proposed_by_id,
        "approved_by": row.approved_by_id,
        "approved_at": in_utc(row.approved_at),
    }


def finding_waiver_record(row: FindingWaiver) -> Record:
    return {
        "key": row.pk,
        "draft": row.draft_id,
        "rule": row.rule,
        "fingerprint": row.fingerprint,
        "finding": json.loads(row.finding),
        "act": row.act,
        "reason": row.reason,
        "by": row.by_id,
        "by_name": row.by_name,
        "role": row.by_role,
        "policy": row.policy_version,
        "at": in_utc(row.at),
    }


def waiver_record(row: NoticeWaiver) -> Record:
    return {
        "rule": row.rule_code,
        "version": row.rule_version,
        "act": row.act,
        "reason": row.reason,
        "by": row.by_id,
        "by_name": row.by_name,
        "at": in_utc(row.at),
    }


def credential_record(row: Credential) -> Record:
    """A registration as the register holds it now; what counted at the signing stands in the decision."""
    return {
        "key": row.pk,
        "holder": row.holder_id,
        "title": row.title,
        "body": row.body,
        "number": row.number,
        "register": row.register_url,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "verified_by": row.verified_by_id,
        "verified_at": in_utc(row.verified_at) if row.verified_at else None,
        "evidence": row.evidence,
        "suspended_at": in_utc(row.suspended_at) if row.suspended_at else None,
        "suspension_reason": row.suspension_reason,
    }


def people_in(value: Any) -> Iterable[int]:
    """Keys of all people that records name."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in PERSON_FIELDS and isinstance(part, int):
                yield part
            elif name == "contributors":
                yield from part
            else:
                yield from people_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from people_in(part)


PERSON_FIELDS = frozenset(
    {"by", "proposed_by", "submitted_by", "edited_by", "approved_by", "verified_by", "holder", "actor"}
)
