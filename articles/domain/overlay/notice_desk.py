"""The verbs of the notice desk: propose and approve wording and rules."""

import re
from datetime import datetime

from django.db import transaction

from articles.domain.errors import Refused
from articles.domain.knowledge.subjects import notices_changed
from articles.domain.overlay import conditions, numbers
from articles.domain.overlay.approving import approval_of, require_approver, require_editor, why_not_approve
from articles.domain.reviewing.signatures import SignatureEvidence, require_fresh
from articles.models import NoticeProposal, NoticeVersion, RuleProposal, RuleVersion
from medsite.audit import trail
from medsite.lib import markdown
from people.models import User

__all__ = [
    "approve_notice",
    "approve_rule",
    "change_notice",
    "change_rule",
    "save_notice_proposal",
    "save_rule_proposal",
    "why_not_approve",
    "wording_problem",
]

FIRST_SENTENCE_WORDS = 25


def wording_problem(body: str) -> str:
    """What is wrong with the text of a notice, as a sentence; empty when nothing is."""
    if problem := numbers.wording_problem(body):
        return problem
    shown = numbers.fill(body, locale="", numbers=(), day=None).text
    try:
        rendered = markdown.render(shown)
    except markdown.TooComplex as error:
        return str(error)
    first = re.split(r"(?<=[.!?])\s", rendered.text, maxsplit=1)[0]
    if len(first.split()) > FIRST_SENTENCE_WORDS:
        return (
            f"The first sentence has {len(first.split())} words. Bring it down to {FIRST_SENTENCE_WORDS}: it must fit "
            "the first screen of a phone."
        )
    if markdown.eaten(shown, rendered):
        return "Part of the text would not be visible. Write it without Markdown signs."
    return ""


def save_notice_proposal(proposal: NoticeProposal, *, by: User, now: datetime) -> None:
    """Store work on a notice, under the name of its last editor.

    Raises NotAllowed for people without a role, Refused when the wording breaks a rule.
    """
    require_editor(by)
    if problem := wording_problem(proposal.body):
        raise Refused(problem)
    proposal.proposed_by, proposal.proposed_at = by, now
    proposal.save()


def save_rule_proposal(proposal: RuleProposal, *, by: User, now: datetime) -> None:
    """Store work on a rule, under the name of its last editor. Raises NotAllowed, Refused."""
    require_editor(by)
    if problem := conditions.problem(proposal.conditions):
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
        proposal = NoticeProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
        require_approver(proposal.proposed_by_id, by=by, now=now)
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
            **approval_of(
                proposal.proposed_by_id,
                NoticeVersion.objects.filter(code=proposal.code, locale=proposal.locale),
                by=by,
                now=now,
            ),
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
        proposal = RuleProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
        require_approver(proposal.proposed_by_id, by=by, now=now)
        if problem := conditions.problem(proposal.conditions):
            raise Refused(problem)
        if not NoticeVersion.objects.filter(code=proposal.notice_code).exists():
            raise Refused(f"The notice “{proposal.notice_code}” has no approved wording yet. Approve that first.")
        version = RuleVersion.objects.create(
            code=proposal.code,
            notice_code=proposal.notice_code,
            conditions=proposal.conditions,
            retired=proposal.retired,
            **approval_of(proposal.proposed_by_id, RuleVersion.objects.filter(code=proposal.code), by=by, now=now),
        )
        proposal.delete()
        notices_changed()
        trail.record(
            actor=by,
            act="rule.retired" if version.retired else "rule.approved",
            subject=f"rule {version.code}",
            at=now,
            version=version.version,
            notice=version.notice_code,
            conditions=conditions.as_lines(version.conditions).splitlines(),
            retired=version.retired,
            editor=version.edited_by_id,
        )
    return version


def change_notice(code: str, locale: str, *, by: User, now: datetime) -> NoticeProposal:
    """Begin work on the next version of a notice, from the one in force; give the proposal there is already.

    Raises NotAllowed; Refused when nothing is in force.
    """
    require_editor(by)
    with transaction.atomic():
        waiting = NoticeProposal.objects.filter(code=code, locale=locale).first()
        if waiting is not None:
            return waiting
        current = NoticeVersion.objects.newest().filter(code=code, locale=locale).first()
        if current is None:
            raise Refused("This notice has no wording in force. Add a proposal for it.")
        fields = ("code", "locale", "harm", "heading", "body", "source", "is_sample")
        proposal = NoticeProposal(**{name: getattr(current, name) for name in fields})
        save_notice_proposal(proposal, by=by, now=now)
    return proposal


def change_rule(code: str, *, by: User, now: datetime, retire: bool = False) -> RuleProposal:
    """Begin work on the next version of a rule, or propose to retire it. A clinician has to approve either.

    Raises NotAllowed; Refused when nothing is in force, or when other work on the rule waits.
    """
    require_editor(by)
    with transaction.atomic():
        waiting = RuleProposal.objects.filter(code=code).first()
        if waiting is not None and retire and not waiting.retired:
            raise Refused("A proposal for this rule waits already. Edit that one, or delete it first.")
        if waiting is not None:
            return waiting
        current = RuleVersion.objects.newest().filter(code=code).first()
        if current is None:
            raise Refused("This rule has no version in force. Add a proposal for it.")
        proposal = RuleProposal(
            code=code,
            notice_code=current.notice_code,
            conditions=current.conditions,
            retired=retire or current.retired,
        )
        save_rule_proposal(proposal, by=by, now=now)
    return proposal
