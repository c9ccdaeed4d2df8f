"""The verbs of the notice desk: propose and approve wording and rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from articles.choices import Condition
from articles.domain.errors import NotAllowed, Refused
from articles.domain.signatures import SignatureEvidence, require_fresh
from articles.domain.subjects import notices_changed
from articles.models import NoticeProposal, NoticeVersion, RuleProposal, RuleVersion
from medsite.audit import trail
from medsite.lib import markdown
from people.models import Credential, User
from people.register import signing_name
from people.roles import Role, has_role

FIRST_SENTENCE_WORDS = 25


def wording_problem(body: str) -> str:
    """What is wrong with the text of a notice, as a sentence; empty when nothing is."""
    try:
        rendered = markdown.render(body)
    except markdown.TooComplex as error:
        return str(error)
    first = rendered.text.split(". ")[0]
    if len(first.split()) > FIRST_SENTENCE_WORDS:
        return (
            f"The first sentence has {len(first.split())} words. Bring it down to {FIRST_SENTENCE_WORDS}: it must fit "
            "the first screen of a phone."
        )
    if markdown.eaten(body, rendered):
        return "Part of the text would not be visible. Write it without Markdown signs."
    return ""


def conditions_problem(conditions: Any) -> str:
    """What is wrong with the conditions of a rule, as a sentence; empty when nothing is."""
    if not isinstance(conditions, list) or not conditions:
        return "A rule needs at least one condition."
    for condition in conditions:
        if not isinstance(condition, dict) or condition.get("kind") not in Condition.values:
            return f"A condition is {{kind, value}}, and kind one of: {', '.join(Condition.values)}."
        needs_value = condition["kind"] not in {Condition.ALWAYS, Condition.OVERDUE}
        if needs_value and not condition.get("value"):
            return (
                f"The condition “{Condition(condition['kind']).label}” needs a value, such as the slug of a drug class."
            )
    return ""


def save_notice_proposal(proposal: NoticeProposal, *, by: User, now: datetime) -> None:
    """Store work on a notice, under the name of its last editor.

    Raises NotAllowed for people without a role, Refused when the wording breaks a rule.
    """
    _require_editor(by)
    if problem := wording_problem(proposal.body):
        raise Refused(problem)
    proposal.proposed_by, proposal.proposed_at = by, now
    proposal.save()


def save_rule_proposal(proposal: RuleProposal, *, by: User, now: datetime) -> None:
    """Store work on a rule, under the name of its last editor. Raises NotAllowed, Refused."""
    _require_editor(by)
    if problem := conditions_problem(proposal.conditions):
        raise Refused(problem)
    proposal.proposed_by, proposal.proposed_at = by, now
    proposal.save()


def approve_notice(proposal: NoticeProposal, *, evidence: SignatureEvidence, by: User, now: datetime) -> NoticeVersion:
    """Make a proposal the next version of its notice; every page carries it from the next request on.

    Writes one audit entry and deletes the proposal.

    Raises NeedsSignIn; NotAllowed for the editor themselves and for anybody who is no clinician with a valid
    registration; Refused for a wording that breaks a rule.
    """
    require_fresh(evidence, user=by, now=now)
    with transaction.atomic():
        proposal = NoticeProposal.objects.select_for_update().get(pk=proposal.pk)
        _require_approver(proposal.proposed_by_id, by=by, now=now)
        if problem := wording_problem(proposal.body):
            raise Refused(problem)
        version = NoticeVersion.objects.create(
            code=proposal.code,
            locale=proposal.locale,
            harm=proposal.harm,
            heading=proposal.heading,
            body=proposal.body,
            source=proposal.source,
            is_sample=proposal.is_sample,
            **_approval(NoticeVersion.objects.filter(code=proposal.code, locale=proposal.locale), proposal, by, now),
        )
        proposal.delete()
        notices_changed()
        trail.record(
            actor=by,
            act="notice.approved",
            subject=f"notice {version.code}",
            at=now,
            version=version.version,
            locale=version.locale,
            editor=version.edited_by_id,
            heading=version.heading,
            body=version.body,
        )
    return version


def approve_rule(proposal: RuleProposal, *, evidence: SignatureEvidence, by: User, now: datetime) -> RuleVersion:
    """Make a proposal the next version of its rule. The notice must have an approved wording.

    Raises what ``approve_notice`` raises.
    """
    require_fresh(evidence, user=by, now=now)
    with transaction.atomic():
        proposal = RuleProposal.objects.select_for_update().get(pk=proposal.pk)
        _require_approver(proposal.proposed_by_id, by=by, now=now)
        if problem := conditions_problem(proposal.conditions):
            raise Refused(problem)
        if not NoticeVersion.objects.filter(code=proposal.notice_code).exists():
            raise Refused(f"The notice “{proposal.notice_code}” has no approved wording yet. Approve that first.")
        version = RuleVersion.objects.create(
            code=proposal.code,
            notice_code=proposal.notice_code,
            conditions=proposal.conditions,
            retired=proposal.retired,
            **_approval(RuleVersion.objects.filter(code=proposal.code), proposal, by, now),
        )
        proposal.delete()
        notices_changed()
        trail.record(
            actor=by,
            act="rule.approved",
            subject=f"rule {version.code}",
            at=now,
            version=version.version,
            notice=version.notice_code,
            conditions=_as_text(version.conditions),
            retired=version.retired,
            editor=version.edited_by_id,
        )
    return version


def why_not_approve(editor: int | None, *, by: User, now: datetime) -> str:
    """Why this person cannot approve a proposal of that editor, as a sentence; empty when they can."""
    try:
        _require_approver(editor, by=by, now=now)
    except NotAllowed as error:
        return str(error)
    return ""


def _approval(
    versions: QuerySet[Any], proposal: NoticeProposal | RuleProposal, by: User, now: datetime
) -> dict[str, Any]:
    """What every version says of its approval; its number follows the versions there are."""
    last = versions.order_by("-version").values_list("version", flat=True).first()
    return {
        "version": (last or 0) + 1,
        "edited_by_id": proposal.proposed_by_id,
        "approved_by": by,
        "approved_by_name": _signed(by),
        "approved_at": now,
    }


def _as_text(conditions: Sequence[dict[str, str]]) -> list[str]:
    return [f"{condition['kind']}={condition.get('value', '')}" for condition in conditions]


def _signed(by: User) -> str:
    name, credentials = signing_name(by)
    return f"{name}, {credentials}" if credentials else name


def _require_editor(by: User) -> None:
    if not has_role(by, Role.WRITER, Role.CLINICIAN, Role.PUBLISHER):
        raise NotAllowed("Notices are written by writers, clinicians and publishers.")


def _require_approver(editor: int | None, *, by: User, now: datetime) -> None:
    if not has_role(by, Role.CLINICIAN) or not Credential.objects.filter(holder=by).valid_on(now.date()).exists():
        raise NotAllowed("Only a clinician with a checked, valid registration approves notices and their rules.")
    if editor == by.pk:
        raise NotAllowed("You edited this last, so another clinician has to approve it.")
