"""The tables that governance takes away: one shape a report, its rows read in pieces.

A report about what readers say belongs into ``REPORTS`` like the others, once there is reader feedback.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Prefetch
from django.utils.timezone import localdate

from articles.domain.upkeep.retractions import live_pages_in_doubt
from articles.models import Article, Draft, PublishedPage, ReviewCall

CHUNK = 500
"""Rows that are in memory at a time."""
Row = Sequence[object]


@dataclass(frozen=True)
class Report:
    """A table: what it is called, what it is for, its columns, and its rows as they are today."""

    name: str
    title: str
    explain: str
    columns: tuple[str, ...]
    rows: Callable[[date], Iterator[Row]]


def _articles(today: date) -> Iterator[Row]:
    """Every article once. A fixed number of queries for each piece."""
    drafts = Draft.objects.open().for_reports()
    found = (
        Article.objects.order_by("pk")
        .select_related("page", "created_by")
        .prefetch_related(
            Prefetch("drafts", drafts, to_attr="open_drafts"),
            Prefetch("page__page_references", live_pages_in_doubt(), to_attr="in_doubt"),
        )
    )
    for article in found.iterator(chunk_size=CHUNK):
        page = getattr(article, "page", None)
        drafts_of = article.open_drafts
        people = {str(row.user) for draft in drafts_of for row in draft.contributions.all()}
        yield (
            f"{settings.SITE_URL}/articles/{article.slug}/",
            article,
            article.get_public_state_display(),
            "; ".join(f"{draft.get_lane_display()}: {draft.get_state_display()}" for draft in drafts_of),
            article.created_by,
            "; ".join(sorted(people)),
            max((localdate(draft.saved_at) for draft in drafts_of), default=None),
            page and page.reviewer_names,
            page and localdate(page.first_published_at),
            page and localdate(page.modified_at),
            page and page.reviewed_on,
            page and page.review_due_on,
            "" if page is None else "overdue" if page.review_due_on < today else "",
            "" if page is None else len(page.in_doubt),
            "" if page is None else "; ".join(sorted(row.reference.key for row in page.in_doubt)),
        )


def _reviews(today: date) -> Iterator[Row]:
    """Every text that lies with the reviewers, the oldest first."""
    for draft in Draft.objects.waiting_for_reports().iterator(chunk_size=CHUNK):
        revision = draft.revision
        if revision is None:  # the database holds that a draft in review has one
            continue
        sent_on, due_on = localdate(revision.submitted_at), revision.round.due_on
        yield (
            draft.article,
            revision.number,
            draft.get_lane_display(),
            revision.submitted_by,
            sent_on,
            (today - sent_on).days,
            due_on,
            (today - due_on).days if due_on and due_on < today else "",
            "; ".join(sorted(f"{row.reviewer}: {row.get_state_display()}" for row in revision.round.assignments.all())),
            "; ".join(f"{row.by_name}: {row.get_verdict_display()}" for row in revision.decisions.all()),
        )


def _overdue(today: date) -> Iterator[Row]:
    """Every live article whose review is overdue, the most overdue first."""
    calls = ReviewCall.objects.open().only("article", "reason")
    pages = (
        PublishedPage.objects.filter(review_due_on__lt=today)
        .select_related("article")
        .prefetch_related(Prefetch("article__review_calls", calls, to_attr="open_calls"))
        .order_by("review_due_on", "pk")
    )
    for page in pages.iterator(chunk_size=CHUNK):
        yield (
            f"{settings.SITE_URL}/articles/{page.slug}/",
            page.title,
            page.reviewer_names,
            page.reviewed_on,
            page.review_due_on,
            (today - page.review_due_on).days,
            "yes" if page.is_listed else "no",
            "; ".join(sorted(call.get_reason_display() for call in page.article.open_calls)),  # type: ignore[attr-defined]  # the Prefetch above
        )


REPORTS = (
    Report(
        "articles",
        "Articles",
        "Every article: where it stands, who works on it, who signed it, its dates, and its sources in doubt.",
        (
            "address",
            "title",
            "public state",
            "open drafts",
            "made by",
            "worked on the open drafts",
            "saved on",
            "signed by",
            "first published on",
            "changed on",
            "reviewed on",
            "review due on",
            "overdue",
            "sources in doubt",
            "which sources",
        ),
        _articles,
    ),
    Report(
        "reviews",
        "Reviews",
        "Every text that waits for a decision: since when, until when, who was asked, who decided already.",
        (
            "title",
            "revision",
            "lane",
            "sent by",
            "sent on",
            "days old",
            "wanted by",
            "days late",
            "asked",
            "decisions",
        ),
        _reviews,
    ),
    Report(
        "overdue",
        "Overdue",
        "Every live article whose review is overdue: for how long, whether lists show it, what else calls for one.",
        (
            "address",
            "title",
            "signed by",
            "reviewed on",
            "review due on",
            "days overdue",
            "in lists",
            "also called for",
        ),
        _overdue,
    ),
)
BY_NAME = {report.name: report for report in REPORTS}
