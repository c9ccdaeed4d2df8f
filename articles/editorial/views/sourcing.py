"""One record of the library among the articles: who cites it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.editorial.access import staff_view
from articles.editorial.screens import screen
from articles.editorial.shapes import page_claims
from articles.models import Citation, PublishedReference
from references import library, styles
from references.models import Reference

ROWS = 20
"""Live pages on one screen; each is read with its signed text, for the sentences."""
DRAFTS = 100


@require_safe
@staff_view()
def uses(request: HttpRequest, pk: int) -> HttpResponse:
    """The live pages that list a source, with the sentences that rest on it, and the open drafts."""
    reference = get_object_or_404(Reference.objects.select_related("merged_into"), pk=pk)
    family = {row.pk: row.key for row in Reference.objects.same_work(reference).only("key")}
    live = Paginator(PublishedReference.objects.of_work(family), ROWS).get_page(request.GET.get("page"))
    drafts = list(Citation.objects.in_open_drafts(family)[: DRAFTS + 1])
    context = {
        "title": f"Where {reference.key} is used",
        "reference": reference,
        "kept": reference.merged_into or reference,
        "others": sorted(key for row, key in family.items() if row != reference.pk),
        "work": styles.as_html(library.frozen(reference)),
        "live": live,
        "pages": page_claims(list(live)),
        "drafts": drafts[:DRAFTS],
        "has_more_drafts": len(drafts) > DRAFTS,
    }
    return screen(request, "editorial/source_uses.html", context)
