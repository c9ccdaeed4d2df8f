"""The verbs of waivers: let a draft pass with a finding, for a reason, and take that back.

The policy says which findings may be waived and by which roles; ``rules.NEVER_WAIVED`` is what no policy can. Both are
asked again whenever a waiver is used: one that the policy of now does not allow holds nothing open.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db import transaction

from articles.choices import WaiverAct
from articles.content import ArticleContent
from articles.domain.drafting import conversion
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.governance.policy import Policy, current_policy
from articles.domain.knowledge.subjects import house_for
from articles.domain.overlay.approving import signed
from articles.domain.reviewing.approvals import frozen_waivers
from articles.models import Draft, FindingWaiver, Revision
from articles.quality.checks import inspect
from articles.quality.findings import Finding, Waiver, stored_finding
from articles.quality.fingerprints import with_fingerprints
from articles.quality.rules import NEVER_WAIVED
from medsite.audit import trail
from medsite.lib.canonical import canonical_json
from people.models import User
from people.roles import Role, roles_of

REASON_LIMIT = 2_000
MAY_TAKE_BACK = frozenset({Role.CLINICIAN, Role.PUBLISHER})
"""Beside whoever waived it. Taking a waiver back only makes a text wait."""


def findings_of(draft: Draft, content: ArticleContent, *, this_year: int | None = None) -> tuple[Finding, ...]:
    """All findings about a content of a draft, with their waivers. ``this_year`` tells the age of its sources."""
    return with_waivers(inspect(content, house_for(content, draft, this_year=this_year)), content, draft)


def with_waivers(findings: Iterable[Finding], content: ArticleContent, draft: Draft) -> tuple[Finding, ...]:
    """The findings, those that are waived with their waiver. One query; two where anything was ever waived."""
    rows = standing(draft)
    if not rows:
        return tuple(findings)
    policy = current_policy()
    allowed = {print_: row for print_, row in rows.items() if policy.may_waive(row.rule, {row.by_role})}
    return tuple(
        replace(finding, waiver=_shape(allowed[print_])) if print_ in allowed else finding
        for finding, print_ in with_fingerprints(findings, content)
    )


def standing(draft: Draft) -> dict[str, FindingWaiver]:
    """The waivers of a draft that were not taken back, by fingerprint. One query."""
    newest = {row.fingerprint: row for row in FindingWaiver.objects.filter(draft=draft).order_by("pk")}
    return {print_: row for print_, row in newest.items() if row.act == WaiverAct.WAIVED}


@dataclass(frozen=True)
class Given:
    """A waiver that was not taken back. ``covers`` says whether its finding is still there in the same words."""

    row: FindingWaiver
    finding: Finding
    covers: bool

    @property
    def role(self) -> str:
        return str(Role(self.row.by_role).label)


@dataclass(frozen=True)
class Overview:
    """``open`` are the findings that somebody may waive, with their fingerprints; ``given`` the waivers there are."""

    open: tuple[tuple[Finding, str], ...]
    given: tuple[Given, ...]


def overview(draft: Draft, roles: Collection[str], *, now: datetime) -> Overview:
    """What somebody with these roles may waive in a draft, and what was waived. Load it with ``with_rows()``."""
    rows = standing(draft)
    found: list[tuple[Finding, str]] = []
    if draft.is_editable:
        content = conversion.draft_content(draft)
        found = list(with_fingerprints(findings_of(draft, content, this_year=now.year), content))
    covered = {one.waiver.key for one, _ in found if one.waiver} if draft.is_editable else {r.pk for r in rows.values()}
    allowed = may_waive(roles)
    return Overview(
        open=tuple((one, print_) for one, print_ in found if one.waiver is None and one.rule in allowed),
        given=tuple(Given(row, stored_finding(json.loads(row.finding)), row.pk in covered) for row in rows.values()),
    )


def may_waive(roles: Collection[str]) -> frozenset[str]:
    """The rules whose findings somebody with these roles may waive today. One query."""
    policy = current_policy()
    return frozenset(rule for rule, _ in policy.waivable if policy.may_waive(rule, roles))


def waive(draft: Draft, fingerprint: str, *, reason: str, by: User, now: datetime) -> FindingWaiver:
    """Let a draft go on with a finding. It is covered for as long as its words stay. One audit entry.

    Raises NotAllowed for a role that the policy does not name for the rule, Refused without a reason, WrongState
    while the text is locked, Stale when the finding is not there any more.
    """
    reason = _reason(reason)
    with transaction.atomic():
        current = Draft.objects.held(draft.pk)
        if not current.is_editable:
            raise WrongState("The text is locked. Findings are waived while it is being written, before it is sent.")
        loaded = Draft.objects.with_rows().get(pk=draft.pk)
        content = conversion.draft_content(loaded)
        findings = findings_of(loaded, content, this_year=now.year)
        prints = {print_: finding for finding, print_ in with_fingerprints(findings, content)}
        finding = prints.get(fingerprint)
        if finding is None:
            raise Stale("This finding is not there any more, or its words changed. Look at the findings of now.")
        policy = current_policy()
        role = _role_that_may(finding.rule, policy, by)
        if finding.waiver is not None:
            raise WrongState("This finding is waived already.")
        row = _row(current, finding, fingerprint, policy, by=by, now=now)
        return _decide(row, WaiverAct.WAIVED, role, reason)


def take_back(waiver: FindingWaiver, *, reason: str, by: User, now: datetime) -> FindingWaiver:
    """Let a waived finding hold the text up again. A text in review cannot be signed or published with it then.

    Whoever waived it, clinicians and publishers may. One audit entry. Raises NotAllowed, Refused without a reason,
    WrongState when it was taken back already, or the draft is closed.
    """
    reason = _reason(reason)
    with transaction.atomic():
        current = Draft.objects.held(waiver.draft_id)
        if current.closed_at is not None:
            raise WrongState("This draft is closed. What was published with the waiver stays as it was signed.")
        if (stands := standing(current).get(waiver.fingerprint)) is None or stands.pk != waiver.pk:
            raise WrongState("This waiver was taken back already.")
        roles = roles_of(by)
        mine = roles if waiver.by_id == by.pk else roles & MAY_TAKE_BACK
        if not mine:
            raise NotAllowed("Whoever waived it, a clinician or a publisher takes a waiver back.")
        finding = stored_finding(json.loads(waiver.finding))
        role = next(role for role in Role if role in mine)
        row = _row(current, finding, waiver.fingerprint, current_policy(), by=by, now=now)
        return _decide(row, WaiverAct.RESTORED, role, reason)


def why_not_standing(revision: Revision, policy: Policy) -> str:
    """Why a text cannot be signed or published under the waivers that it was sent with; empty when it can.

    One query, only for a text that was sent with any.
    """
    given = frozen_waivers(revision)
    if not given:
        return ""
    stands = {row.pk for row in standing(revision.draft).values()}
    for waiver in given:
        if waiver.key not in stands:
            return f"The waiver of “{waiver.rule}” was taken back, so that finding holds the text up."
        if not policy.may_waive(waiver.rule, {waiver.by_role}):
            return f"By {policy.version} “{waiver.rule}” may not be waived by a {waiver.by_role} any more."
    return ""


def _role_that_may(rule: str, policy: Policy, by: User) -> Role:
    roles = roles_of(by)
    found = next((role for role in Role if role in roles and policy.may_waive(rule, {role})), None)
    if found is not None:
        return found
    if rule in NEVER_WAIVED:
        raise NotAllowed(f"Nobody can waive “{rule}”. Mend the text.")
    allowed = [role.label.lower() for role in Role if policy.may_waive(rule, {role})]
    if not allowed:
        raise NotAllowed(f"By {policy.version} nobody waives “{rule}”. Mend the text, or have the policy changed.")
    raise NotAllowed(f"By {policy.version} “{rule}” is waived by: {', '.join(allowed)}. Ask one of them.")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why the text may go on with this finding. The reviewer reads it, and it stays on record.")
    return reason.strip()[:REASON_LIMIT]


def _row(draft: Draft, finding: Finding, fingerprint: str, policy: Policy, *, by: User, now: datetime) -> FindingWaiver:
    return FindingWaiver(
        draft=draft,
        rule=finding.rule,
        fingerprint=fingerprint,
        finding=canonical_json(replace(finding, waiver=None).as_json()),
        by=by,
        by_name=signed(by),
        policy_version=policy.version,
        at=now,
    )


def _decide(row: FindingWaiver, act: WaiverAct, role: Role, reason: str) -> FindingWaiver:
    row.act, row.by_role, row.reason = act, role.value, reason
    row.save(force_insert=True)
    trail.record(
        actor=row.by,
        act=f"finding.{act.value}",
        subject=article_subject(row.draft.article),
        at=row.at,
        draft=row.draft_id,
        waiver=row.pk,
        rule=row.rule,
        fingerprint=row.fingerprint,
        reason=reason,
        role=row.by_role,
        policy=row.policy_version,
    )
    return row


def _shape(row: FindingWaiver) -> Waiver:
    return Waiver(
        key=row.pk,
        rule=row.rule,
        fingerprint=row.fingerprint,
        reason=row.reason,
        by=row.by_id,
        by_name=row.by_name,
        by_role=row.by_role,
        policy_version=row.policy_version,
        at=row.at.astimezone(UTC).isoformat(),
    )
