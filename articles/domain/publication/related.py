"""Which live pages the foot of a page leads to: those about the same subjects. ``domain.publication.framing`` asks.

They stand in the stored page. So a row remembers each of them, and a page whose neighbour was taken down, renamed or
reviewed again counts as framed under another frame: it is framed afresh when somebody asks for it, and stored by the
clock.
"""

from collections.abc import Iterable

from django.db.models import Count, Q

from articles.content import ArticleContent
from articles.domain.publication.beside import settle
from articles.models import Article, PublishedNeighbour, PublishedPage
from articles.rendering.shapes import RelatedPage
from medsite.lib.languages import language_of

MOST = 3


def related_to(article: Article, content: ArticleContent) -> tuple[RelatedPage, ...]:
    """The other pages in its language about most of the same subjects, the newest review first.

    Pages that are in no list are left out. One query, if it has subjects.
    """
    slugs = [subject.slug for subject in content.subjects]
    if not slugs:
        return ()
    shared = Count(
        "page_names__subject", filter=Q(page_names__kind="", page_names__subject__slug__in=slugs), distinct=True
    )
    pages = (
        PublishedPage.objects.in_lists()
        .in_language(language_of(content.locale))
        .filter(page_names__subject__slug__in=slugs)
        .exclude(article=article)
        .annotate(shared=shared)
        .order_by("-shared", "-reviewed_on", "-pk")
        .only("slug", "title", "lead_text", "reviewed_on")[:MOST]
    )
    return tuple(
        RelatedPage(
            key=page.pk,
            name=page.title,
            url=page.get_absolute_url(),
            lead=page.lead_text,
            reviewed_on=page.reviewed_on,
        )
        for page in pages
    )


def store(page: PublishedPage, related: Iterable[RelatedPage], *, is_new: bool = False) -> bool:
    """Remember whom a page names, in the transaction that stores it.

    False where one of them is gone by now: the page has to be outdated at once, so that nobody gets what was framed.
    """
    wanted = {neighbour.key for neighbour in related}
    there = (
        set(PublishedPage.objects.in_lists().filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    )
    rows = [PublishedNeighbour(page=page, neighbour_id=key) for key in sorted(there)]
    settle(PublishedNeighbour, page, rows, by=("neighbour_id",), is_new=is_new)
    return there == wanted


def pages_that_name(article: Article) -> list[int]:
    """Keys of the pages that name this one, to be outdated in the transaction that changes or removes it. One query."""
    return list(PublishedNeighbour.objects.filter(neighbour__article=article).values_list("page", flat=True))
