"""Rows that are held while an act changes what readers get, in the one order that lets nobody wait in a circle."""

from articles.models import Article, PublishedPage


def locked_with_original(article: Article) -> Article:
    """The row of an article, held for an act that changes what readers get. Two queries, three for a translation."""
    hold_original(PublishedPage.objects.filter(article=article).values_list("translation_of", flat=True).first())
    return Article.objects.held(article.pk)


def hold_original(original: int | None) -> None:
    """Whoever changes one language of a text waits for its original first, so that no two pages miss each other, and
    nobody waits in a circle. Nothing for a text that is no translation.
    """
    if original is not None:
        Article.objects.held(original)
