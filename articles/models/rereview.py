"""Why a live text has to be looked at again, and which steps before and after its date were told."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import CallOutcome, CallReason
from articles.models.article import Article


class ReviewCallQuerySet(models.QuerySet["ReviewCall"]):
    def open(self) -> "ReviewCallQuerySet":
        return self.filter(closed_at__isnull=True)

    def listed(self) -> "ReviewCallQuerySet":
        """Open calls of live articles, the oldest first, with what a list shows."""
        return (
            self.open()
            .filter(article__page__isnull=False)
            .select_related("article__page", "opened_by")
            .only(
                "reason",
                "detail",
                "opened_at",
                "opened_by",
                "due_on",
                "reminders",
                "source",
                "article__slug",
                "article__page__title",
            )
            .order_by("opened_at", "pk")
        )

    def with_a_day(self) -> "ReviewCallQuerySet":
        """The listed ones that have to be answered by a day, the nearest first."""
        return self.listed().filter(due_on__isnull=False).order_by("due_on", "pk")


class ReviewCall(models.Model):
    """Something happened, so a clinician should look at a live text now. ``cause`` keeps one event from calling twice.

    Without ``opened_by`` the clock found it. ``source`` is what a text should not rest on any more; such a call has a
    day by which it is answered; ``reminders`` counts the days on which people were reminded of it. The audit trail
    has who opened and who closed it.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="review_calls")
    reason = models.CharField(max_length=20, choices=CallReason)
    detail = models.TextField()
    cause = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=CallOutcome, blank=True)
    source = models.ForeignKey("references.Reference", null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    closing_note = models.TextField(blank=True)

    objects = ReviewCallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["opened_at", "id"], condition=Q(closed_at__isnull=True), name="open_calls_oldest_first"
            ),
            models.Index(fields=["due_on", "id"], condition=Q(closed_at__isnull=True), name="open_calls_nearest_first"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "reason", "cause"], name="an_event_calls_for_a_review_once"),
            models.CheckConstraint(name="a_call_says_what_happened", condition=~Q(detail="")),
            models.CheckConstraint(
                name="a_call_about_a_source_names_it_and_its_day",
                condition=~Q(reason=CallReason.SOURCE.value) | Q(source__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(name="a_call_has_a_known_reason", condition=Q(reason__in=CallReason.values)),
            models.CheckConstraint(
                name="a_closed_call_says_how",
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False, outcome__in=CallOutcome.values),
            ),
            models.CheckConstraint(
                name="a_dismissed_call_says_why",
                condition=~Q(outcome=CallOutcome.DISMISSED.value) | ~Q(closing_note=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class ReviewReminder(models.Model):
    """One step of one due date was told, by ``Letter``. ``days`` counts from the date, before it negative."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reminders")
    due_on = models.DateField()
    days = models.SmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "due_on", "days"], name="a_step_of_a_review_is_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article}, {self.days} days"
