"""The sources of an article for reference managers: RIS and BibTeX."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from articles.domain.publication import bibliography
from articles.reader.answers import CACHE_CONTROL
from articles.reader.views import gone_or_missing


@require_safe
@conditional_page
def references(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """A file with the sources of a live article; where none is live, what its page says instead."""
    found = bibliography.of_page(slug, ending)
    if found is None:
        return gone_or_missing(request, slug, name="reader:references", ending=ending)
    response = HttpResponse(found.text, content_type=f"{found.media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
    response["Cache-Control"] = CACHE_CONTROL
    return response
