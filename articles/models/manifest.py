"""Manifests: many submitted texts that a clinician opens, samples and signs in one act."""

from django.conf import settings
from django.db import models

from articles.models.intake import ImportRun
from articles.models.revision import Revision
from medsite.audit.models import AppendOnly


class Manifest(AppendOnly):
    """A list of revisions with their digests, and a digest of the whole list."""

    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.PROTECT, related_name="manifests")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="manifests")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class ManifestItem(AppendOnly):
    """One revision of a manifest. ``guards`` compares its digests with the revision's."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="manifest_items")
    content_digest = models.CharField(max_length=64)
    html_digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["manifest", "revision"], name="a_manifest_names_a_revision_once"),
            models.UniqueConstraint(fields=["manifest", "position"], name="a_manifest_has_one_item_in_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.manifest}, {self.position}"


class ManifestSample(AppendOnly):
    """An item that the system chose at random for one clinician to read."""

    item = models.ForeignKey(ManifestItem, on_delete=models.PROTECT, related_name="samples")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "reviewer"], name="an_item_is_chosen_once_for_a_reviewer"),
        ]

    def __str__(self) -> str:
        return f"{self.item} for {self.reviewer}"


class ManifestOpening(AppendOnly):
    """A clinician opened an item of a manifest to read it."""

    item = models.ForeignKey(ManifestItem, on_delete=models.PROTECT, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "by"], name="an_opening_is_noted_once_for_a_reviewer"),
        ]

    def __str__(self) -> str:
        return f"{self.item} by {self.by}"


class ManifestSigning(AppendOnly):
    """One act of signing: how many items there were, were chosen, were opened, were signed; which were refused."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="signings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    items = models.PositiveIntegerField()
    sampled = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    signed = models.PositiveIntegerField()
    refused = models.TextField(default="[]")

    def __str__(self) -> str:
        return f"{self.manifest}, signed by {self.by}"
