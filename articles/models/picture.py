"""Images: their bytes by digest, where drafts use them, and which of them live pages show."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import ImageKind
from articles.models.article import Draft
from articles.models.page import PublishedPage
from medsite.audit.models import AppendOnly


class Picture(AppendOnly):
    """An image as it is served: re-encoded, named by the SHA-256 of its bytes. Never changed.

    The row stays for ever; the bytes are kept while anything names them (``articles.domain.drafting.unused_pictures``).
    """

    digest = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_picture_is_a_still_image_of_a_known_kind",
                condition=Q(media_type__in=["image/png", "image/jpeg", "image/webp"]),
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class DraftFile(models.Model):
    """An image of a draft, with what it says to readers."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField(default=0)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="uses")
    alt = models.CharField(
        "alternative text",
        max_length=500,
        blank=True,
        help_text="What it shows, for readers who do not see it. Needed before the article is sent.",
    )
    caption = models.CharField(max_length=500, blank=True)
    credit = models.CharField(max_length=500, blank=True, help_text="Who made it, and under which licence.")
    kind = models.CharField("what it is", max_length=10, blank=True, choices=ImageKind.choices)
    text_version = models.TextField(
        "text version",
        blank=True,
        help_text="All that a chart or diagram shows, with its numbers, as a list or a table in Markdown. Readers "
        "open it under the image; it is printed with it. No headings, no sources: cite in the text beside it.",
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "image"
        constraints = [models.UniqueConstraint(fields=["draft", "picture"], name="an_image_is_listed_once")]

    def __str__(self) -> str:
        return str(self.picture)


class PublishedFile(models.Model):
    """An image that a live page lists: the only ones that readers get. Only ``domain.publishing`` writes it."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="files")
    digest = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="a_page_lists_an_image_once")]

    def __str__(self) -> str:
        return self.digest[:12]
