"""Article, its drafts, and the rows that hang on a draft."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from markdownx.models import MarkdownxField

from articles.choices import (
    EDITABLE,
    ArticleType,
    Audience,
    DraftState,
    Funding,
    Lane,
    PublicState,
)
from articles.models.taxonomy import Topic


class ArticleQuerySet(models.QuerySet["Article"]):
    def held(self, key: int) -> "Article":
        """An article, locked until the transaction ends: whoever else changes it waits. One query."""
        return self.select_for_update(no_key=True).get(pk=key)

    def with_open_main_draft(self) -> "ArticleQuerySet":
        """Each article with its open main draft in ``open_drafts`` (a list of none or one)."""
        return self.prefetch_related(
            models.Prefetch("drafts", queryset=Draft.objects.open().filter(lane=Lane.MAIN), to_attr="open_drafts")
        )


class Article(models.Model):
    """Identity only: uuid, language, address, public state. What it says lives in drafts and revisions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    locale = models.CharField(max_length=20, default="en")
    slug = models.SlugField(max_length=100, unique=True)
    working_title = models.CharField(max_length=500, blank=True, editable=False)
    public_state = models.CharField(
        max_length=20, choices=PublicState, default=PublicState.NEVER_PUBLISHED, editable=False
    )
    successor = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="predecessors"
    )
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="created_articles"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_article_is_in_a_known_public_state", condition=Q(public_state__in=PublicState.values)
            ),
            models.CheckConstraint(
                name="an_article_is_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=models.F("pk")),
            ),
        ]
        indexes = [models.Index(fields=["-created_at"], name="articles_newest_first")]

    def __str__(self) -> str:
        return self.working_title or f"Untitled article {self.pk}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def open(self) -> "DraftQuerySet":
        """Drafts that are being worked on: not closed by a publication or given up."""
        return self.filter(closed_at__isnull=True)

    def held(self, key: int) -> "Draft":
        """A draft, locked until the transaction ends: whoever else changes it waits. With its article. One query."""
        return self.select_for_update(no_key=True, of=("self",)).select_related("article").get(pk=key)

    def with_rows(self) -> "DraftQuerySet":
        """Drafts with all that their content is made of, in a fixed number of queries."""
        return self.select_related("article", "translation_of__article").prefetch_related(
            "key_points",
            models.Prefetch("questions", ArticleQuestion.objects.select_related("bank_version__question")),
            models.Prefetch("citations", Citation.objects.select_related("reference__merged_into")),
            models.Prefetch("draft_authors", DraftAuthor.objects.select_related("profile")),
            "files__picture",
            "topics",
            "draft_subjects__subject__classes",
        )

    def sent_back(self) -> "DraftQuerySet":
        """Open drafts in which a clinician asked for changes, the oldest first, with their articles."""
        return self._open_in(DraftState.CHANGES_REQUESTED)

    def in_work(self) -> "DraftQuerySet":
        """Open drafts that nobody has sent yet, the one saved last first."""
        return self._open_in(DraftState.DRAFT).order_by("-saved_at", "-pk")

    def signed(self) -> "DraftQuerySet":
        """Approved texts that neither a person nor the clock has published, the oldest first."""
        return self._open_in(DraftState.APPROVED).exclude(schedules__state__in=["pending", "running", "failed"])

    def wanted_between(self, first: date, last: date) -> "DraftQuerySet":
        """Texts in review on which a decision is wanted on one of these days, the nearest first."""
        return (
            self._open_in(DraftState.IN_REVIEW)
            .filter(revision__round__due_on__range=(first, last))
            .select_related("revision__round")
            .only("article", "revision", "article__working_title", "revision__round__due_on")
            .order_by("revision__round__due_on", "pk")
        )

    def for_reports(self) -> "DraftQuerySet":
        """Without their texts, with those who worked on them."""
        return (
            self.only("article", "lane", "state", "saved_at").prefetch_related("contributions__user").order_by("-lane")
        )

    def waiting_for_reports(self) -> "DraftQuerySet":
        """Texts in review without their words, with all that a report says of them, the oldest first."""
        return (
            self._open_in(DraftState.IN_REVIEW)
            .select_related("revision__round", "revision__submitted_by")
            .only(
                "lane",
                "article__working_title",
                "revision__number",
                "revision__submitted_at",
                "revision__submitted_by__first_name",
                "revision__submitted_by__last_name",
                "revision__submitted_by__username",
                "revision__round__due_on",
            )
            .prefetch_related("revision__round__assignments__reviewer", "revision__decisions")
            .order_by("revision__submitted_at", "pk")
        )

    def _open_in(self, state: DraftState) -> "DraftQuerySet":
        texts = ("lead", "summary", "body")
        return self.open().filter(state=state).select_related("article").defer(*texts).order_by("saved_at", "pk")


class Draft(models.Model):
    """A working copy of an article. Its text can change only in the editable states.

    ``version`` grows with every save; a save that names an older one is refused. ``submitted_digest`` is the
    digest of the revision that lies with the reviewers, empty while the text is editable.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="drafts", editable=False)
    lane = models.CharField(max_length=20, choices=Lane, default=Lane.MAIN, editable=False)
    state = models.CharField(max_length=20, choices=DraftState, default=DraftState.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    base_revision = models.ForeignKey(
        "articles.Revision", null=True, editable=False, on_delete=models.PROTECT, related_name="drafts_based_on_it"
    )
    revision = models.ForeignKey(
        "articles.Revision", null=True, editable=False, on_delete=models.PROTECT, related_name="submitted_from"
    )
    submitted_digest = models.CharField(max_length=64, blank=True, editable=False)
    opened_at = models.DateTimeField(editable=False)
    saved_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    title = models.CharField(max_length=500, blank=True)
    lead = models.TextField(blank=True, help_text="Two sentences under the title.")
    summary = models.TextField("quick summary", blank=True, help_text="The answer in brief.")
    body = MarkdownxField(
        blank=True, help_text="Markdown. Headings with ##, sources with [@key], a table's caption with a line Table: …"
    )
    article_type = models.CharField(max_length=20, choices=ArticleType, blank=True)
    audience = models.CharField(max_length=20, choices=Audience, blank=True)
    funding = models.CharField("who paid for it", max_length=20, choices=Funding, blank=True)
    funding_note = models.CharField(
        max_length=500, blank=True, help_text="Needed when someone else paid: who, and for what."
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="drafts")
    translation_of = models.ForeignKey(
        "articles.Publication", null=True, editable=False, on_delete=models.PROTECT, related_name="translating_drafts"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "saved_at", "id"], condition=Q(closed_at__isnull=True), name="open_drafts_by_state"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "lane"],
                condition=Q(closed_at__isnull=True),
                name="at_most_one_open_draft_in_a_lane",
            ),
            models.CheckConstraint(name="a_draft_is_in_a_known_state", condition=Q(state__in=DraftState.values)),
            models.CheckConstraint(name="a_draft_is_in_a_known_lane", condition=Q(lane__in=Lane.values)),
            models.CheckConstraint(
                name="only_submitted_text_has_a_submitted_digest",
                condition=Q(state__in=sorted(EDITABLE), submitted_digest="")
                | (
                    Q(state__in=[DraftState.IN_REVIEW.value, DraftState.APPROVED.value], revision__isnull=False)
                    & ~Q(submitted_digest="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Untitled draft {self.pk}"

    @property
    def is_editable(self) -> bool:
        return self.closed_at is None and self.state in EDITABLE


class KeyPoint(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="key_points")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label or self.text[:60]


class ArticleQuestion(models.Model):
    """A question of the article. It owns its wording, also when it was copied from the bank."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(max_length=500, blank=True)
    answer = MarkdownxField(blank=True)
    bank_version = models.ForeignKey(
        "faq.QuestionVersion", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="copies"
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "question"

    def __str__(self) -> str:
        return self.question or "(no question)"


class CitationQuerySet(models.QuerySet["Citation"]):
    def in_open_drafts(self, references: Iterable[int]) -> "CitationQuerySet":
        """Where drafts that are being worked on list one of these records, with the draft; the newest save first."""
        return (
            self.filter(reference__in=list(references), draft__closed_at__isnull=True)
            .select_related("draft__article")
            .order_by("-draft__saved_at", "pk")
        )


class Citation(models.Model):
    """A source of the draft: a record of the library, or what an import said until one is found."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=100, blank=True, help_text="Empty takes the key of the reference.")
    number = models.PositiveSmallIntegerField("number in the import", null=True, blank=True)
    raw_text = models.TextField("text in the import", blank=True)
    reference = models.ForeignKey(
        "references.Reference", null=True, blank=True, on_delete=models.PROTECT, related_name="citations"
    )
    passage = models.TextField(
        "what it says",
        blank=True,
        help_text="Its own words that the article rests on. Reviewers compare; readers do not see it.",
    )
    passage_place = models.CharField(
        "where it says so", max_length=500, blank=True, help_text="Page, table, figure or section."
    )
    despite = models.CharField(
        "why it is cited all the same",
        max_length=1000,
        blank=True,
        help_text="Only for a source that was retracted. Reviewers see it.",
    )

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "key"],
                condition=~Q(key=""),
                name="a_key_names_one_citation_of_a_draft",
                violation_error_message="Two citations of this article have the same key.",
            ),
        ]

    def __str__(self) -> str:
        return self.key or f"source {self.number}"


class DraftAuthor(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="draft_authors")
    position = models.PositiveSmallIntegerField(default=0)
    profile = models.ForeignKey("people.Profile", on_delete=models.PROTECT, related_name="draft_bylines")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "author"
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "profile"],
                name="an_author_is_named_once",
                violation_error_message="This author is named twice.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.profile)


class Snapshot(models.Model):
    """The content of a draft as one save left it, for history and restore. May be pruned."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="snapshots")
    version = models.PositiveIntegerField()
    content_json = models.TextField()
    reason = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "version"], name="a_draft_version_has_one_snapshot"),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"
