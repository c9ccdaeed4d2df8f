"""The live preview of one Markdown field, by the renderer that makes the page."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from articles.content import TEXT_LIMIT
from articles.editorial.access import staff_view
from articles.rendering.preview import render_field
from people.roles import Role
from references.models import Reference


@require_POST
@staff_view(Role.WRITER)
def preview(request: HttpRequest) -> JsonResponse:
    """HTML of the text in ``content``; a text beyond the limits gets a sentence instead. Stores nothing."""
    source = request.POST.get("content", "")
    if len(source) > TEXT_LIMIT:
        return JsonResponse({"error": f"The text is longer than {TEXT_LIMIT:,} characters."}, status=400)
    known = Reference.objects.filter(key__in=cited_keys(source)).values_list("key", flat=True)
    html, error = render_field(source, known=list(known))
    return JsonResponse({"error": error} if error else {"html": html}, status=400 if error else 200)


def cited_keys(source: str) -> list[str]:
    """Everything in a text that looks like a citation key; the renderer decides which are."""
    words = source.replace("[", " ").replace("]", " ").replace(";", " ").replace(",", " ").split()
    return [word[1:101] for word in words if word.startswith("@")][:500]
