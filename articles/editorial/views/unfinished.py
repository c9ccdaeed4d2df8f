"""Keeping a review that is not decided yet. What is kept is shown to whoever began it, and to nobody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles.domain.errors import Refused
from articles.domain.reviewing import ticks, unfinished
from articles.editorial.access import get_revision, signed_in, staff_view
from articles.editorial.answers import say, status_of
from articles.editorial.forms import DecisionForm
from articles.editorial.views.reviewing import review_page
from people.roles import Role


@require_POST
@staff_view(Role.CLINICIAN)
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is ticked and typed, or throw away what was kept. Answers the script of the page in JSON."""
    revision, by, now = get_revision(pk), signed_in(request), timezone.now()
    if request.POST.get("act") == "discard":
        unfinished.forget_review(revision.draft_id, by=by)
        messages.success(request, "What you had begun is thrown away.")
        if unfinished.is_read_again(revision):
            return redirect("editorial:still-right", revision.article_id)
        return redirect("editorial:review", pk)
    is_script = "application/json" in request.headers.get("Accept", "")
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    try:
        kept = unfinished.keep_review(revision, pairs, by=by, now=now)
    except Refused as error:
        if is_script:
            return JsonResponse({"error": str(error)}, status=status_of(error))
        form = DecisionForm(request.POST, sources=ticks.cited_sources(revision))
        return review_page(request, revision, form, status=say(request, error))
    if is_script:
        return JsonResponse({"kept": f"{timezone.localtime(now):%H:%M}" if kept else ""})
    messages.success(request, "Kept for later. Nobody else sees it; open the review again to take it up.")
    return redirect("editorial:article", revision.article_id)
