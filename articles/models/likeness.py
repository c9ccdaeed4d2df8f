"""Words by which articles that are like each other are found."""

from collections.abc import Collection

from django.db import models
from django.db.models import Count

from articles.models.article import Article


class ArticleWordQuerySet(models.QuerySet["ArticleWord"]):
    def sharing(self, words: Collection[str], *, most: int) -> "models.QuerySet[ArticleWord, int]":
        """Keys of the articles that have most of these words. One index is read, for these words only."""
        return (
            self.filter(word__in=words)
            .values("article")
            .annotate(shared=Count("pk"))
            .order_by("-shared", "-article")
            .values_list("article", flat=True)[:most]
        )


class ArticleWord(models.Model):
    """A word of an article's title as a stem, or "=" and the short name of a subject.

    ``articles.domain.drafting.similar`` writes them with the title.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="title_words")
    word = models.CharField(max_length=101)

    objects = ArticleWordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "word"], name="an_article_has_a_word_once")]
        indexes = [models.Index(fields=["word", "article"], name="articles_by_word")]

    def __str__(self) -> str:
        return self.word
