"""What readers can search: rows beside published pages. Only ``articles.domain.searching.search_index`` writes them."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from django.db.models import Q, Subquery

from articles.choices import FoundKind
from articles.models.notice import SiteState
from articles.models.page import SHOWN_OF_PAGE, PublishedPage

MOST_LIKE = 5_000
LIKE_SQL = """
WITH RECURSIVE step(word) AS (
    SELECT MIN(word) FROM articles_searchword WHERE language = %s AND word >= %s
    UNION ALL
    SELECT (
        SELECT MIN(later.word) FROM articles_searchword AS later WHERE later.language = %s AND later.word > step.word
    ) FROM step WHERE substr(step.word, 1, 1) = %s
)
SELECT word FROM step WHERE substr(word, 1, 1) = %s AND length(word) BETWEEN %s AND %s LIMIT %s
"""
"""One step in the index for each word, however many pages have it.

The walk ends at another first letter. Words are folded: one that kept "œ" would stand among those with "o" where the
database sorts by language, and end the walk too early.
"""


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def shown(self, keys: Sequence[int]) -> "SearchEntryQuerySet":
        """What a list of results shows of these entries. ``stamp`` is that of today."""
        return (
            self.filter(pk__in=keys)
            .select_related("page")
            .only(
                "kind",
                "title",
                "text",
                "safety",
                "anchor",
                *SHOWN_OF_PAGE,
            )
            .annotate(stamp=Subquery(SiteState.objects.filter(pk=1).values("notices_stamp")[:1]))
        )


class SearchEntry(models.Model):
    """A live article, or one of its questions, as plain words. The full-text index beside it is the database's own.

    ``names`` are all names of the subjects, brand and generic; ``brief`` is what stands out: lead, summary, headings,
    labels, questions. ``safety`` is the heading of the first safety notice. Position 0 is the article.
    """

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=20, choices=FoundKind)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=500)
    names = models.TextField(blank=True)
    brief = models.TextField(blank=True)
    text = models.TextField(blank=True)
    safety = models.CharField(max_length=200, blank=True)
    anchor = models.CharField(max_length=100, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "position"], name="a_search_entry_has_one_place_on_a_page"),
            models.CheckConstraint(
                name="a_search_entry_is_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in FoundKind])
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        address = self.page.get_absolute_url()
        return f"{address}#{self.anchor}" if self.anchor else address


class SearchWordQuerySet(models.QuerySet["SearchWord"]):
    def like(self, word: str, *, language: str, within: int) -> list[str]:
        """Words of a language with the same first letter and about the same length, once each, in order."""
        shortest, longest = len(word) - within, len(word) + within
        with connection.cursor() as cursor:
            cursor.execute(LIKE_SQL, [language, word[0], language, word[0], word[0], shortest, longest, MOST_LIKE])
            return sorted(row[0] for row in cursor.fetchall())


class SearchWord(models.Model):
    """A word that stands out on a live page, for "did you mean". It goes when its last page goes."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="search_words")
    word = models.CharField(max_length=64)
    length = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "word"], name="a_page_has_a_search_word_once")]
        indexes = [models.Index(fields=["language", "word", "length"], name="search_words_by_word")]

    def __str__(self) -> str:
        return self.word


def words_of(page: PublishedPage, words: Iterable[str]) -> list[SearchWord]:
    return [SearchWord(page=page, word=word, length=len(word), language=page.language) for word in sorted(set(words))]
