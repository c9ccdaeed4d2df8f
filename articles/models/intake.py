"""Imports: what a source said, what became of it, and runs over many files."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import ImportState, RunState
from articles.models.article import Article, Draft


class ArticleImportQuerySet(models.QuerySet["ArticleImport"]):
    def open(self) -> "ArticleImportQuerySet":
        """Proposed changes that nobody has decided on."""
        return self.filter(state=ImportState.OPEN)

    def arrived(self) -> "ArticleImportQuerySet":
        """Those whose words went into a draft."""
        return self.filter(state__in=[ImportState.DRAFT, ImportState.TAKEN])

    def listed(self) -> "ArticleImportQuerySet":
        """What a list shows: never the texts."""
        return self.select_related("by", "article").defer("source_text", "content_json", "report", "findings", "fates")


class ArticleImport(models.Model):
    """One source, as it was read: its text, its content, the account of its lines, the findings of that day.

    It became the draft of a new article, or it is a proposed change to an article that was there. ``fates``,
    ``report``, ``findings`` and ``taken`` are canonical JSON; ``content_json`` is the content in its one spelling.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="imports")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="imports")
    source = models.CharField(max_length=500)
    source_digest = models.CharField(max_length=64, db_index=True)
    source_text = models.TextField(blank=True)
    fates = models.TextField(default="[]")
    content_json = models.TextField()
    report = models.TextField(default="[]")
    findings = models.TextField(default="[]")
    state = models.CharField(max_length=20, choices=ImportState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="imports")
    at = models.DateTimeField()
    taken = models.TextField(default="[]")
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ArticleImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(state=ImportState.OPEN.value),
                name="an_article_has_one_open_proposal",
            ),
            models.CheckConstraint(name="an_import_is_in_a_known_state", condition=Q(state__in=ImportState.values)),
            models.CheckConstraint(
                name="an_import_set_aside_says_why", condition=~Q(state=ImportState.SET_ASIDE.value) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Import of {self.source}"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def unfinished(self) -> "ImportRunQuerySet":
        return self.filter(finished_at__isnull=True)


class ImportRun(models.Model):
    """An import of many files. One that was interrupted is gone on with by the same command."""

    label = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="import_runs")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["label"], condition=Q(finished_at__isnull=True), name="files_are_in_one_unfinished_run"
            ),
        ]

    def __str__(self) -> str:
        return f"Import of {self.label}"


class ImportRunItem(models.Model):
    """One article of a run: what it was, and what became of it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    source = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=RunState)
    message = models.TextField(blank=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "source"], name="a_run_has_each_source_once"),
            models.CheckConstraint(name="a_run_item_is_in_a_known_state", condition=Q(state__in=RunState.values)),
        ]

    def __str__(self) -> str:
        return self.source
