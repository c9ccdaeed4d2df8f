"""Approving notices and rules: a signature of its own, with a fresh sign-in."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from articles.choices import Channel, Harm, NumberPurpose
from articles.domain.errors import Refused, Stale
from articles.domain.overlay import notice_desk, notice_preview, number_desk
from articles.domain.overlay.notices import describe
from articles.editorial import step_up
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen
from articles.models import (
    NoticeProposal,
    NoticeVersion,
    NumberProposal,
    NumberVersion,
    RuleProposal,
    RuleVersion,
)
from articles.models.notice import Proposal
from articles.models.number import LocalNumber
from articles.rendering.preview import markdownify
from medsite.lib.diff import compare
from medsite.lib.numbers import whole_number


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
    )


@staff_view()
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposed local number beside the one in force; a POST approves it."""
    proposal = get_object_or_404(NumberProposal.objects.select_related("proposed_by"), pk=pk)
    current = NumberVersion.objects.newest().filter(code=proposal.code).first()
    context = {
        "title": f"Approve the number of “{proposal.service}”",
        "proposal": proposal,
        "kind": "number",
        "facts": _number_facts(proposal),
        "current": current,
        "blocks": compare(_as_text(current), _as_text(proposal)) if current else [],
    }
    return _approve(
        request,
        context,
        lambda evidence, now: number_desk.approve_number(proposal, evidence=evidence, by=signed_in(request), now=now),
    )


def _number_facts(number: LocalNumber) -> list[tuple[str, str]]:
    def day(value: date | None, otherwise: str) -> str:
        return f"{value:%-d %B %Y}" if value else otherwise

    return [
        ("Service", number.service),
        ("Number", f"{number.number} ({Channel(number.channel).label.lower()})"),
        ("Shown as", NumberPurpose(number.purpose).label),
        ("Country", number.country),
        ("Hours", number.hours or "day and night"),
        ("Published by", number.source),
        ("Compared with the service", day(number.checked_on, "not yet")),
        ("Shown until", day(number.valid_until, "no last day")),
        ("Retired", "yes: shown no more" if number.retired else "no"),
    ]


def _as_text(number: LocalNumber) -> str:
    return "\n\n".join(f"{name}: {value}" for name, value in _number_facts(number))


def _in_words(rule: RuleProposal | RuleVersion) -> str:
    return "Never: the rule is retired" if rule.retired else describe(rule.conditions)


def _require_unchanged(request: HttpRequest, proposal: Proposal) -> None:
    if request.POST.get("proposed_at") != proposal.proposed_at.isoformat():
        raise Stale("The proposal was edited after you opened this page. Read it again, then approve it.")


def _window(request: HttpRequest, name: str) -> int:
    """Which part of the articles or drafts is looked at; the first for whatever is no number."""
    return max(1, whole_number(request.GET.get(name, "")))


def _approve(request: HttpRequest, context: dict[str, Any], verb: Any) -> HttpResponse:
    now, status = timezone.now(), 200
    if request.method == "POST":
        try:
            _require_unchanged(request, context["proposal"])
            verb(step_up.evidence_for(request, now=now), now)
        except Refused as error:
            status = say(request, error)
        else:
            return redirect("editorial:notices")
    user = signed_in(request)
    preview = notice_preview.Preview(context["proposal"], now=now)
    context |= {
        "edit_url": f"admin:articles_{context['proposal']._meta.model_name}_change",
        "windows": [
            ("live", "Live articles", preview.live(_window(request, "live"))),
            ("drafts", "Open drafts", preview.drafts(_window(request, "drafts"))),
        ],
        "why_not": notice_desk.why_not_approve(context["proposal"].proposed_by_id, by=user, now=now),
        **step_up.asking(request, now=now),
    }
    return screen(request, "editorial/approve_notice.html", context, status=status)
