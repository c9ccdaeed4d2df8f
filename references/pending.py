"""PendingImport: a file that somebody uploaded and has not stored or dropped yet."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

KEPT = timedelta(days=2)


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    def forgotten(self, now: datetime) -> "PendingImportQuerySet":
        """Those that nobody came back for."""
        return self.filter(at__lt=now - KEPT)


class PendingImport(models.Model):
    """Kept between the preview and the saving, so that nothing has to be chosen twice. Only its owner sees it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    data = models.BinaryField()

    objects = PendingImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
