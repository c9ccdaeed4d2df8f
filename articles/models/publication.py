"""What was published, withdrawn and reinstated, and exactly what was served."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import TAKEN_DOWN, PublicationKind
from articles.models.article import Article
from articles.models.review import Decision
from articles.models.revision import Revision
from medsite.audit.models import AppendOnly


class PublicationQuerySet(models.QuerySet["Publication"]):
    def of_texts(self) -> "PublicationQuerySet":
        """Publications that put a text before readers: all but withdrawals and suspensions."""
        return self.exclude(kind__in=TAKEN_DOWN)


class Publication(AppendOnly):
    """A change of what readers get. ``guards`` compares its digests with a standing approval."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=PublicationKind)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="publications")
    content_digest = models.CharField(max_length=64)
    html_digest = models.CharField(max_length=64)
    note = models.TextField(blank=True, help_text="For readers, in plain words.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="publications")
    at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="publications_newest_first"),
            models.Index(
                fields=["-at", "-id"],
                condition=Q(kind=PublicationKind.CORRECTED.value),
                name="corrections_newest_first",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="an_article_numbers_its_publications"),
            models.CheckConstraint(name="a_publication_kind_is_known", condition=Q(kind__in=PublicationKind.values)),
            models.CheckConstraint(
                name="a_withdrawal_and_a_correction_say_why",
                condition=Q(kind__in=[PublicationKind.PUBLISHED.value, PublicationKind.REINSTATED.value]) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, number {self.number}"


class PublicationApprovalQuerySet(models.QuerySet["PublicationApproval"]):
    def of_live_pages(self) -> "PublicationApprovalQuerySet":
        """Those on which what readers get now rests."""
        return self.filter(publication__article__page__publication=models.F("publication"))

    def given_by(self, user: int) -> "PublicationApprovalQuerySet":
        return self.filter(decision__by=user)

    def with_pages(self) -> "PublicationApprovalQuerySet":
        """With the decision, its revocation and the page, the newest signature first."""
        return self.select_related("decision__revocation", "decision__by", "publication__article__page").order_by(
            "-decision__at", "-pk"
        )


class PublicationApproval(AppendOnly):
    """One of the approvals that a publication rests on."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="approvals")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="publications")

    objects = PublicationApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "decision"], name="an_approval_counts_once_for_a_publication"
            ),
        ]

    def __str__(self) -> str:
        return str(self.decision)


class Rendering(AppendOnly):
    """A document as it was served from a moment on. ``notices`` is canonical JSON; ``document`` is gzipped."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="renderings")
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    html_digest = models.CharField(max_length=64)
    notices = models.TextField()
    frame_version = models.CharField(max_length=64)
    document = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.publication} from {self.at:%Y-%m-%d %H:%M}"
