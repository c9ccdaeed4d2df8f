"""The inbox of readers' reports, and the figures."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.choices import Counted, ReportKind, ReportOutcome
from articles.domain.readers import daily_counts, feedback
from articles.models import Publication, ReaderReport
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
INBOX = "/admin/desk/inbox/"


def report(message: str = "A word is <wrong>.", email: str = "") -> ReaderReport:
    kind = ReportKind.WRONG
    return feedback.report(
        "a-sample-article", kind=kind, message=message, email=email, now=factories.timezone_now()
    ).report


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_inbox_says_where_reports_come_from(as_writer: Client) -> None:
    assert "Readers find the form at the foot of each article" in html_of(as_writer, INBOX)
    assert "Nothing was dealt with yet" in html_of(as_writer, f"{INBOX}?closed=1")


def test_a_report_is_read_and_closed_with_a_review(as_writer: Client, publication: Publication) -> None:
    row = report("I want to <kill> myself", email="reader@example.org")
    html = html_of(as_writer, INBOX)
    assert "sounds like an emergency" in html and "&lt;kill&gt;" in html
    assert "I want to" in html_of(as_writer, "/admin/")
    address = f"{INBOX}{row.pk}/"
    assert "reader@example.org" in html_of(as_writer, address)

    nothing = as_writer.post(address, {"note": "Kept words"})
    assert nothing.status_code == 400 and "Kept words" in nothing.content.decode()
    response = as_writer.post(address, {"outcome": ReportOutcome.REVIEW, "note": "Look at the dose."})

    assert response.status_code == 302
    assert "Look at the dose." in html_of(as_writer, "/admin/desk/reviews-due/")
    assert "A review of the article was asked for" in html_of(as_writer, f"{INBOX}?closed=1")
    again = as_writer.post(address, {"outcome": ReportOutcome.NOTHING, "note": "Second thoughts"})
    assert again.status_code == 409


@pytest.mark.parametrize("typed", [{"outcome": ReportOutcome.NOTHING}, {}])
def test_who_comes_second_keeps_what_they_wrote(
    typed: dict[str, str], as_writer: Client, cast: Cast, publication: Publication
) -> None:
    row = report()
    feedback.close(row, outcome=ReportOutcome.NOTHING, note="Looked.", by=cast.clinician, now=factories.timezone_now())

    answer = as_writer.post(f"{INBOX}{row.pk}/", typed | {"note": "It <is> right."})

    html = answer.content.decode()
    assert answer.status_code in {400, 409}
    assert "Not stored: what you wrote" in html and "It &lt;is&gt; right." in html


def test_the_inbox_costs_the_same_with_one_and_three_reports(as_writer: Client, publication: Publication) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            report()
        with CaptureQueriesContext(connection) as queries:
            html_of(as_writer, INBOX)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_figures_are_sums_of_the_days_asked_for(as_writer: Client, cast: Cast, publication: Publication) -> None:
    now = factories.timezone_now()
    daily_counts.add(Counted.VIEWS, day=now.date(), article=publication.article_id, number=41)
    daily_counts.add(Counted.VIEWS, day=now.date().replace(year=now.year - 2), article=publication.article_id)

    html = html_of(as_writer, "/admin/desk/figures/?days=7")

    assert "A sample article</a>: 41" in html
    assert "not counted on this machine" in html
    assert "Figures of the last 28 days" in html_of(as_writer, "/admin/desk/figures/?days=9999999")
