"""The A–Z of subjects: the names under which live pages are found. Written when a page is stored."""

from typing import Any

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from articles.choices import OTHER_LETTER, NameKind
from articles.models.page import PublishedPage
from articles.models.taxonomy import Subject

IN_ORDER_SQL = """
WITH RECURSIVE step(place, id) AS (
    SELECT 1, (
        SELECT first.id FROM articles_publishedname AS first WHERE first.language = %s {letter_of_first}
        ORDER BY first.letter, first.sorted_as, first.name, first.subject_id LIMIT 1
    )
    UNION ALL
    SELECT step.place + 1, (
        SELECT later.id FROM articles_publishedname AS later
        WHERE later.language = %s {letter_of_later} AND (later.letter, later.sorted_as, later.name, later.subject_id)
            > (here.letter, here.sorted_as, here.name, here.subject_id)
        ORDER BY later.letter, later.sorted_as, later.name, later.subject_id LIMIT 1
    )
    FROM step JOIN articles_publishedname AS here ON here.id = step.id WHERE step.place < %s
)
SELECT named.letter, named.sorted_as, named.name, named.kind, subject.slug, subject.name, subject.kind
FROM step JOIN articles_publishedname AS named ON named.id = step.id
JOIN articles_subject AS subject ON subject.id = named.subject_id
WHERE step.place > %s ORDER BY step.place
"""
"""One step in the index for each name, however many pages have it: DISTINCT would read the rows of all of them."""

UNDER_LETTER = "AND {0}.letter = %s"
BEGINNING = "AND {0}.letter = %s AND {0}.sorted_as >= %s AND {0}.sorted_as LIKE %s"


FIELDS = ("letter", "sorted_as", "name", "kind", "subject__slug", "subject__name", "subject__kind")


class PublishedNameQuerySet(models.QuerySet["PublishedName"]):
    def in_order(
        self, language: str, start: int, stop: int, *, letter: str = "", beginning: str = ""
    ) -> list[dict[str, Any]]:
        """The names on pages of a language, each once with its subject, in order, from one place to another.

        Those under one letter, or that begin with something: folded, letters and digits; or all. One statement.
        """
        condition, arguments = "", list[str]()
        if beginning:
            first = beginning[:1].upper()
            condition, arguments = BEGINNING, [first if first.isalpha() else OTHER_LETTER, beginning, f"{beginning}%"]
        elif letter:
            condition, arguments = UNDER_LETTER, [letter]
        sql = IN_ORDER_SQL.format(letter_of_first=condition.format("first"), letter_of_later=condition.format("later"))
        with connection.cursor() as cursor:
            cursor.execute(sql, [language, *arguments, language, *arguments, stop, start])
            return [dict(zip(FIELDS, row, strict=True)) for row in cursor.fetchall()]

    def of_subjects(self, first: int, stop: int, language: str) -> "models.QuerySet[Subject, str]":
        """Slugs of the subjects on pages of a language whose keys lie between, in the order of their keys."""
        there = Exists(self.filter(subject=OuterRef("pk"), language=language))
        rows = Subject.objects.filter(there, pk__gte=first, pk__lt=stop).order_by("pk")
        return rows.values_list("slug", flat=True)

    def of_subject(self, slug: str) -> "models.QuerySet[PublishedName, dict[str, Any]]":
        """Each name of one subject once, its own first, then in order."""
        return (
            self.filter(subject__slug=slug)
            .order_by("kind", "sorted_as", "name")
            .values("kind", "sorted_as", "name", "subject__slug", "subject__name", "subject__kind")
            .distinct()
        )


class PublishedName(models.Model):
    """A name of a subject of a live page that is in lists. ``kind`` is empty for the name of the subject itself.

    Names are stored for each page, so that they go with the last one. ``sorted_as`` is the name without case and
    accents, ``language`` that of the page, whatever language the name is of.
    """

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="page_names")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="page_names")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=NameKind, blank=True)
    letter = models.CharField(max_length=4)
    sorted_as = models.CharField(max_length=200)
    language = models.CharField(max_length=8)

    objects = PublishedNameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "subject", "name"], name="a_page_has_a_name_of_a_subject_once"),
            models.CheckConstraint(
                name="a_published_name_is_of_a_known_kind", condition=Q(kind="") | Q(kind__in=NameKind.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=["language", "letter", "sorted_as", "name", "subject"], name="published_names_in_order"
            ),
            models.Index(fields=["subject", "language"], name="published_names_by_subject"),
        ]

    def __str__(self) -> str:
        return self.name
