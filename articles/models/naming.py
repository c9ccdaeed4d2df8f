"""The A–Z of subjects: the names under which live pages are found. Written when a page is stored."""

from typing import Any

from django.db import models
from django.db.models import Q

from articles.choices import OTHER_LETTER, NameKind
from articles.models.page import PublishedPage
from articles.models.taxonomy import Subject


class PublishedNameQuerySet(models.QuerySet["PublishedName"]):
    def in_language(self, language: str) -> "PublishedNameQuerySet":
        return self.filter(language=language)

    def in_order(self, letter: str = "") -> "models.QuerySet[PublishedName, dict[str, Any]]":
        """Each name once with its subject, in order; those under one letter, or all."""
        rows = self.filter(letter=letter) if letter else self
        return (
            rows.order_by("letter", "sorted_as", "name", "subject")
            .values("letter", "sorted_as", "name", "kind", "subject", "subject__slug", "subject__name", "subject__kind")
            .distinct()
        )

    def beginning_with(self, folded: str) -> "models.QuerySet[PublishedName, dict[str, Any]]":
        """Each name once that begins so, in order. The letter is there for the index."""
        first = folded[:1].upper()
        return self.filter(sorted_as__startswith=folded).in_order(first if first.isalpha() else OTHER_LETTER)

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
            models.Index(fields=["language", "letter", "sorted_as", "name", "subject"], name="published_names_in_order")
        ]

    def __str__(self) -> str:
        return self.name
