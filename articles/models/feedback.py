"""What readers say about live articles, and how often pages are read. No row tells one reader from another."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum

from articles.choices import Counted, ReportKind, ReportOutcome
from articles.models.article import Article
from articles.models.publication import Publication


class ReaderReportQuerySet(models.QuerySet["ReaderReport"]):
    def open(self) -> "ReaderReportQuerySet":
        return self.filter(closed_at__isnull=True)

    def listed(self) -> "ReaderReportQuerySet":
        """With what a list shows; those with words of a crisis first, then the oldest."""
        return self.select_related("article", "publication", "closed_by").order_by("-is_urgent", "received_at", "pk")

    def to_forget(self, before: datetime) -> "ReaderReportQuerySet":
        """Closed before that moment, with a mail address that is still stored."""
        return self.filter(closed_at__lt=before).exclude(email="")


class ReaderReport(models.Model):
    """A message from a reader about the version that was live then. ``email`` is theirs, given to get an answer."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reader_reports")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="reader_reports")
    kind = models.CharField(max_length=20, choices=ReportKind)
    place = models.CharField(max_length=300, blank=True)
    message = models.TextField()
    email = models.EmailField(blank=True)
    received_at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=ReportOutcome, blank=True)
    closing_note = models.TextField(blank=True)

    objects = ReaderReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-is_urgent", "received_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="open_reports_urgent_first",
            ),
            models.Index(fields=["-closed_at"], name="reports_closed_last"),
        ]
        constraints = [
            models.CheckConstraint(name="a_report_is_of_a_known_kind", condition=Q(kind__in=ReportKind.values)),
            models.CheckConstraint(name="a_report_says_something", condition=~Q(message="")),
            models.CheckConstraint(
                name="a_closed_report_says_how_and_by_whom",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, outcome__in=ReportOutcome.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article}"


class DailyCountQuerySet(models.QuerySet["DailyCount"]):
    def since(self, day: date) -> "DailyCountQuerySet":
        return self.filter(day__gte=day)

    def by_kind(self) -> dict[str, int]:
        """The sum of each kind."""
        return dict(self.order_by().values_list("what").annotate(all=Sum("number")))

    def greatest(self, what: Counted) -> "models.QuerySet[DailyCount, dict[str, object]]":
        """The articles with the greatest sums of a kind: article, article__working_title, all."""
        found = self.filter(what=what, article__isnull=False).values("article", "article__working_title")
        return found.annotate(all=Sum("number")).order_by("-all", "article")


class DailyCount(models.Model):
    """How often something happened on one day, to one article or, without one, on the site."""

    day = models.DateField()
    what = models.CharField(max_length=20, choices=Counted)
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="daily_counts")
    number = models.PositiveIntegerField(default=0)

    objects = DailyCountQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["what", "day"], name="daily_counts_of_a_kind")]
        constraints = [
            models.UniqueConstraint(fields=["day", "what", "article"], name="an_article_has_one_count_a_day"),
            models.UniqueConstraint(
                fields=["day", "what"], condition=Q(article__isnull=True), name="the_site_has_one_count_a_day"
            ),
            models.CheckConstraint(name="what_is_counted_is_known", condition=Q(what__in=Counted.values)),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.number} {self.get_what_display().lower()}"
