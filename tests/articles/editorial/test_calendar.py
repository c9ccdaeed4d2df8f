"""What is planned and due stands on its day, a few of each kind, for as many queries however many there are."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.publication import scheduling
from articles.editorial import calendar as planner
from articles.models import Draft, Publication, PublishedPage, ReviewRound
from medsite.lib.spans import read_span
from tests import factories
from tests.conftest import Cast

TODAY = factories.NOW.date()


def days(name: str, *, today: date = TODAY) -> dict[date, list[tuple[str, str, str]]]:
    span = read_span(name)
    assert span is not None
    found = planner.calendar(span, today=today)
    return {day.day: [(entry.what, entry.label, entry.urgent) for entry in day.entries] for day in found}


def test_planned_acts_stand_on_their_day_of_the_house(cast: Cast, approved: Draft, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    at = factories.NOW.replace(day=30, hour=20)  # the first of December there
    digest = approved.revision.content_digest if approved.revision else ""
    scheduling.schedule_publication(approved, at=at, content_digest=digest, by=cast.publisher, now=factories.NOW)

    assert days("2026-12")[date(2026, 12, 1)] == [("Publication planned", "A sample article", "")]
    assert set(days("2026-11")) == {TODAY}


def test_a_review_due_and_what_follows_it_stand_on_their_days(publication: Publication) -> None:
    due = PublishedPage.objects.get().review_due_on

    assert days(f"{due:%Y-%m}")[due] == [("Review of a live article due", "A sample article", "")]
    leaves, ends = due + timedelta(days=91), due + timedelta(days=181)
    assert days(f"{leaves:%Y-%m}")[leaves] == [
        ("Leaves lists, feeds and search unless reviewed", "A sample article", "")
    ]
    assert days(f"{ends:%G-W%V}")[ends] == [("Withdrawn unless reviewed", "A sample article", "")]
    assert days(f"{due:%Y-%m}", today=due + timedelta(days=1))[due][0][2] == "overdue"


def test_a_decision_that_is_wanted_stands_on_its_day(cast: Cast, draft: Draft) -> None:
    revision = factories.submit(draft, cast.writer)
    ReviewRound.objects.filter(revision=revision).update(due_on=date(2026, 11, 27))

    assert days("2026-11")[date(2026, 11, 27)] == [("Decision of a clinician wanted", "A sample article", "")]
    assert days("2026-11", today=date(2026, 11, 28))[date(2026, 11, 27)][0][2] == "late"
    factories.request_changes(revision, cast.clinician)
    assert set(days("2026-11")) == {TODAY}


def test_a_full_day_says_how_many_more_and_costs_the_same(
    publication: Publication, as_writer: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "A_DAY", 1)
    due = PublishedPage.objects.get().review_due_on
    address = f"/admin/desk/calendar/?span={due:%Y-%m}"
    with CaptureQueriesContext(connection) as one:
        assert "more." not in as_writer.get(address).content.decode()
    for number in range(2):
        other = factories.make_draft(cast.writer, title=f"Another {number}")
        factories.approve(factories.submit(other, cast.writer), cast.clinician)
        factories.publish(other, cast.publisher)
    with CaptureQueriesContext(connection) as three:
        html = as_writer.get(address).content.decode()

    assert "Review of a live article due: 2 more." in html
    assert len(three) == len(one)


def test_the_screen_leads_on_and_back_and_bears_nonsense(as_writer: Client) -> None:
    html = as_writer.get("/admin/desk/calendar/?span=2026-12").content.decode()

    assert "<h1>December 2026</h1>" in html
    for name in ("2026-11", "2027-01", "2026-W49"):
        assert f'href="?span={name}"' in html
    for nonsense in ("2026-99", "x", "0001-01", "%00"):
        assert as_writer.get(f"/admin/desk/calendar/?span={nonsense}").status_code == 200
