"""Reference: one work in the library."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from medsite.lib import identifiers
from references import csl as csl_json
from references.completion import Completion, CompletionState
from references.journal import Journal
from references.link_status import LinkCheck, LinkState, LinkStatus
from references.pending import PendingImport
from references.retraction_notice import RetractionNotice
from references.retractions.standing import LABELS, Standing


def validate_record(value: Any) -> None:
    """Let a form say what is wrong with a CSL-JSON record."""
    try:
        csl_json.clean(value)
    except csl_json.InvalidRecord as error:
        raise ValidationError(str(error)) from error


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def current(self) -> "ReferenceQuerySet":
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def matching(self, words: str) -> "ReferenceQuerySet":
        """Records with an identifier, however it is spelt; or with each of the words somewhere in the key, the
        title, the authors, the container.
        """
        if exact := _identifier_filter(words):
            return self.filter(exact)
        found = self
        for word in words.split()[:10]:
            anywhere = (
                Q(key__icontains=word)
                | Q(title__icontains=word)
                | Q(authors__icontains=word)
                | Q(container__icontains=word)
            )
            by_identifier = _identifier_filter(word)
            found = found.filter(anywhere | by_identifier if by_identifier else anywhere)
        return found

    def same_work(self, reference: "Reference") -> "ReferenceQuerySet":
        """A record with all that were merged into it; for a merged one, those of the record it went into."""
        kept = reference.merged_into_id or reference.pk
        return self.filter(Q(pk=kept) | Q(merged_into=kept))

    def for_keys(self, keys: Iterable[str]) -> "ReferenceQuerySet":
        """Those that texts mean by these keys; the key of a merged record stands for the one it went into."""
        return self.filter(key__in=list(keys)).select_related("merged_into")

    def with_what_was_looked_up(self) -> "ReferenceQuerySet":
        """With what a service such as PubMed said of each, and of what it was merged into."""
        return self.select_related("completion", "merged_into__completion")


_BY_IDENTIFIER: tuple[tuple[Callable[[str], str], Callable[[str], Q]], ...] = (
    (identifiers.doi, lambda value: Q(doi=value.lower())),
    # Years and other small numbers look like PMIDs too.
    (identifiers.pmid, lambda value: Q(pmid=value) | Q(key__icontains=value) | Q(title__icontains=value)),
    (identifiers.pmcid, lambda value: Q(pmcid=value) | Q(pmcid__startswith=f"{value}.")),
    (identifiers.nct, lambda value: Q(nct=value)),
    (identifiers.isbn, lambda value: Q(isbn=value)),
    (identifiers.issn, lambda value: Q(issn__contains=value)),
)


def _identifier_filter(words: str) -> Q | None:
    """What is meant when somebody pastes an identifier, or None."""
    found = ((values(spelling)) for one, values in _BY_IDENTIFIER if (spelling := one(words)))
    return next(found, None)


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
    title_key = models.CharField(max_length=100, blank=True, editable=False, db_index=True)
    place_key = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    authors = models.TextField(blank=True, editable=False)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    container = models.TextField(blank=True, editable=False)
    journal_key = models.CharField(max_length=150, blank=True, default="", editable=False, db_index=True)
    journal_short = models.CharField(max_length=200, blank=True, default="", editable=False)
    doi = models.CharField("DOI", max_length=300, blank=True, editable=False, db_index=True)
    pmid = models.CharField("PMID", max_length=8, blank=True, editable=False, db_index=True)
    pmcid = models.CharField("PMCID", max_length=20, blank=True, editable=False, db_index=True)
    isbn = models.CharField("ISBN", max_length=13, blank=True, editable=False, db_index=True)
    issn = models.CharField("ISSN", max_length=100, blank=True, editable=False, db_index=True)
    nct = models.CharField("number of the trial", max_length=11, blank=True, editable=False, db_index=True)
    url = models.TextField("address", blank=True, editable=False)
    study_type = models.CharField(
        "kind of study",
        max_length=20,
        blank=True,
        choices=list(csl_json.STUDY_TYPES.items()),
        help_text="Suggested from what PubMed calls it; a person decides. It is no grade of the evidence.",
    )
    evidence = models.CharField(
        "kind of evidence",
        max_length=100,
        blank=True,
        help_text="Shown to readers, such as Systematic review. Empty shows the kind of study.",
    )
    notes = models.TextField(blank=True, help_text="For staff only.")
    standing = models.CharField(
        max_length=30,
        blank=True,
        default="",
        editable=False,
        db_index=True,
        choices=[(value.value, LABELS[value]) for value in Standing if value],
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_reference_has_a_key_and_a_title", condition=~Q(key="") & ~Q(title="")),
            models.CheckConstraint(
                name="a_reference_is_not_merged_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(
                name="a_standing_is_one_of_the_list", condition=Q(standing__in=[value.value for value in Standing])
            ),
            models.CheckConstraint(
                name="a_kind_of_study_is_one_of_the_list", condition=Q(study_type__in=["", *csl_json.STUDY_TYPES])
            ),
        ]

    def __str__(self) -> str:
        """With what is known against it, so that nobody picks a retracted paper unknowingly."""
        label = "" if self.standing in {Standing.UNKNOWN, Standing.CORRECTED} else f" [{self.get_standing_display()}]"
        return f"{self.key}: {self.title}{label}"


class KeptApart(models.Model):
    """Two records that look like one work, and that somebody found to be two."""

    first = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_is_kept_apart_once"),
            models.CheckConstraint(name="a_pair_stands_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


__all__ = [
    "Completion",
    "CompletionState",
    "Journal",
    "KeptApart",
    "LinkCheck",
    "LinkState",
    "LinkStatus",
    "PendingImport",
    "Reference",
    "ReferenceQuerySet",
    "RetractionNotice",
    "validate_record",
]
