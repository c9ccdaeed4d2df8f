"""Findings of a draft that may be waived, those that were, and the two acts."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from articles.domain.errors import Refused
from articles.domain.governance.policy import current_policy
from articles.domain.reviewing import finding_waivers
from articles.editorial.access import get_draft, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.forms import WaiverForm
from articles.editorial.screens import screen
from articles.models import Draft, FindingWaiver
from people.admin_access import request_roles
from people.roles import Role


@staff_view()
def waivers(request: HttpRequest, pk: int) -> HttpResponse:
    """What of a draft may be waived, and what was; a POST waives one finding, or takes one waiver back."""
    draft = get_draft(pk)
    form = WaiverForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, draft, form)
        except Refused as error:
            status = say(request, error)
        else:
            return redirect("editorial:waivers", draft.pk)
    return _screen(request, draft, form, now=timezone.now(), status=status)


def _act(request: HttpRequest, draft: Draft, form: WaiverForm) -> None:
    by, now, reason = signed_in(request), timezone.now(), form.cleaned_data["reason"]
    if form.cleaned_data["act"] == "waive":
        finding_waivers.waive(draft, form.cleaned_data["finding"], reason=reason, by=by, now=now)
        return
    row = get_object_or_404(
        FindingWaiver.objects.select_related("draft"), pk=form.cleaned_data["waiver"] or 0, draft=draft
    )
    finding_waivers.take_back(row, reason=reason, by=by, now=now)


def _screen(request: HttpRequest, draft: Draft, form: WaiverForm, *, now: datetime, status: int) -> HttpResponse:
    policy, roles = current_policy(), request_roles(request)
    seen = finding_waivers.overview(draft, roles, now=now)
    context = {
        "title": "Waivers",
        "article": draft.article,
        "draft": draft,
        "policy": policy.version,
        "allowed": [(rule, [Role(role).label.lower() for role in named]) for rule, named in policy.waivable],
        "open": seen.open,
        "given": seen.given,
        "may_take_back": bool(roles & finding_waivers.MAY_TAKE_BACK),
        "history": [(row, Role(row.by_role).label) for row in draft.finding_waivers.order_by("-pk")],
        "form": form,
        "typed": str(form["reason"].value() or ""),
        "typed_for": f"{form['finding'].value() or ''}{form['waiver'].value() or ''}",
    }
    return screen(request, "editorial/waivers.html", context, status=status)
