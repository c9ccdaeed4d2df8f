"""What is known of the addresses that articles and sources name."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class LinkState(models.TextChoices):
    UNKNOWN = "unknown", "Not looked at yet"
    ALIVE = "alive", "Answers"
    MOVED = "moved", "Moved for good"
    SUSPECT = "suspect", "Answers, and may not be the page any more"
    FAILING = "failing", "Does not answer; will be tried again"
    DEAD = "dead", "Dead"
    CLOSED = "closed", "Does not answer programs; look yourself"
    FORBIDDEN = "forbidden", "Never asked"


class LinkStatusQuerySet(models.QuerySet["LinkStatus"]):
    def due(self, now: datetime) -> "LinkStatusQuerySet":
        return self.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


class LinkStatus(models.Model):
    """One address: its state, and what a person noted about an archived copy."""

    key = models.CharField(max_length=64, unique=True, editable=False)
    url = models.TextField("address", editable=False)
    state = models.CharField(max_length=20, choices=LinkState, default=LinkState.UNKNOWN, editable=False)
    message = models.TextField(blank=True, editable=False)
    final_url = models.TextField("leads to", blank=True, editable=False)
    title = models.CharField(max_length=300, blank=True, editable=False)
    checked_at = models.DateTimeField(null=True, editable=False)
    next_check_at = models.DateTimeField(db_index=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    archive_url = models.CharField(
        "archived copy", max_length=2000, blank=True, help_text="Address of a copy in a web archive. Readers get it."
    )
    archived_on = models.DateField(null=True, blank=True, help_text="Day of that copy.")

    objects = LinkStatusQuerySet.as_manager()

    class Meta:
        verbose_name = "address"
        verbose_name_plural = "addresses"
        constraints = [
            models.CheckConstraint(name="an_address_is_in_a_known_state", condition=Q(state__in=LinkState.values)),
            models.CheckConstraint(
                name="an_archived_copy_has_a_day",
                condition=Q(archive_url="") | Q(archived_on__isnull=False),
                violation_error_message="Give the day of the archived copy.",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class LinkCheck(models.Model):
    """One look at an address. The newest few are kept."""

    link = models.ForeignKey(LinkStatus, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=LinkState)
    status = models.PositiveSmallIntegerField(null=True)
    message = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_state_display()}"
