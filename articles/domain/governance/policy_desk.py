"""The verbs of the policy: propose, withdraw the proposal, approve. Two people, from both sides of the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from articles.choices import DraftState
from articles.domain.errors import NotAllowed, Refused, Stale
from articles.domain.governance.policy import STRICT, Policy, as_values, current_policy, from_values, policy_of, stored
from articles.domain.governance.policy_fields import changes, problems
from articles.domain.knowledge.subjects import notices_changed
from articles.domain.reviewing.approvals import standing_approvals, what_lacks
from articles.domain.reviewing.signatures import SignatureEvidence, require_fresh
from articles.models import Draft, PolicyProposal, PolicyVersion, PublishedPage
from medsite.audit import trail
from medsite.lib import days
from people.models import User
from people.roles import Role, has_role, roles_of

MAKERS = (Role.PUBLISHER, Role.ADMINISTRATOR)
LOOKED_AT = 200
"""Approved drafts whose signatures are counted under a proposal."""


class BadPolicy(Refused):
    """Values that no policy can have; ``problems`` names the sentence for each field."""

    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__("Some values cannot stand as they are. Look at the sentences beside them.")
        self.problems = dict(found)


@dataclass(frozen=True)
class Effects:
    """What a policy would do to what is there now."""

    unlisted: int
    withdrawn: int
    short: tuple[tuple[Draft, str], ...]


def propose(values: Mapping[str, Any], *, reason: str, by: User, now: datetime) -> PolicyProposal:
    """Store work on the next policy, under the name of its last editor. One audit entry.

    Raises NotAllowed, BadPolicy, Refused without a reason or when nothing differs from the policy in force.
    """
    _require_maker(by)
    if not reason.strip():
        raise Refused("Say why the policy changes. It stays with the version for ever.")
    known = as_values(current_policy())
    wanted = {name: values.get(name) for name in known}
    if found := problems(wanted):
        raise BadPolicy(found)
    if wanted == known:
        raise Refused("Nothing differs from the policy in force.")
    with transaction.atomic():
        proposal, _ = PolicyProposal.objects.update_or_create(
            pk=1,
            defaults={
                "follows": newest_number(),
                "values": wanted,
                "reason": reason.strip()[:2_000],
                "proposed_by": by,
                "proposed_at": now,
            },
        )
        _record("policy.proposed", f"policy {proposal.follows + 1}", proposal.values, by=by, now=now, reason=reason)
    return proposal


def drop(proposal: PolicyProposal, *, by: User, now: datetime) -> None:
    """Give a proposal up. The policy in force stays. Raises NotAllowed."""
    _require_maker(by)
    with transaction.atomic():
        PolicyProposal.objects.filter(pk=proposal.pk).delete()
        _record("policy.proposal_dropped", f"policy {proposal.follows + 1}", proposal.values, by=by, now=now)


def approve(
    proposal: PolicyProposal, *, seen: datetime, evidence: SignatureEvidence, by: User, now: datetime
) -> PolicyVersion:
    """Make a proposal the policy in force. ``seen`` is when the proposal that was read had been made.

    Signatures stay as they are: whether they count is decided when a text is published (``approvals.what_lacks``).
    Every page is framed afresh, because due dates may move. One audit entry; deletes the proposal.

    Raises NeedsSignIn, NotAllowed, Stale, BadPolicy.
    """
    require_fresh(evidence, user=by, now=now)
    with transaction.atomic():
        locked = PolicyProposal.objects.select_for_update(no_key=True).filter(pk=proposal.pk).first()
        if locked is None or locked.proposed_at != seen:
            raise Stale("The proposal was changed after you opened this page. Read it again, then approve it.")
        if why_not := why_not_approve(locked, by=by):
            raise NotAllowed(why_not)
        if locked.follows != newest_number():
            raise Stale("Another policy came into force since this was proposed. Propose it again, on top of that.")
        if found := problems(locked.values):
            raise BadPolicy(found)
        before, after = current_policy(), proposed_policy(locked)
        version = PolicyVersion.objects.create(
            number=locked.follows + 1,
            values_json=stored(after),
            reason=locked.reason,
            proposed_by=locked.proposed_by,
            proposed_at=locked.proposed_at,
            approved_by=by,
            approved_at=now,
        )
        locked.delete()
        notices_changed()
        trail.record(
            actor=by,
            act="policy.approved",
            subject=f"policy {version.number}",
            at=now,
            version=version.name,
            values=version.values_json,
            proposed_by=version.proposed_by_id,
            reason=version.reason,
            changes=[f"{row.label}: {row.before} → {row.after}" for row in changes(before, after)],
        )
    return version


def why_not_approve(proposal: PolicyProposal, *, by: User) -> str:
    """Why this person cannot approve a proposal, as a sentence; empty when they can."""
    mine = roles_of(by) & set(MAKERS)
    if not mine:
        return "Only publishers and administrators approve a policy."
    if proposal.proposed_by_id == by.pk:
        return "You proposed this, so somebody else has to approve it."
    if len(mine | (roles_of(proposal.proposed_by) & set(MAKERS))) < len(MAKERS):
        other = Role.ADMINISTRATOR if Role.PUBLISHER in mine else Role.PUBLISHER
        return f"A publisher and an administrator make a policy together: this still needs the {other.label.lower()}."
    return ""


def proposed_policy(proposal: PolicyProposal) -> Policy:
    """A proposal as the policy that it would be."""
    return from_values(proposal.values, version=f"policy-{proposal.follows + 1}")


def newest_number() -> int:
    """The number of the policy in force; 0 for the strict default."""
    return PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0


def earlier(version: PolicyVersion) -> Policy:
    """The policy that a version took the place of."""
    before = PolicyVersion.objects.filter(number=version.number - 1).first()
    return policy_of(before) if before else STRICT


def effects(policy: Policy, *, now: datetime) -> Effects:
    """What a policy would do: pages that it unlists and withdraws, approved drafts that need more signatures under it.

    Due dates are those of now. Reads a bounded number of drafts.
    """
    today = days.day_of(now, days.zone())
    overdue = PublishedPage.objects.all()
    drafts = Draft.objects.open().filter(state=DraftState.APPROVED).select_related("article", "revision").order_by("pk")
    short = []
    for draft in drafts[:LOOKED_AT]:
        revision = draft.revision
        if revision is not None and (lacks := what_lacks(revision, standing_approvals(revision), policy)):
            short.append((draft, lacks))
    return Effects(
        unlisted=overdue.filter(review_due_on__lt=today - timedelta(days=policy.unlisted_after_days)).count(),
        withdrawn=overdue.filter(review_due_on__lt=today - timedelta(days=policy.withdrawn_after_days)).count(),
        short=tuple(short),
    )


def _require_maker(by: User) -> None:
    if not has_role(by, *MAKERS):
        raise NotAllowed("Only publishers and administrators work on the policy.")


def _record(act: str, subject: str, values: Mapping[str, Any], *, by: User, now: datetime, **data: Any) -> None:
    trail.record(actor=by, act=act, subject=subject, at=now, values=dict(values), **data)
