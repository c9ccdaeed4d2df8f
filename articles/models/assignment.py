"""Who was asked to review a revision, until when, and what became of it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.choices import OPEN_ASSIGNMENTS, AssignmentState
from articles.models.review import ReviewRound

OPEN = sorted(state.value for state in OPEN_ASSIGNMENTS)


class ReviewAssignmentQuerySet(models.QuerySet["ReviewAssignment"]):
    def open(self) -> "ReviewAssignmentQuerySet":
        """Asked, or being looked at."""
        return self.filter(state__in=OPEN)

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
                fields=["reviewer", "due_on"], condition=Q(state__in=OPEN), name="open_assignments_of_a_person"
            )
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
