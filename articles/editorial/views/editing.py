"""What the editor asks for while somebody types. Nothing here changes the text of a draft."""

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from articles.editing.live import look
from articles.editing.typed import Unreadable, read
from articles.editorial.access import get_draft, staff_view
from articles.editorial.files import for_staff
from people.roles import Role
from references.models import Reference

SOURCES_OFFERED = 10
QUERY_LIMIT = 100


@require_POST
@staff_view(Role.WRITER)
def live(request: HttpRequest, pk: int) -> JsonResponse:
    """Previews, length and number of findings of the form as it is now. Stores nothing."""
    draft = get_draft(pk)
    try:
        typed = read(request.POST, draft, tolerant=True)
    except Unreadable as error:
        return JsonResponse({"error": str(error)}, status=400)
    seen = look(typed, draft)
    previews = {name: for_staff(html) for name, html in seen.previews.items()}
    return JsonResponse(asdict(seen) | {"previews": previews})


@require_safe
@staff_view(Role.WRITER)
def sources(request: HttpRequest) -> JsonResponse:
    """The first records of the library that match ``q``, for citing. One query; empty for an empty question."""
    words = request.GET.get("q", "")[:QUERY_LIMIT]
    found = Reference.objects.current().matching(words).order_by("key")[:SOURCES_OFFERED] if words.strip() else []
    return JsonResponse({"sources": [{"key": reference.key, "title": reference.title[:300]} for reference in found]})
