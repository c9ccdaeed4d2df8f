"""The ladder of reminders: who is told, when, once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.domain.mail import sending
from articles.domain.mail.recipients import NO_ADDRESS, NO_STAFF
from articles.domain.upkeep import reminders
from articles.models import Letter, Publication, PublishedPage, ReviewReminder
from people.models import User
from tests import factories
from tests.conftest import Cast
from tests.policies import put_in_force

DUE = date(2028, 11, 25)


def moment(days: int) -> Any:
    return factories.NOW.replace(year=2028) + timedelta(days=days)


def note(days: int) -> int:
    return reminders.note_due(today=DUE + timedelta(days=days), now=moment(days))


def send(days: int) -> tuple[int, int]:
    return sending.send_waiting(now=moment(days))


@pytest.fixture
def addresses(cast: Cast, publication: Publication) -> None:
    for name in ("wendy", "clara", "carl", "paul", "adam", "sam"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")


def test_those_concerned_are_told_once_for_each_step(addresses: None) -> None:
    assert note(-61) == 0
    assert note(-60) == 3
    assert note(-59) == 0
    assert send(-59) == (3, 0)
    assert send(-59) == (0, 0)

    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "clara@example.org",
        "paul@example.org",
        "wendy@example.org",
    ]
    assert note(-30) == 3
    assert send(-30) == (3, 0)
    assert len(mail.outbox) == 6


def test_a_mail_says_what_is_due_in_plain_text_and_html(addresses: None) -> None:
    note(14)
    send(14)

    letter = mail.outbox[0]
    (html, kind), *_ = letter.alternatives  # type: ignore[union-attr]  # a message with alternatives
    page = PublishedPage.objects.get()
    assert letter.subject.endswith("1 article to review again, 1 overdue")
    for text in (letter.body, str(html)):
        assert "A sample article" in text
        assert "was due on 25 November 2028" in text
        assert f"/admin/desk/articles/{page.article_id}/" in text
        assert "withdrawn after 180 days" in text
    assert kind == "text/html"


def test_a_title_cannot_put_markup_into_the_mail(cast: Cast, addresses: None) -> None:
    PublishedPage.objects.update(title="<script>x</script> & more")
    note(0)
    send(0)

    letter = mail.outbox[0]
    assert "<script>x</script> & more" in letter.body
    assert "<script>" not in str(letter.alternatives[0][0])  # type: ignore[attr-defined]  # as above


def test_a_clock_that_stood_still_sends_the_newest_step_only(addresses: None) -> None:
    assert note(50) == 3

    assert {row.days for row in ReviewReminder.objects.all()} == {45}


def test_nobody_is_told_what_is_no_more_so(cast: Cast, publication: Publication, addresses: None) -> None:
    note(0)
    factories.confirm(publication.article, cast.clinician, now=moment(0))

    assert send(0) == (0, 0)
    assert mail.outbox == []
    assert Letter.objects.waiting().count() == 0


def test_accounts_that_are_closed_or_have_no_address_are_not_told_and_the_step_is_noted(addresses: None) -> None:
    User.objects.filter(username="wendy").update(is_active=False)
    User.objects.exclude(username="wendy").update(email="")

    assert note(0) == 0
    assert ReviewReminder.objects.get().days == 0
    assert {row.problem for row in Letter.objects.filter(kind="review_due")} == {NO_ADDRESS, NO_STAFF}


def test_one_mail_names_all_that_waits(cast: Cast, addresses: None) -> None:
    second = factories.make_draft(cast.writer, title="Another article")
    factories.approve(factories.submit(second, cast.writer), cast.clinician)
    factories.publish(second, cast.publisher)
    Letter.objects.all().delete()
    note(0)

    assert send(0) == (3, 0)
    assert "2 articles to review again" in mail.outbox[0].subject
    assert "Another article" in mail.outbox[0].body


def test_the_steps_are_the_policys(cast: Cast, addresses: None) -> None:
    put_in_force(cast, reminder_days=[-5])

    assert note(-6) == 0
    assert note(-5) == 3


@pytest.mark.parametrize("articles", [1, 3])
def test_noting_costs_the_same_with_one_and_three_articles(articles: int, cast: Cast, addresses: None) -> None:
    for number in range(1, articles):
        draft = factories.make_draft(cast.writer, title=f"Article {number}")
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)

    with CaptureQueriesContext(connection) as queries:
        note(0)

    assert len(queries) == 16
