"""Completion: a reference whose data is asked for elsewhere, and what came of it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from references import csl
from references.styles.kinds import Kind, kind_of

if TYPE_CHECKING:
    from references.models import Reference


class CompletionState(models.TextChoices):
    WAITING = "waiting", "Will be asked for"
    COMPLETED = "completed", "Completed"
    OTHER_WORK = "other_work", "Identifier of another work"
    UNSURE = "unsure", "Title in another language"
    UNKNOWN = "unknown", "Not known there"
    GIVEN_UP = "given_up", "No answer"


class CompletionQuerySet(models.QuerySet["Completion"]):
    def due(self, now: datetime) -> "CompletionQuerySet":
        """What is to be asked now; what was never tried comes first."""
        is_due = Q(next_try_at=None) | Q(next_try_at__lte=now)
        return self.filter(is_due, state=CompletionState.WAITING, reference__merged_into=None).order_by(
            models.F("next_try_at").asc(nulls_first=True), "pk"
        )


class Completion(models.Model):
    """One row for each reference that was ever asked for. ``found`` is what the service says the identifier means.

    ``next_try_at`` is empty until the first try. ``is_check`` says that a person asked for it, so that a record that
    is complete is compared all the same.
    """

    reference = models.OneToOneField("references.Reference", on_delete=models.CASCADE, related_name="completion")
    state = models.CharField(max_length=20, choices=CompletionState, default=CompletionState.WAITING)
    is_check = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    identifier = models.CharField(max_length=310, blank=True)
    service = models.CharField(max_length=20, blank=True)
    found = models.JSONField(default=dict, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state=CompletionState.WAITING.value),
                name="references_to_be_asked_for",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_completion_is_in_a_known_state", condition=Q(state__in=CompletionState.values)
            ),
            models.CheckConstraint(
                name="an_answer_says_whose_it_is_and_when",
                condition=~Q(state__in=["completed", "other_work", "unsure"])
                | (Q(answered_at__isnull=False) & ~Q(service="") & ~Q(identifier="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.identifier or self.reference_id}"


def identifiers_of(reference: "Reference") -> tuple[str, ...]:
    """Those of its identifiers that somebody can be asked about, in words."""
    named = (
        ("PMID", reference.pmid),
        ("PMCID", reference.pmcid),
        ("DOI", reference.doi),
        ("ISBN", isbn_of(reference)),
        ("trial", nct_of(reference)),
    )
    return tuple(f"{name} {value}" for name, value in named if value)


def isbn_of(reference: "Reference") -> str:
    """The ISBN of a record that is the book itself. That of a chapter or a report means the volume around it."""
    is_the_book = _is_bare(reference) or reference.csl.get("type") == "book"
    return reference.isbn if is_the_book else ""


def nct_of(reference: "Reference") -> str:
    """The number of a record that is the registration itself. An article has it of the trial that it is about."""
    is_registration = _is_bare(reference) or kind_of(reference.csl) is Kind.TRIAL
    return reference.nct if is_registration else ""


def _is_bare(reference: "Reference") -> bool:
    return csl.text(reference.csl, "status") == csl.IDENTIFIER_ONLY
