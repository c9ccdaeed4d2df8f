"""Append-only rows, and the one audit trail of the site."""

from django.conf import settings
from django.db import models

GENESIS = "0" * 64


class AppendOnly(models.Model):
    """A row that is written once. The database itself refuses UPDATE, DELETE and TRUNCATE.

    ``medsite.audit.append_only`` installs the triggers for every concrete subclass after each migration.
    """

    class Meta:
        abstract = True


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

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["subject", "sequence"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.act} {self.subject}"
