"""A draft shown to one named person outside the house. Their name stands here until some time after it ended."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.models.article import Draft
from articles.models.revision import Revision


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def working(self, now: datetime) -> "PreviewLinkQuerySet":
        """Neither revoked nor past their time, of drafts that are open."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, draft__closed_at__isnull=True)

    def listed(self) -> "PreviewLinkQuerySet":
        """The newest first, with those who made and revoked them and the sent text that they show."""
        return (
            self.select_related("made_by", "revoked_by", "revision")
            .defer("revision__content_json", "revision__body_html", "revision__findings")
            .order_by("-made_at", "-pk")
        )


class PreviewLink(models.Model):
    """Who may look at a draft without an account, why, and until when. Only a hash of the token is stored.

    With ``revision`` it shows that sent text, else the draft as it is saved at the moment of looking.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="preview_links")
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    why = models.CharField(max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    openings = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_preview_link_says_for_whom_and_why", condition=~Q(name="") & ~Q(email="") & ~Q(why="")
            ),
            models.CheckConstraint(name="a_preview_link_ends", condition=Q(expires_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="a_revoked_preview_link_says_by_whom",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} until {self.expires_at:%Y-%m-%d}"
