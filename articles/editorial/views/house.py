"""The pages on which the house speaks about itself: what readers have, what is proposed, and approving it."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from articles.choices import CLINICAL_HOUSE_TEXTS, HouseKey
from articles.domain.errors import Refused, Stale
from articles.domain.readers import house_texts
from articles.editorial import step_up
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen
from articles.models import HouseProposal, HouseText
from articles.rendering.preview import markdownify
from medsite.lib.diff import compare


@require_safe
@staff_view()
def listing(request: HttpRequest) -> HttpResponse:
    """Every page with what is in force and what is proposed. Two queries."""
    there = {row.key: row for row in HouseText.objects.in_force()}
    proposed = {row.key: row for row in HouseProposal.objects.select_related("proposed_by")}
    context = {
        "title": "Pages of the house",
        "pages": [
            (key, key in CLINICAL_HOUSE_TEXTS, there.get(key.value), proposed.get(key.value)) for key in HouseKey
        ],
    }
    return screen(request, "editorial/house.html", context)


@staff_view()
def write(request: HttpRequest, key: str) -> HttpResponse:
    """Propose the next wording of a page; it begins with the proposal there is, or else with what readers have."""
    page = _page(key)
    current = HouseText.objects.in_force().filter(key=page).first()
    proposal = HouseProposal.objects.select_related("proposed_by").filter(key=page).first()
    body, status = request.POST.get("body", ""), 200
    if request.method == "POST":
        try:
            row = house_texts.propose(page, body=body, by=signed_in(request), now=timezone.now())
        except Refused as error:
            status = say(request, error)
        else:
            return redirect("editorial:house-approve", row.pk)
    context = {
        "title": page.label,
        "body": body if request.method == "POST" else (proposal or current or HouseText()).body,
        "proposal": proposal,
        "most": house_texts.LONGEST,
    }
    return screen(request, "editorial/house_write.html", context, status=status)


@staff_view()
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposed wording beside what readers have; a POST approves it."""
    proposal = get_object_or_404(HouseProposal.objects.select_related("proposed_by"), pk=pk)
    now, status, user = timezone.now(), 200, signed_in(request)
    if request.method == "POST":
        try:
            evidence = step_up.evidence_for(request, now=now)
            house_texts.approve(proposal, seen=_seen(request), evidence=evidence, by=user, now=now)
        except Refused as error:
            status = say(request, error)
        else:
            messages.success(request, f"Readers have “{proposal.get_key_display()}” in these words from now on.")
            return redirect("editorial:house")
    current = HouseText.objects.in_force().filter(key=proposal.key).first()
    context = {
        "title": f"Approve “{proposal.get_key_display()}”",
        "proposal": proposal,
        "html": markdownify(proposal.body),
        "current": current,
        "blocks": compare(current.body, proposal.body) if current else [],
        "why_not": house_texts.why_not_approve(proposal, by=user, now=now),
        **step_up.asking(request, now=now),
    }
    return screen(request, "editorial/house_approve.html", context, status=status)


@require_POST
@staff_view()
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a proposal away."""
    proposal = get_object_or_404(HouseProposal, pk=pk)
    try:
        house_texts.drop(proposal, by=signed_in(request), now=timezone.now())
    except Refused as error:
        say(request, error)
    return redirect("editorial:house")


def _page(key: str) -> HouseKey:
    if key not in HouseKey.values:
        raise Http404
    return HouseKey(key)


def _seen(request: HttpRequest) -> datetime:
    try:
        seen = parse_datetime(request.POST.get("proposed_at", ""))
    except ValueError:
        seen = None
    if seen is None:
        raise Stale("The page that you sent was not complete. Read the wording again, then approve it.")
    return seen
