"""The sources of one article as files for reference managers: of its live text, of each open draft."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.choices import Lane
from articles.content import ArticleContent
from articles.domain.drafting.conversion import draft_content
from articles.domain.publication import bibliography
from articles.editorial.access import get_article, staff_view
from articles.editorial.screens import screen
from articles.models import Article, Draft, PublishedPage
from references import formats

LABELS = {"live": "Live text", Lane.MAIN.value: "Draft", Lane.CORRECTION.value: "Correction"}


@require_safe
@staff_view()
def sources(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is; with ``of`` and ``format``, the file. The records are those of the library today."""
    article = get_article(pk)
    texts = {name: bibliography.records_of(content) for name, content in _texts(article)}
    if "format" in request.GET:
        return _file(article, texts.get(request.GET.get("of", ""), []), request.GET["format"])
    context = {
        "title": "Export sources",
        "article": article,
        "texts": [(name, LABELS[name], len(records)) for name, records in texts.items()],
        "formats": list(formats.FORMATS.values()),
    }
    return screen(request, "editorial/source_files.html", context)


def _texts(article: Article) -> Iterator[tuple[str, ArticleContent]]:
    page = PublishedPage.objects.filter(article=article).select_related("publication__revision").first()
    if page is not None:
        yield "live", ArticleContent.from_json(page.publication.revision.content_json)
    for draft in Draft.objects.open().filter(article=article).with_rows().order_by("-lane"):
        yield draft.lane, draft_content(draft)


def _file(article: Article, records: list[dict[str, object]], name: str) -> HttpResponse:
    if not records or name not in formats.FORMATS:
        raise Http404
    chosen = formats.FORMATS[name]
    return HttpResponse(
        formats.write(records, name),
        content_type=f"{chosen.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{article.slug}-references{chosen.ending}"'},
    )
