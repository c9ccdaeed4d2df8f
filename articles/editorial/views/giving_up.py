"""Giving a draft up: what would be gone, and only then the act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.domain.drafting import drafts
from articles.domain.errors import Refused
from articles.editorial.access import get_draft, signed_in, staff_view
from articles.editorial.answers import done, say
from articles.editorial.screens import screen
from articles.editorial.views.hub import hub
from articles.models import Draft
from medsite.lib.numbers import whole_number
from people.roles import Role


@staff_view(Role.WRITER)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be gone; a POST that names the version that was shown throws the draft away."""
    draft = get_draft(pk)
    status = 200
    if request.method == "POST":
        try:
            loss = drafts.give_up_draft(
                draft,
                expected_version=whole_number(request.POST.get("version", "")),
                by=signed_in(request),
                now=timezone.now(),
            )
        except Refused as error:
            status = say(request, error)
            draft = get_draft(pk)  # somebody else may have given it up just now
        else:
            return _gone(request, draft, loss)
    else:
        try:
            drafts.require_unlocked(draft)
        except Refused as error:
            status = say(request, error)
    if not draft.is_editable:
        return hub(request, draft.article, status=status)
    context = {
        "title": "Give up the draft",
        "article": draft.article,
        "draft": draft,
        "loss": drafts.loss_of(draft),
        "saved": draft.snapshots.count(),
        "last": draft.snapshots.select_related("saved_by").order_by("-version").first(),
    }
    return screen(request, "editorial/give_up.html", context, status=status)


def _gone(request: HttpRequest, draft: Draft, loss: drafts.Loss) -> HttpResponse:
    if not loss.takes_article:
        return done(request, draft.article_id, "The draft is given up.")
    messages.success(request, f"“{draft.title}” is gone: nothing of it was ever sent for review.")
    return redirect("admin:articles_article_changelist")
