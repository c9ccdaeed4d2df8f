"""Articles by the beginnings of words of their title or address, for staff. Read in Python, as every search is."""

from django.db.models import QuerySet

from articles.models import Article, ArticleTerm
from medsite.lib.words import composed, read

MOST_WORDS = 10
FENCE = 10_000_000
"""More terms than there are. A limit keeps PostgreSQL from asking each article in turn whether it has the word."""


def find(articles: QuerySet[Article], typed: str) -> QuerySet[Article]:
    """Those of the articles of which each typed word begins a word of the title or of the address.

    All where nothing was typed, none where it holds no word. Case and accents do not count. Reads along one index.
    """
    if not typed.strip():
        return articles
    wanted = terms_of(typed)[:MOST_WORDS]
    for word in wanted:
        keys = ArticleTerm.objects.beginning_with(word).values("article")
        articles = articles.filter(pk__in=keys[:FENCE])
    return articles if wanted else articles.none()


def note(article: Article, title: str) -> None:
    """Keep the words of an article's title and address, inside the transaction that stores them."""
    wanted = set(terms_of(f"{title} {article.slug}"))
    stored = set(article.terms.values_list("term", flat=True))
    if gone := stored - wanted:
        article.terms.filter(term__in=gone).delete()
    ArticleTerm.objects.bulk_create(ArticleTerm(article=article, term=term) for term in sorted(wanted - stored))


def terms_of(text: str) -> list[str]:
    """The words of a text without case and accents, in their order."""
    return [word.folded for word in read(composed(text))]
