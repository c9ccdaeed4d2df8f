"""What is planned and what is due, day by day: a fixed number of queries, and a few rows of each kind a day.

Reader feedback will want a kind of its own here once it has days: add a function beside the others.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from articles.choices import ScheduledAct, ScheduleState
from articles.domain.governance.policy import Policy, current_policy
from articles.models import Draft, PublishedPage, ReviewCall, Schedule
from medsite.lib import days
from medsite.lib.spans import Span

A_DAY = 8
"""Rows of one kind that a day shows."""
PLANNED = 200
"""Planned acts, reviews and calls that one span shows."""


@dataclass(frozen=True)
class Entry:
    """One line of a day. ``urgent`` is said in words as well as in colour."""

    what: str
    label: str
    address: str
    note: str = ""
    urgent: str = ""


@dataclass
class Day:
    """What stands on one day. ``more`` are sentences about what is not listed."""

    day: date
    is_today: bool
    entries: list[Entry] = field(default_factory=list)
    more: list[str] = field(default_factory=list)


def calendar(span: Span, *, today: date) -> list[Day]:
    """The days of a span on which something stands, and today. Seven queries."""
    policy = current_policy()
    entries: dict[date, list[Entry]] = defaultdict(list)
    more: dict[date, list[str]] = defaultdict(list)
    for day, entry in (*_planned(span), *_wanted(span, today), *_called(span, today)):
        entries[day].append(entry)
    for what, days_later in _steps(policy):
        for due_on, title, article, of_day in PublishedPage.objects.of_days(
            span.moved(-days_later).first, span.moved(-days_later).last, most=A_DAY
        ):
            day = due_on + timedelta(days=days_later)
            urgent = "overdue" if not days_later and day < today else ""
            entries[day].append(Entry(what, title, reverse("editorial:article", args=[article]), "", urgent))
            if of_day > A_DAY:
                sentence = f"{what}: {of_day - A_DAY} more."
                if sentence not in more[day]:
                    more[day].append(sentence)
    return [Day(day, day == today, entries[day], more[day]) for day in span.days() if day in entries or day == today]


def _steps(policy: Policy) -> tuple[tuple[str, int], ...]:
    """What becomes of a page so many days after its review is due, by the policy of today."""
    return (
        ("Review of a live article due", 0),
        ("Leaves lists, feeds and search unless reviewed", policy.unlisted_after_days + 1),
        ("Withdrawn unless reviewed", policy.withdrawn_after_days + 1),
    )


def _planned(span: Span) -> Iterator[tuple[date, Entry]]:
    rows = Schedule.objects.by_time().filter(at__gte=_start(span.first), at__lt=_start(span.last + timedelta(days=1)))
    for row in rows[:PLANNED]:
        what = "Publication" if row.act == ScheduledAct.PUBLISH else "Withdrawal"
        urgent = f"failed: {row.problem}" if row.state == ScheduleState.FAILED else ""
        where = reverse("editorial:article", args=[row.article_id])
        yield localdate(row.at), Entry(f"{what} planned", str(row.article), where, f"{localtime(row.at):%H:%M}", urgent)


def _wanted(span: Span, today: date) -> Iterator[tuple[date, Entry]]:
    for draft in Draft.objects.wanted_between(span.first, span.last)[:PLANNED]:
        revision = draft.revision
        if revision is None or revision.round.due_on is None:  # the filter holds that there are both
            continue
        where = reverse("editorial:review", args=[revision.pk])
        urgent = "late" if revision.round.due_on < today else ""
        yield revision.round.due_on, Entry("Decision of a clinician wanted", str(draft.article), where, "", urgent)


def _called(span: Span, today: date) -> Iterator[tuple[date, Entry]]:
    for call in ReviewCall.objects.with_a_day().filter(due_on__range=(span.first, span.last))[:PLANNED]:
        if call.due_on is None:  # the filter holds that there is one
            continue
        where = reverse("editorial:article", args=[call.article_id])
        urgent = "late" if call.due_on < today else ""
        what = f"To be answered: {call.get_reason_display()}"
        yield call.due_on, Entry(what, call.article.page.title, where, "", urgent)


def _start(day: date) -> datetime:
    return days.end_of(day - timedelta(days=1), ZoneInfo(settings.TIME_ZONE))
