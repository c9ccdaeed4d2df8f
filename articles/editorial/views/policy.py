"""The policy: what is in force, what is proposed, what was. Proposing and approving take two people."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.domain.errors import Refused, Stale
from articles.domain.governance import policy_desk, policy_fields
from articles.domain.governance.policy import STRICT, as_values, current_policy, policy_of
from articles.editorial import step_up
from articles.editorial.access import EDITORIAL_ROLES, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.policy_forms import PolicyForm
from articles.editorial.screens import screen
from articles.models import PolicyProposal, PolicyVersion
from people.admin_access import request_roles
from people.roles import Role

READERS = (*EDITORIAL_ROLES, Role.ADMINISTRATOR)
SHOWN = 50


@require_safe
@staff_view(*READERS)
def policy(request: HttpRequest) -> HttpResponse:
    """The policy in force and its history, for everybody of the house."""
    current = current_policy()
    versions = PolicyVersion.objects.select_related("proposed_by", "approved_by").order_by("-number")[:SHOWN]
    context = {
        "title": "Policy",
        "policy": current,
        "is_strict": current is STRICT,
        "groups": policy_fields.table(current),
        "versions": versions,
        "proposal": PolicyProposal.objects.select_related("proposed_by").first(),
        "may_propose": bool(request_roles(request) & set(policy_desk.MAKERS)),
    }
    return screen(request, "editorial/policy.html", context)


@require_safe
@staff_view(*READERS)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, and what it changed."""
    row = get_object_or_404(PolicyVersion.objects.select_related("proposed_by", "approved_by"), number=number)
    shown = policy_of(row)
    context = {
        "title": f"Policy {row.number}",
        "version": row,
        "policy": shown,
        "groups": policy_fields.table(shown),
        "changes": policy_fields.changes(policy_desk.earlier(row), shown),
    }
    return screen(request, "editorial/policy_version.html", context)


@staff_view(*policy_desk.MAKERS)
def propose(request: HttpRequest) -> HttpResponse:
    """Work on the next policy, from the proposal there is, or from what is in force."""
    waiting = PolicyProposal.objects.select_related("proposed_by").first()
    values = as_values(policy_desk.proposed_policy(waiting) if waiting else current_policy())
    form = PolicyForm(request.POST or None, values=values, initial={"reason": waiting.reason if waiting else ""})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                policy_desk.propose(
                    form.values, reason=form.cleaned_data["reason"], by=signed_in(request), now=timezone.now()
                )
            except policy_desk.BadPolicy as error:
                for name, said in error.problems.items():
                    form.add_error(name, said)
            except Refused as error:
                status = say(request, error)
            else:
                return redirect("editorial:policy-approve")
    context = {"title": "Propose a policy", "form": form, "proposal": waiting}
    return screen(request, "editorial/policy_propose.html", context, status=status)


@staff_view(*policy_desk.MAKERS)
def approve(request: HttpRequest) -> HttpResponse:
    """The proposal beside the policy in force, and what it would do; a POST approves it."""
    proposal = PolicyProposal.objects.select_related("proposed_by").first()
    if proposal is None:
        return redirect("editorial:policy")
    now, user, status = timezone.now(), signed_in(request), 200
    if request.method == "POST":
        try:
            policy_desk.approve(
                proposal, seen=_moment(request), evidence=step_up.evidence_for(request, now=now), by=user, now=now
            )
        except Refused as error:
            status = say(request, error)
            proposal = PolicyProposal.objects.select_related("proposed_by").first()
            if proposal is None:
                return redirect("editorial:policy")
        else:
            return redirect("editorial:policy")
    proposed, current = policy_desk.proposed_policy(proposal), current_policy()
    context = {
        "title": "Proposed policy",
        "proposal": proposal,
        "current": current,
        "changes": policy_fields.changes(current, proposed),
        "effects": policy_desk.effects(proposed, now=now),
        "why_not": policy_desk.why_not_approve(proposal, by=user),
        **step_up.asking(request, now=now),
    }
    return screen(request, "editorial/policy_approve.html", context, status=status)


@require_POST
@staff_view(*policy_desk.MAKERS)
def drop(request: HttpRequest) -> HttpResponse:
    """Give the proposal up."""
    proposal = PolicyProposal.objects.first()
    if proposal is not None:
        policy_desk.drop(proposal, by=signed_in(request), now=timezone.now())
    return redirect("editorial:policy")


def _moment(request: HttpRequest) -> datetime:
    try:
        return datetime.fromisoformat(request.POST.get("proposed_at", ""))
    except ValueError as error:
        raise Stale("Open the proposal again and read it, then approve it.") from error
