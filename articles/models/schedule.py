"""Acts that are to happen at a time."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import ScheduledAct, ScheduleState
from articles.models.article import Article, Draft


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def pending(self) -> "ScheduleQuerySet":
        """What can still be taken back: no machine is at it."""
        return self.filter(state__in=[ScheduleState.PENDING, ScheduleState.FAILED])

    def open(self) -> "ScheduleQuerySet":
        """Neither done nor cancelled. Named one by one, so that the index by state is used."""
        return self.filter(state__in=[ScheduleState.PENDING, ScheduleState.RUNNING, ScheduleState.FAILED])

    def by_time(self) -> "ScheduleQuerySet":
        """What still has to happen, the next first, with the articles."""
        return self.open().select_related("article").order_by("at", "pk")

    def due(self, now: datetime) -> "ScheduleQuerySet":
        """What has to happen now: waiting, to be tried again, or claimed by a machine that has gone."""
        return self.open().filter(next_try_at__lte=now)


class Schedule(models.Model):
    """A publication or withdrawal at a time. The clock claims it by a conditional UPDATE, once on any machine.

    ``next_try_at`` is when the clock looks at it next: the time itself, later after a failure, and the end of the
    lease while a machine works on it.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="schedules")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="schedules")
    act = models.CharField(max_length=20, choices=ScheduledAct)
    at = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)
    content_digest = models.CharField(max_length=64, blank=True)
    correction = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=ScheduleState, default=ScheduleState.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="schedules")
    made_at = models.DateTimeField()

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "at"], name="schedules_by_state_and_time"),
            models.Index(
                fields=["at", "id"],
                condition=Q(state__in=["pending", "running", "failed"]),
                name="open_schedules_by_time",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "act"],
                condition=Q(state__in=["pending", "running", "failed"]),
                name="an_article_waits_for_one_act_of_a_kind",
            ),
            models.CheckConstraint(
                name="a_scheduled_publication_names_its_text",
                condition=~Q(act=ScheduledAct.PUBLISH.value) | (Q(draft__isnull=False) & ~Q(content_digest="")),
            ),
            models.CheckConstraint(
                name="a_scheduled_withdrawal_says_why", condition=~Q(act=ScheduledAct.WITHDRAW.value) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} at {self.at:%Y-%m-%d %H:%M}"
