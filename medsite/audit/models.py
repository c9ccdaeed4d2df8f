"""Append-only rows, and the one audit trail of the site."""

from datetime import datetime

from django.conf import settings
from django.db import connection, models
from django.db.models import Q

GENESIS = "0" * 64


class AppendOnly(models.Model):
    """A row that is written once. The database itself refuses UPDATE, DELETE and TRUNCATE.

    ``medsite.audit.append_only`` installs the triggers for every concrete subclass after each migration.
    """

    class Meta:
        abstract = True


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def newest_first(self) -> "AuditEntryQuerySet":
        """By time, and by number where the time is the same: every filter below has an index in this order."""
        return self.select_related("actor").order_by("-at", "-sequence")

    def older_than(self, entry: "AuditEntry") -> "AuditEntryQuerySet":
        """What comes after an entry in ``newest_first``. The first condition alone lets the index be used."""
        return self.filter(at__lte=entry.at).exclude(at=entry.at, sequence__gte=entry.sequence)

    def between(self, start: datetime | None, end: datetime | None) -> "AuditEntryQuerySet":
        """From the first moment on, and before the second."""
        found = self if start is None else self.filter(at__gte=start)
        return found if end is None else found.filter(at__lt=end)

    def acts(self) -> list[str]:
        """Every act that the trail knows, in alphabetical order, by as many steps in the index as there are acts."""
        with connection.cursor() as cursor:
            cursor.execute(_ACTS)
            return [row[0] for row in cursor.fetchall()]


_ACTS = """
WITH RECURSIVE found(act) AS (
    SELECT MIN(act) FROM audit_auditentry
    UNION ALL
    SELECT (SELECT MIN(act) FROM audit_auditentry WHERE act > found.act) FROM found WHERE found.act IS NOT NULL
)
SELECT act FROM found WHERE act IS NOT NULL ORDER BY act
"""


class AuditEntry(AppendOnly):
    """One act of one person, or of the system where ``actor`` is empty.

    Entries form a chain: each holds the hash of the one before. ``data`` is canonical JSON text without names
    or addresses of people; they are named by their keys.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="audit_entries"
    )
    act = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    data = models.TextField()
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["subject", "sequence"], name="audit_by_subject"),
            models.Index(fields=["at", "sequence"], name="audit_by_time"),
            models.Index(fields=["act", "at", "sequence"], name="audit_by_act"),
            models.Index(fields=["actor", "at", "sequence"], name="audit_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.act} {self.subject}"


class VerificationQuerySet(models.QuerySet["Verification"]):
    def newest(self) -> "Verification | None":
        return self.order_by("-at", "-pk").first()


class Verification(AppendOnly):
    """The whole trail was gone through: when, how many entries, and in how many places it did not hold."""

    at = models.DateTimeField(db_index=True)
    entries = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    problems = models.PositiveIntegerField()
    first_problem = models.CharField(max_length=300, blank=True)
    checkpoint = models.PositiveBigIntegerField(null=True)

    objects = VerificationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.entries} entries on {self.at:%Y-%m-%d}"


class DailyCheckpointQuerySet(models.QuerySet["DailyCheckpoint"]):
    def newest(self) -> "DailyCheckpoint | None":
        """The newest that left the database."""
        return self.filter(delivered_at__isnull=False).order_by("-day").first()

    def late(self) -> "DailyCheckpoint | None":
        """The newest one, when it was tried and did not get out."""
        newest = self.order_by("-day").first()
        return newest if newest is not None and newest.problem and newest.delivered_at is None else None

    def first_after(self, sequence: int) -> "DailyCheckpoint | None":
        """The oldest one that left the database and covers that entry."""
        return self.filter(delivered_at__isnull=False, sequence__gte=sequence).order_by("day").first()

    def due(self, now: datetime) -> "DailyCheckpointQuerySet":
        return self.filter(delivered_at__isnull=True).filter(next_try_at__lte=now)


class DailyCheckpoint(models.Model):
    """The checkpoint of one day: the end of the chain, and whether it got out of the database.

    ``next_try_at`` is the end of the lease while a machine is at it, and later after a failure.
    """

    day = models.DateField(unique=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    target = models.CharField(max_length=500, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    objects = DailyCheckpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_delivered_checkpoint_names_its_entry", condition=Q(delivered_at__isnull=True) | ~Q(hash="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.sequence}"
