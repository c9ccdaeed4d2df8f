"""Revision: the frozen text that a clinician signs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import Lane
from articles.models.article import Article, Draft
from medsite.audit.models import AppendOnly


class Revision(AppendOnly):
    """Content and body HTML as they were at submission; both digests are what gets signed.

    ``content_json`` and ``body_html`` are stored as the very text that was hashed. ``body_html`` is the
    canonical JSON of ``articles.rendering.shapes.SignedBody``. ``safety`` is the canonical JSON of
    ``domain.reviewing.safety.SafetyRecord``, empty in revisions that are older than such records; for its changes
    ``signers_for_safety`` clinicians have to sign, by the policy of the submission. A guard holds that.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    lane = models.CharField(max_length=20, choices=Lane)
    schema_version = models.PositiveSmallIntegerField()
    renderer_version = models.CharField(max_length=50)
    content_json = models.TextField()
    content_digest = models.CharField(max_length=64, db_index=True)
    body_html = models.TextField()
    html_digest = models.CharField(max_length=64)
    title = models.CharField(max_length=500)
    note = models.TextField(blank=True)
    findings = models.TextField(default="[]")
    safety = models.TextField(default="", blank=True)
    signers_for_safety = models.PositiveSmallIntegerField(default=0)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="revisions")
    submitted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-submitted_at", "-id"], name="revisions_newest_first")]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="an_article_numbers_its_revisions"),
            models.CheckConstraint(
                name="a_revision_holds_text_and_digests",
                condition=~Q(content_json="") & ~Q(body_html="") & ~Q(content_digest="") & ~Q(html_digest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, revision {self.number}"


class RevisionContributor(AppendOnly):
    """A person who may not approve a revision, because they worked on its text or stand in its byline."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="contributors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contributed_revisions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "user"], name="a_contributor_is_noted_once_for_a_revision"),
        ]

    def __str__(self) -> str:
        return str(self.user)
