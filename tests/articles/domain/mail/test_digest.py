"""One mail a day by choice: once, with what waits and what is new, and never for nothing."""

from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest
from django.core import mail

from articles.domain.mail import digest, sending
from articles.domain.reviewing import assignments
from articles.models import Draft, Letter, Revision
from medsite.audit.models import AuditEntry
from people.models import MailChoice, User
from people.register import choose_mail
from tests import factories
from tests.articles.domain.mail.test_sending import AWAY, BACKEND, give_addresses
from tests.conftest import Cast


@pytest.fixture(autouse=True)
def _daily(cast: Cast, approved_notices: None) -> None:
    give_addresses()
    for user in (cast.clinician, cast.publisher, cast.writer):
        choose_mail(user, MailChoice.DAILY, now=factories.NOW)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def tick(now: datetime) -> tuple[int, int]:
    digest.note_daily(now=now)
    return sending.send_waiting(now=now)


def told() -> dict[str, Any]:
    return {letter.to[0].split("@")[0]: letter for letter in mail.outbox}


def test_a_digest_comes_once_a_day_with_what_waits_and_what_is_new(cast: Cast, revision: Revision) -> None:
    assignments.ask(revision, reviewers=[cast.clinician], due_on=None, by=cast.writer, now=factories.NOW)
    assert tick(at(26, 6)) == (0, 0)

    assert tick(at(26, 7)) == (1, 0)
    assert tick(at(26, 8)) == (0, 0)

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["clara@example.org"], "Example Health Library: One thing waits for you")
    assert "Your review of “A sample article” is asked, by 9 December 2026." in letter.body
    assert "New since the last mail" in letter.body
    assert f"http://testserver/admin/desk/revisions/{revision.pk}/" in letter.body
    assert Letter.objects.waiting().count() == 0
    assert tick(at(27, 7)) == (1, 0)
    assert "New since the last mail" not in mail.outbox[1].body


def test_each_role_is_told_what_waits_for_it(cast: Cast, draft: Draft, revision: Revision) -> None:
    back = factories.submit(factories.make_draft(cast.writer, title="Sent back"), cast.writer)
    factories.request_changes(back, cast.clinician)
    signed = factories.submit(factories.make_draft(cast.writer, title="Signed"), cast.writer)
    factories.approve(signed, cast.clinician)

    assert tick(at(26, 7)) == (2, 0)

    assert "Changes are asked for in “Sent back”." in told()["wendy"].body
    assert "Signed, and not published yet: “Signed”." in told()["paul"].body
    assert "Nobody is asked to review “A sample article”." in told()["paul"].body
    assert "clara" not in told()


def test_who_has_nothing_gets_nothing_and_is_asked_again_tomorrow(cast: Cast, revision: Revision) -> None:
    User.objects.exclude(pk=cast.clinician.pk).update(mail="none")

    assert tick(at(26, 7)) == (0, 0)
    assignments.ask(revision, reviewers=[cast.clinician], due_on=None, by=cast.writer, now=at(26, 9))
    assert tick(at(26, 10)) == (0, 0)
    assert tick(at(27, 7)) == (1, 0)


def test_a_digest_that_failed_gives_way_to_the_next_one(cast: Cast, revision: Revision) -> None:
    User.objects.exclude(pk=cast.clinician.pk).update(mail="none")
    assignments.ask(revision, reviewers=[cast.clinician], due_on=None, by=cast.writer, now=factories.NOW)
    with mock.patch(BACKEND, side_effect=AWAY):
        assert tick(at(26, 7)) == (0, 1)

    assert tick(at(27, 7)) == (1, 0)
    assert "New since the last mail" in mail.outbox[0].body
    assert tick(at(27, 8)) == (0, 0)


def test_who_changes_the_choice_gets_what_was_kept_or_nothing(cast: Cast, revision: Revision) -> None:
    assignments.ask(
        revision, reviewers=[cast.clinician, cast.second_clinician], due_on=None, by=cast.writer, now=factories.NOW
    )
    choose_mail(cast.clinician, MailChoice.AT_ONCE, now=factories.NOW)
    choose_mail(cast.second_clinician, MailChoice.NONE, now=factories.NOW)

    assert sending.send_waiting(now=factories.NOW) == (1, 0)
    assert list(told()) == ["clara"]
    assert Letter.objects.waiting().count() == 0


def test_a_choice_is_audited_once(cast: Cast) -> None:
    for _ in range(2):
        choose_mail(cast.administrator, MailChoice.NONE, now=factories.NOW)

    (entry,) = AuditEntry.objects.filter(act="person.mail_chosen", actor=cast.administrator)
    assert entry.data == '{"mail":"none"}'
