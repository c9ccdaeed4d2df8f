"""Texts that wait for a decision: who was asked to review them, until when, and what became of it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery

from articles.choices import OPEN_ASSIGNMENTS, AssignmentState, Verdict
from articles.models.review import Decision
from articles.models.revision import Revision, RevisionContributor

OPEN = sorted(state.value for state in OPEN_ASSIGNMENTS)


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    def open(self) -> "ReviewRoundQuerySet":
        """Those that wait for a decision, the oldest first, with their articles and without the texts.

        A round is open exactly while its text is in review, so its index alone has the queue in order.
        """
        texts = ("content_json", "body_html", "findings", "safety")
        return (
            self.filter(closed_at=None)
            .select_related("revision__article")
            .defer(*(f"revision__{name}" for name in texts))
            .order_by("opened_at", "pk")
        )

    def waiting_for(self, person: Any) -> "ReviewRoundQuerySet":
        """Open rounds of texts that this person did not work on, for which they were not asked."""
        asked = ReviewAssignment.objects.open().filter(round=OuterRef("pk"), reviewer=person)
        wrote = RevisionContributor.objects.filter(revision=OuterRef("revision"), user=person)
        return self.open().filter(~Exists(asked), ~Exists(wrote))

    def lacking_reviewers(self) -> "ReviewRoundQuerySet":
        """Open rounds for which fewer clinicians are asked than have to sign.

        Gives ``asked`` and ``signed``, how many were asked and are still to decide, and how many signed.
        """
        asked = ReviewAssignment.objects.open().filter(round=OuterRef("pk"))
        signed = Decision.objects.filter(revision=OuterRef("revision"), verdict=Verdict.APPROVE)
        return (
            self.open()
            .annotate(asked=_counted(asked, "pk"), signed=_counted(signed, "by"))
            .filter(needed__gt=F("asked") + F("signed"))
        )


def _counted(rows: models.QuerySet[Any], field: str) -> Subquery:
    """How many different values a field has in rows that belong to another, counted one by one along their index."""
    count = models.Func(F(field), template="COUNT(DISTINCT %(expressions)s)", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(found=count).values("found"))


class ReviewRound(models.Model):
    """A revision with those asked to look at it. ``needed`` is how many signatures it lacked when it was sent."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="round")
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewRoundQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["opened_at", "id"], condition=Q(closed_at__isnull=True), name="open_rounds_oldest_first"
            )
        ]

    def __str__(self) -> str:
        return f"Review of {self.revision}"


class ReviewAssignmentQuerySet(models.QuerySet["ReviewAssignment"]):
    def open(self) -> "ReviewAssignmentQuerySet":
        """Asked, or being looked at: without an end, as a constraint holds. Said so, SQLite takes the index too."""
        return self.filter(closed_at=None)

    def of_reviewer(self, person: Any) -> "ReviewAssignmentQuerySet":
        """What a person was asked for, what is due first first, with its article; without the texts."""
        return self.filter(reviewer=person).listed()

    def listed(self) -> "ReviewAssignmentQuerySet":
        """With what a list shows, what is due first first; without the texts."""
        return (
            self.select_related("round__revision__article", "reviewer__profile", "by__profile")
            .defer("round__revision__content_json", "round__revision__body_html", "round__revision__findings")
            .order_by(F("due_on").asc(nulls_last=True), "assigned_at", "pk")
        )

    def overdue(self, today: date) -> "ReviewAssignmentQuerySet":
        return self.open().filter(due_on__lt=today)


class ReviewAssignment(models.Model):
    """One clinician is asked for one revision. ``by`` is who asked; the reviewer, when they took it themselves.

    Who declined or gave way stays, with the reason; ``successor`` is who was asked instead.
    """

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=AssignmentState, default=AssignmentState.ASKED)
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ReviewAssignmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["reviewer", "due_on", "assigned_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="open_assignments_of_a_person",
            ),
            models.Index(
                fields=["due_on", "assigned_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="open_assignments_by_day",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "reviewer"],
                condition=Q(state__in=OPEN),
                name="a_reviewer_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                name="an_assignment_is_in_a_known_state", condition=Q(state__in=AssignmentState.values)
            ),
            models.CheckConstraint(
                name="an_assignment_is_open_or_says_when_it_ended",
                condition=Q(state__in=OPEN, closed_at__isnull=True) | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_declines_says_why", condition=~Q(state=AssignmentState.DECLINED.value) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.reviewer)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
