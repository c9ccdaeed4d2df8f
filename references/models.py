"""Reference: one work in the library."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from references import csl as csl_json


def validate_record(value: Any) -> None:
    """Let a form say what is wrong with a CSL-JSON record."""
    try:
        csl_json.clean(value)
    except csl_json.InvalidRecord as error:
        raise ValidationError(str(error)) from error


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def matching(self, words: str) -> "ReferenceQuerySet":
        """Records in which each of the words stands in the key, the title, the container or an identifier."""
        found = self
        for word in words.split()[:10]:
            found = found.filter(
                Q(key__icontains=word)
                | Q(title__icontains=word)
                | Q(container__icontains=word)
                | Q(doi__iexact=word)
                | Q(pmid=word)
            )
        return found


class Reference(models.Model):
    """A CSL-JSON record with the columns that are searched. The columns are derived from it, never typed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(
        "citation key",
        max_length=100,
        unique=True,
        help_text="What writers cite: [@key]. Letters, digits and single marks such as - or _ between them.",
    )
    csl = models.JSONField("CSL-JSON record", validators=[validate_record])
    title = models.TextField(editable=False)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    container = models.TextField(blank=True, editable=False)
    doi = models.CharField("DOI", max_length=300, blank=True, editable=False, db_index=True)
    pmid = models.CharField("PMID", max_length=8, blank=True, editable=False, db_index=True)
    pmcid = models.CharField("PMCID", max_length=20, blank=True, editable=False, db_index=True)
    isbn = models.CharField("ISBN", max_length=13, blank=True, editable=False, db_index=True)
    url = models.TextField("address", blank=True, editable=False)
    evidence = models.CharField(
        "kind of evidence", max_length=100, blank=True, help_text="Shown to readers, such as Systematic review."
    )
    notes = models.TextField(blank=True, help_text="For staff only.")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_reference_has_a_key_and_a_title", condition=~Q(key="") & ~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"
