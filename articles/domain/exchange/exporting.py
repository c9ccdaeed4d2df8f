"""Which contents leave the site: those that readers get, and drafts where somebody asks for them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from articles.choices import Lane
from articles.content import ArticleContent
from articles.domain.drafting.conversion import draft_content
from articles.models import Article, Draft, PublishedPage


@dataclass(frozen=True)
class Exported:
    article: Article
    content: ArticleContent
    is_draft: bool


def exported(*, slugs: Collection[str] = (), drafts: bool = False) -> Iterator[Exported]:
    """The content of each live page, by address; with ``drafts``, of the open main draft where there is one.

    ``slugs`` limits it to these articles. Reads only, and holds one article at a time in memory.
    """
    live = PublishedPage.objects.select_related("article", "publication__revision")
    waiting = Draft.objects.open().filter(lane=Lane.MAIN).with_rows()
    if slugs:
        live, waiting = live.filter(slug__in=slugs), waiting.filter(article__slug__in=slugs)
    if drafts:
        for draft in waiting.order_by("article__slug").iterator(chunk_size=50):
            yield Exported(draft.article, draft_content(draft), is_draft=True)
        live = live.exclude(article__in=waiting.values("article"))
    for page in live.order_by("slug").iterator(chunk_size=50):
        content = ArticleContent.from_json(page.publication.revision.content_json)
        yield Exported(page.article, content, is_draft=False)
