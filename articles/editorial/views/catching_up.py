"""A draft that is behind: what was published meanwhile, and both texts merged."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.domain.drafting import corrections
from articles.domain.drafting.comparison import compare_contents
from articles.domain.errors import Refused
from articles.editorial.access import get_draft, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen
from articles.editorial.views.hub import hub
from medsite.lib.numbers import whole_number
from people.roles import Role


@staff_view(Role.WRITER)
def catch_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what taking the live text over would change; a POST does it."""
    draft = get_draft(pk)
    catching = corrections.catching_up(draft)
    if catching is None:
        messages.info(request, "This draft holds everything that was published.")
        return hub(request, draft.article)
    status = 200
    if request.method == "POST":
        try:
            corrections.take_over_live(
                draft,
                expected_version=whole_number(request.POST.get("version", "")),
                by=signed_in(request),
                now=timezone.now(),
            )
        except Refused as error:
            status = say(request, error)
        else:
            return redirect("admin:articles_draft_change", draft.pk)
    context = {
        "title": "Take the live text over",
        "article": draft.article,
        "draft": draft,
        "published": [f for f in compare_contents(catching.base, catching.live) if f.is_changed],
        "changes": [f for f in compare_contents(catching.mine, catching.merged.content) if f.is_changed],
        "disputed": [name.replace("_", " ") for name in catching.merged.disputed],
    }
    return screen(request, "editorial/catch_up.html", context, status=status)
