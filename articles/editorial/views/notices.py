"""Approving notices and rules: a signature of its own, with a fresh sign-in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from articles.choices import Harm
from articles.domain import notice_desk
from articles.domain.errors import Refused, Stale
from articles.domain.notices import describe
from articles.editorial import step_up
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen
from articles.models import NoticeProposal, NoticeVersion, RuleProposal, RuleVersion
from articles.rendering.preview import markdownify
from medsite.lib.diff import compare


@staff_view()
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposed wording beside the one that pages carry now; a POST approves it."""
    proposal = get_object_or_404(NoticeProposal.objects.select_related("proposed_by"), pk=pk)
    current = NoticeVersion.objects.filter(code=proposal.code, locale=proposal.locale).order_by("-version").first()
    old = f"{current.heading}\n\n{current.body}" if current else ""
    context = {
        "title": f"Approve the notice “{proposal.heading}”",
        "proposal": proposal,
        "kind": "notice",
        "facts": [("Code", proposal.code), ("Harm", Harm(proposal.harm).label), ("Language", proposal.locale)],
        "html": markdownify(proposal.body),
        "source": proposal.source,
        "current": current,
        "blocks": compare(old, f"{proposal.heading}\n\n{proposal.body}") if current else [],
    }
    return _approve(
        request,
        context,
        lambda evidence, now: notice_desk.approve_notice(proposal, evidence=evidence, by=signed_in(request), now=now),
        "admin:articles_noticeproposal_changelist",
    )


@staff_view()
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposed rule beside the one in force; a POST approves it."""
    proposal = get_object_or_404(RuleProposal.objects.select_related("proposed_by"), pk=pk)
    current = RuleVersion.objects.filter(code=proposal.code).order_by("-version").first()
    said = _in_words(proposal)
    context = {
        "title": f"Approve the rule “{proposal.code}”",
        "proposal": proposal,
        "kind": "rule",
        "facts": [("Notice", proposal.notice_code), ("Shown for", said)],
        "current": current,
        "blocks": compare(_in_words(current), said) if current else [],
    }
    return _approve(
        request,
        context,
        lambda evidence, now: notice_desk.approve_rule(proposal, evidence=evidence, by=signed_in(request), now=now),
        "admin:articles_ruleproposal_changelist",
    )


def _in_words(rule: RuleProposal | RuleVersion) -> str:
    return "Never: the rule is retired" if rule.retired else describe(rule.conditions)


def _require_unchanged(request: HttpRequest, proposal: NoticeProposal | RuleProposal) -> None:
    if request.POST.get("proposed_at") != proposal.proposed_at.isoformat():
        raise Stale("The proposal was edited after you opened this page. Read it again, then approve it.")


def _approve(request: HttpRequest, context: dict[str, Any], verb: Any, after: str) -> HttpResponse:
    now, status = timezone.now(), 200
    if request.method == "POST":
        try:
            _require_unchanged(request, context["proposal"])
            verb(step_up.evidence_for(request, now=now), now)
        except Refused as error:
            status = say(request, error)
        else:
            return redirect(after)
    user = signed_in(request)
    context |= {
        "why_not": notice_desk.why_not_approve(context["proposal"].proposed_by_id, by=user, now=now),
        "needs_password": step_up.needs_password(request, now=now),
    }
    return screen(request, "editorial/approve_notice.html", context, status=status)
