"""Words by which staff find an article in the list."""

from django.db import connection, models

from articles.models.article import Article

LAST = "\U0010ffff"
"""Sorts behind every character of a word."""


class ArticleTermQuerySet(models.QuerySet["ArticleTerm"]):
    def beginning_with(self, word: str) -> "ArticleTermQuerySet":
        """Terms that begin so, along the index: PostgreSQL has one for LIKE, SQLite compares bytes."""
        if connection.vendor == "postgresql":
            return self.filter(term__startswith=word)
        return self.filter(term__gte=word, term__lt=f"{word}{LAST}")


class ArticleTerm(models.Model):
    """A word of an article's title or address, without case and accents. ``domain.searching.finding`` writes them."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(max_length=100)

    objects = ArticleTermQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "term"], name="an_article_has_a_term_once")]
        indexes = [
            models.Index(
                fields=["term", "article"], name="articles_by_term", opclasses=["varchar_pattern_ops", "int8_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.term
