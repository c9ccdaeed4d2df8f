"""What readers say, how the desk answers it, and when it is forgotten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from articles.choices import CallReason, Counted, ReportKind, ReportOutcome
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.publication import taking_down
from articles.domain.readers import feedback
from articles.models import DailyCount, Publication, ReaderReport, ReviewCall
from medsite.audit.models import AuditEntry
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
SLUG = "a-sample-article"


def report(message: str = "The dose is wrong.", **values: str) -> feedback.Received:
    return feedback.report(SLUG, kind=ReportKind.WRONG, message=message, now=factories.NOW, **values)


def test_a_report_is_kept_with_the_version_that_was_live(publication: Publication) -> None:
    received = report(place="What it is", email="reader@example.org")

    row = ReaderReport.objects.get()
    assert row == received.report
    assert (row.publication, row.place, row.email) == (publication, "What it is", "reader@example.org")
    assert not row.is_urgent
    entry = AuditEntry.objects.get(act="reader_report.received")
    assert "dose" not in str(entry.data) and "example.org" not in str(entry.data)


@pytest.mark.parametrize("message", ["I want to kill myself", "I took an overdose of it"])
def test_words_of_a_crisis_are_flagged_and_answered_with_the_approved_help(
    publication: Publication, message: str
) -> None:
    received = report(message)

    assert received.report.is_urgent
    assert received.urgent


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"message": " \n "}, "Write what you want"),
        ({"message": "x" * 4_001}, "At most 4,000"),
        ({"message": "a\x00b"}, "control character"),
        ({"email": "nobody"}, "like name@example.org"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(
    publication: Publication, values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        report(**values)
    assert not ReaderReport.objects.exists()


def test_nothing_is_taken_about_what_is_not_live(cast: Cast, publication: Publication) -> None:
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="Out of date.")

    with pytest.raises(WrongState):
        report()
    assert feedback.vote(SLUG, helpful=True, now=factories.NOW) is None
    assert not DailyCount.objects.exists()


def test_votes_are_sums_of_a_day(publication: Publication) -> None:
    for helpful in (True, True, False):
        feedback.vote(SLUG, helpful=helpful, now=factories.NOW)
    feedback.vote(SLUG, helpful=True, now=factories.later(days=1))

    assert DailyCount.objects.by_kind() == {Counted.HELPFUL: 3, Counted.UNHELPFUL: 1}
    assert DailyCount.objects.count() == 3


def test_a_review_that_was_asked_for_stands_in_the_queue(cast: Cast, publication: Publication) -> None:
    row = report().report

    feedback.close(row, outcome=ReportOutcome.REVIEW, note="The unit is missing.", by=cast.writer, now=factories.NOW)

    call = ReviewCall.objects.get()
    assert (call.reason, call.detail) == (CallReason.READER, "The unit is missing.")
    assert not ReaderReport.objects.open().exists()


def test_a_review_of_what_is_not_live_any_more_leaves_the_report_open(cast: Cast, publication: Publication) -> None:
    row = report().report
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="Out of date.")

    with pytest.raises(WrongState):
        feedback.close(row, outcome=ReportOutcome.REVIEW, note="Look.", by=cast.writer, now=factories.NOW)

    assert ReaderReport.objects.open().exists()


def test_a_report_is_closed_once_with_a_note_by_the_editors(cast: Cast, publication: Publication) -> None:
    row = report().report
    with pytest.raises(NotAllowed):
        feedback.close(row, outcome=ReportOutcome.NOTHING, note="Fine.", by=cast.administrator, now=factories.NOW)
    with pytest.raises(Refused, match="Say in a sentence"):
        feedback.close(row, outcome=ReportOutcome.NOTHING, note=" ", by=cast.writer, now=factories.NOW)

    feedback.close(row, outcome=ReportOutcome.NOTHING, note="It is right.", by=cast.writer, now=factories.NOW)

    with pytest.raises(WrongState):
        feedback.close(row, outcome=ReportOutcome.CHANGED, note="Again.", by=cast.clinician, now=factories.NOW)


def test_addresses_are_forgotten_after_ninety_days_and_messages_after_two_years(
    cast: Cast, publication: Publication
) -> None:
    row = report(email="reader@example.org").report
    feedback.forget(now=factories.later(days=5_000))
    row.refresh_from_db()
    assert row.email, "an open report waits for its answer"
    feedback.close(row, outcome=ReportOutcome.NOTHING, note="It is right.", by=cast.writer, now=factories.NOW)

    feedback.forget(now=factories.NOW + feedback.EMAIL_KEPT)
    row.refresh_from_db()
    assert row.email
    feedback.forget(now=factories.NOW + feedback.EMAIL_KEPT + timedelta(seconds=1))
    row.refresh_from_db()
    assert not row.email
    feedback.forget(now=factories.NOW + feedback.MESSAGE_KEPT + timedelta(seconds=1))
    assert not ReaderReport.objects.exists()


def test_urgent_reports_stand_first_then_the_oldest(publication: Publication) -> None:
    old, new = report().report, report("Another sentence.").report
    urgent = report("I want to kill myself").report

    assert list(ReaderReport.objects.listed()) == [urgent, old, new]


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("a_report_is_of_a_known_kind", {"kind": "praise"}),
        ("a_report_says_something", {"message": ""}),
        ("a_closed_report_says_how_and_by_whom", {"closed_at": factories.NOW}),
        ("a_closed_report_says_how_and_by_whom", {"outcome": "nothing"}),
    ],
)
def test_the_database_refuses(publication: Publication, rule: str, values: dict[str, object]) -> None:
    report()
    refused(ReaderReport, rule, values)


def refused(model: type[Model], rule: str, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        model._default_manager.update(**values)


def test_the_database_keeps_one_count_a_day_of_an_article_and_of_the_site(publication: Publication) -> None:
    day = factories.NOW.date()
    for article in (publication.article, None):
        DailyCount.objects.create(day=day, what=Counted.VIEWS, article=article)
        with pytest.raises(IntegrityError), transaction.atomic():
            DailyCount.objects.create(day=day, what=Counted.VIEWS, article=article)
    refused(DailyCount, "what_is_counted_is_known", {"what": "clicks"})
