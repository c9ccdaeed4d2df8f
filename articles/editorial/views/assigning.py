"""Who reviews a text: asking, taking up, declining, asking somebody else, and the lists of what was asked."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.choices import DraftState
from articles.domain import workflow
from articles.domain.errors import Refused
from articles.domain.governance.policy import current_policy
from articles.domain.reviewing import assignments
from articles.editorial.access import get_revision, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.assignment_forms import AskForm, DayForm, ReassignForm
from articles.editorial.forms import ReasonForm
from articles.editorial.screens import screen
from articles.models import ReviewAssignment, ReviewRound, Revision
from people.admin_access import request_roles
from people.roles import Role

PAGE_SIZE = 50


@require_safe
@staff_view()
def asked(request: HttpRequest) -> HttpResponse:
    """Reviews that were asked, what is due first first; before them, for who asks, texts that nobody reviews."""
    may_ask = _may_ask(request)
    rows = ReviewAssignment.objects.open().listed()
    if not may_ask:
        rows = rows.filter(reviewer=signed_in(request))
    missing = ReviewRound.objects.lacking_reviewers() if may_ask else ReviewRound.objects.none()
    context = {
        "title": "Reviews asked",
        "today": timezone.localdate(),
        "may_ask": may_ask,
        "stuck": set(assignments.stuck(timezone.localdate()).values_list("pk", flat=True)),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "missing": Paginator(missing, PAGE_SIZE).get_page(request.GET.get("missing")),
    }
    return screen(request, "editorial/asked.html", context)


@staff_view()
def reviewers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is asked for a revision, who could be, and who may not and why; a POST asks."""
    revision, now = get_revision(pk), timezone.now()
    if request.method == "POST" and not _may_ask(request):
        raise Http404
    found = assignments.for_revision(revision, now=now)
    due_on = assignments.default_due(timezone.localdate(now), current_policy())
    form = AskForm(request.POST or None, found=found, initial={"reviewers": found.suggested, "due_on": due_on})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            chosen, day = list(form.cleaned_data["reviewers"]), form.cleaned_data["due_on"]
            try:
                assignments.ask(revision, reviewers=chosen, due_on=day, by=signed_in(request), now=now)
            except Refused as error:
                status = say(request, error)
            else:
                return redirect("editorial:reviewers", revision.pk)
    rows = ReviewAssignment.objects.filter(round__revision=revision).listed()
    context = {
        "title": "Who reviews this",
        "article": revision.article,
        "revision": revision,
        "found": found,
        "form": form,
        "is_waiting": is_waiting(revision),
        "rows": rows.select_related("successor__reviewer__profile"),
        "today": timezone.localdate(now),
        "may_ask": _may_ask(request),
    }
    return screen(request, "editorial/reviewers.html", context, status=status)


@require_POST
@staff_view(Role.CLINICIAN)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """ "I am looking at it", from the review of a revision."""
    revision = get_revision(pk)
    try:
        assignments.take_up(revision, by=signed_in(request), now=timezone.now())
    except Refused as error:
        say(request, error)
    else:
        messages.success(request, "Noted: you are looking at it. Whoever asks for reviews sees that.")
    return redirect("editorial:review", revision.pk)


@staff_view(Role.CLINICIAN)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a review back, with the reason."""
    row, user = _assignment(pk), signed_in(request)
    if row.reviewer_id != user.pk:
        raise Http404
    form = ReasonForm(
        request.POST or None,
        label="Why you cannot review it",
        help_text="Whoever asked you reads it, so that the right person is asked next.",
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                assignments.decline(row, reason=form.cleaned_data["reason"], by=user, now=timezone.now())
            except Refused as error:
                status = say(request, error)
            else:
                messages.success(request, "Declined. Whoever asked you is told.")
                return redirect("admin:index")
    context = {"title": "Decline the review", "article": row.round.revision.article, "row": row, "form": form}
    return screen(request, "editorial/decline.html", context, status=status)


@staff_view(*assignments.ASKERS)
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody else instead."""
    row, now = _assignment(pk), timezone.now()
    revision = row.round.revision
    found = assignments.for_revision(revision, now=now)
    due_on = row.due_on or assignments.default_due(timezone.localdate(now), current_policy())
    form, status = ReassignForm(request.POST or None, found=found, initial={"due_on": due_on}), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            to, day = form.cleaned_data["to"], form.cleaned_data["due_on"]
            try:
                assignments.reassign(row, to=to, due_on=day, by=signed_in(request), now=now)
            except Refused as error:
                status = say(request, error)
            else:
                return redirect("editorial:reviewers", revision.pk)
    context = {
        "title": "Ask somebody else",
        "article": revision.article,
        "revision": revision,
        "row": row,
        "found": found,
        "form": form,
    }
    return screen(request, "editorial/reassign.html", context, status=status)


@staff_view(*assignments.ASKERS)
def move_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day for a review that was asked."""
    row = _assignment(pk)
    revision = row.round.revision
    form, status = DayForm(request.POST or None, initial={"due_on": row.due_on}), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            day, now = form.cleaned_data["due_on"], timezone.now()
            try:
                assignments.move_day(row, due_on=day, by=signed_in(request), now=now)
            except Refused as error:
                status = say(request, error)
            else:
                return redirect("editorial:reviewers", revision.pk)
    context = {"title": "Another day", "article": revision.article, "revision": revision, "row": row, "form": form}
    return screen(request, "editorial/move_day.html", context, status=status)


def asked_of(request: HttpRequest, revision: Revision, waiting: bool) -> dict[str, Any]:
    """What the review of a revision shows of those who were asked, and what this person may do. One query."""
    user = signed_in(request)
    rows = list(ReviewAssignment.objects.open().filter(round__revision=revision).listed()) if waiting else []
    mine = next((row for row in rows if row.reviewer_id == user.pk), None)
    why_not = workflow.why_not_sign(revision, user, now=timezone.now()) if waiting and not mine else ""
    return {
        "asked": rows,
        "mine": mine,
        "today": timezone.localdate(),
        "may_ask": _may_ask(request),
        "may_take_up": waiting and not mine and not why_not and not current_policy().assigned_only,
    }


def is_waiting(revision: Revision) -> bool:
    """Whether a revision waits for a decision."""
    return revision.draft.state == DraftState.IN_REVIEW and revision.draft.revision_id == revision.pk


def _may_ask(request: HttpRequest) -> bool:
    return bool(request_roles(request) & set(assignments.ASKERS))


def _assignment(pk: int) -> ReviewAssignment:
    return get_object_or_404(ReviewAssignment.objects.listed(), pk=pk)
