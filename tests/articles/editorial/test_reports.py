"""The tables of governance: what they say, that they harm no spreadsheet, and what they cost."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.editorial.csv_files import harmless, lines
from articles.editorial.reports import BY_NAME
from articles.models import Draft, Publication, PublishedPage, ReviewRound
from references.models import Reference
from tests import factories
from tests.conftest import Cast


def table(name: str, today: date | None = None) -> list[dict[str, str]]:
    report = BY_NAME[name]
    text = "".join(lines(report.columns, report.rows(today or timezone.localdate())))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_an_article_stands_with_its_people_dates_and_doubtful_sources(cast: Cast, publication: Publication) -> None:
    factories.submit(factories.make_draft(cast.writer, title="Not published"), cast.writer)
    Reference.objects.filter(key="sample2020").update(standing="retracted")

    live, new = table("articles")

    page = PublishedPage.objects.get()
    assert live["address"] == f"http://testserver/articles/{page.slug}/"
    assert (live["title"], live["public state"], live["signed by"]) == ("A sample article", "Live", page.reviewer_names)
    assert (live["reviewed on"], live["overdue"]) == (str(page.reviewed_on), "")
    assert (live["sources in doubt"], live["which sources"]) == ("1", "sample2020")
    assert (new["open drafts"], new["worked on the open drafts"]) == ("Main: In review", "Wendy Writer")
    assert (new["signed by"], new["reviewed on"], new["sources in doubt"]) == ("", "", "")
    assert table("articles", page.review_due_on + timedelta(days=1))[0]["overdue"] == "overdue"


def test_a_text_in_review_stands_with_its_age(cast: Cast, draft: Draft) -> None:
    revision = factories.submit(draft, cast.writer)
    ReviewRound.objects.filter(revision=revision).update(due_on=factories.NOW.date() + timedelta(days=3))

    (row,) = table("reviews", factories.NOW.date() + timedelta(days=10))

    assert (row["title"], row["sent by"], row["days old"]) == ("A sample article", "Wendy Writer", "10")
    assert (row["wanted by"], row["days late"]) == ("2026-11-28", "7")
    factories.request_changes(revision, cast.clinician)
    assert table("reviews") == []


def test_what_is_overdue_stands_with_its_days(publication: Publication) -> None:
    due = PublishedPage.objects.get().review_due_on

    assert table("overdue", due) == []
    (row,) = table("overdue", due + timedelta(days=5))
    assert (row["title"], row["days overdue"], row["in lists"]) == ("A sample article", "5", "yes")


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "＝1"],  # meant
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_plain_cells_stay_as_they_are() -> None:
    for cell in ("", "A title", "1 < 2", "5-HT", "2026-11-25", "a=b"):
        assert harmless(cell) == cell


def test_a_title_that_is_a_formula_does_no_harm(cast: Cast) -> None:
    factories.make_draft(cast.writer, title='=HYPERLINK("https://example.org";"x")')

    assert table("articles")[0]["title"].startswith("'=HYPERLINK")


@pytest.mark.parametrize("name", list(BY_NAME))
def test_a_report_costs_the_same_with_one_and_with_three_rows(name: str, cast: Cast, approved_notices: None) -> None:
    def add(number: int) -> None:
        draft = factories.make_draft(cast.writer, title=f"Text {number}")
        revision = factories.submit(draft, cast.writer)
        if name != "reviews":
            factories.approve(revision, cast.clinician)
            factories.publish(draft, cast.publisher)

    late = date(2100, 1, 1)
    add(1)
    with CaptureQueriesContext(connection) as one:
        assert len(table(name, late)) == 1
    add(2)
    add(3)
    with CaptureQueriesContext(connection) as three:
        assert len(table(name, late)) == 3
    assert len(three) == len(one)


def test_the_file_is_one_to_keep_and_nothing_else(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)

    response: Any = client.get("/admin/desk/reports/articles.csv")

    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="articles-')
    assert response["Cache-Control"] == "no-store"
    assert client.get("/admin/desk/reports/nothing.csv").status_code == 404
    assert client.get("/admin/desk/reports/").status_code == 200
