"""The outbox: written with the act, sent once, and nothing lost when the mail server fails."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import transaction

from articles.choices import LetterKind
from articles.domain import doctor
from articles.domain.mail import sending
from articles.domain.mail.outbox import post
from articles.domain.mail.recipients import NO_ADDRESS, NO_STAFF, NOT_WANTED
from articles.domain.reviewing import assignments, comments
from articles.models import CommentThread, Draft, Letter, ReviewAssignment, Revision
from people.models import MailChoice, User
from people.register import choose_mail
from tests import factories
from tests.articles.domain.drafting.test_races import at_once
from tests.conftest import Cast, make_cast

AWAY = ConnectionRefusedError("Connection refused")
BACKEND = "django.core.mail.backends.locmem.EmailBackend.send_messages"
Commit = Callable[..., Any]


def give_addresses() -> None:
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")


@pytest.fixture
def addresses(cast: Cast, approved_notices: None) -> None:
    give_addresses()


def ask(cast: Cast, revision: Revision, by: User | None = None, now: Any = factories.NOW) -> Letter:
    assignments.ask(revision, reviewers=[cast.clinician], due_on=None, by=by or cast.writer, now=now)
    return Letter.objects.get(kind="asked")


def send(**later: Any) -> tuple[int, int]:
    return sending.send_waiting(now=factories.later(**later))


def test_a_mail_goes_out_at_once_when_the_act_is_there(
    cast: Cast, revision: Revision, addresses: None, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        letter = ask(cast, revision)
        assert mail.outbox == []

    (sent,) = mail.outbox
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.settled_at) == ("sent", 1, factories.NOW)
    assert (sent.to, sent.subject) == (
        ["clara@example.org"],
        "Example Health Library: Review asked: A sample article",
    )
    (html, kind), *_ = sent.alternatives  # type: ignore[union-attr]  # a message with alternatives
    for text in (sent.body, str(html)):
        assert "Wendy Writer asks you to review “A sample article”" in text
        assert f"http://testserver/admin/desk/revisions/{revision.pk}/" in text
        assert "quotes nothing of an article but its title" in text
        assert "http://testserver/admin/desk/mail/" in text
        assert "An opening paragraph" not in text
    assert kind == "text/html"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert send() == (0, 0)


def test_an_act_that_is_undone_tells_nobody(
    cast: Cast, revision: Revision, addresses: None, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ask(cast, revision)
        transaction.set_rollback(True)

    assert (Letter.objects.count(), mail.outbox) == (0, [])


def test_a_failing_server_loses_neither_the_act_nor_the_mail(
    cast: Cast, revision: Revision, addresses: None, django_capture_on_commit_callbacks: Commit
) -> None:
    with mock.patch(BACKEND, side_effect=AWAY), django_capture_on_commit_callbacks(execute=True):
        letter = ask(cast, revision)
    letter.refresh_from_db()
    assert (letter.state, letter.problem) == ("waiting", "ConnectionRefusedError: Connection refused")
    assert assignments.is_asked(revision, cast.clinician)

    with mock.patch(BACKEND, side_effect=AWAY):
        assert send(minutes=4) == (0, 0)
        assert send(minutes=6) == (0, 1)
        assert send(minutes=12) == (0, 0)
    assert send(minutes=17) == (1, 0)
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.problem) == ("sent", 3, "")


def test_nobody_waits_for_a_server_that_has_just_failed(
    cast: Cast, revision: Revision, addresses: None, django_capture_on_commit_callbacks: Commit
) -> None:
    with mock.patch(BACKEND, side_effect=AWAY) as backend, django_capture_on_commit_callbacks(execute=True) as acts:
        ask(cast, revision)
        factories.approve(revision, cast.second_clinician)

    assert (len(acts), backend.call_count) == (3, 1)


@pytest.mark.parametrize(
    ("error", "rounds"),
    [
        (AWAY, (0, 1)),
        (TimeoutError("timed out"), (0, 1)),
        (SMTPServerDisconnected("gone"), (0, 1)),
        (SMTPAuthenticationError(535, b"no"), (0, 1)),
        (SMTPRecipientsRefused({"clara@example.org": (550, b"no such user")}), (0, 2)),
        (ValueError("a header"), (0, 2)),
    ],
)
def test_a_server_that_is_away_ends_the_round_and_a_bad_address_does_not(
    error: Exception, rounds: tuple[int, int], cast: Cast, revision: Revision, addresses: None
) -> None:
    factories.approve(revision, cast.clinician)

    with mock.patch(BACKEND, side_effect=error):
        assert send() == rounds


def test_a_claim_is_not_given_twice_and_ends_by_itself(cast: Cast, revision: Revision, addresses: None) -> None:
    letter = ask(cast, revision)
    assert len(sending._claim([letter.pk], now=factories.NOW)) == 1
    assert sending._claim([letter.pk], now=factories.NOW) == []

    assert send(minutes=9) == (0, 0)
    assert send(minutes=11) == (1, 0)


@pytest.mark.usefixtures("committed_db")
def test_two_machines_send_once() -> None:
    cast = make_cast()
    give_addresses()
    factories.approve_all_notices(cast.clinician)
    revision = factories.submit(factories.make_draft(cast.writer), cast.writer)
    with mock.patch.object(sending, "REST", factories.minutes(-1)), mock.patch(BACKEND, side_effect=AWAY):
        assignments.ask(
            revision,
            reviewers=[cast.clinician, cast.second_clinician],
            due_on=None,
            by=cast.writer,
            now=factories.NOW,
        )

    results = at_once(*[lambda: sending.send_waiting(now=factories.later(minutes=10))] * 2)

    assert sorted(letter.to[0] for letter in mail.outbox) == ["carl@example.org", "clara@example.org"]
    assert sum(sent for sent, _ in results) == 2


def test_what_is_no_more_so_is_not_sent(cast: Cast, revision: Revision, addresses: None) -> None:
    letter = ask(cast, revision)
    assignments.decline(revision.round.assignments.get(), reason="Away.", by=cast.clinician, now=factories.NOW)

    assert send() == (1, 0)

    letter.refresh_from_db()
    assert letter.state == "dropped"
    assert [sent.to for sent in mail.outbox] == [["wendy@example.org"]]
    assert "Clara Clinician cannot review “A sample article”." in mail.outbox[0].body
    assert "Away." not in mail.outbox[0].body
    assert f"/admin/desk/revisions/{revision.pk}/reviewers/" in mail.outbox[0].body


def test_who_cannot_or_will_not_be_told_gets_a_row_that_says_so(cast: Cast, draft: Draft, addresses: None) -> None:
    choose_mail(cast.clinician, MailChoice.NONE, now=factories.NOW)
    User.objects.filter(pk=cast.second_clinician.pk).update(email="")
    everybody = [cast.writer.pk, cast.clinician.pk, cast.second_clinician.pk, cast.stranger.pk, cast.publisher.pk]

    for _ in range(2):
        going = post(
            LetterKind.OVER,
            cause="x",
            to=everybody,
            article=draft.article,
            by=cast.writer,
            facts={},
            now=factories.NOW,
        )
        assert going == 1

    said = dict(Letter.objects.values_list("recipient__username", "problem"))
    assert said == {"clara": NOT_WANTED, "carl": NO_ADDRESS, "sam": NO_STAFF, "paul": ""}


def test_titles_cannot_put_markup_or_headers_into_a_mail(cast: Cast, draft: Draft, addresses: None) -> None:
    facts = {"title": "<script>x</script> &\nBcc: all@example.org", "by": "<b>Wendy</b>", "why": ""}
    post(
        LetterKind.OVER,
        cause="x",
        to=[cast.clinician.pk],
        article=draft.article,
        by=None,
        facts=facts,
        now=factories.NOW,
    )

    assert send() == (1, 0)

    (sent,) = mail.outbox
    assert "\n" not in sent.subject
    assert sent.recipients() == ["clara@example.org"]
    assert "<script>" not in str(sent.alternatives[0][0])  # type: ignore[attr-defined]  # as above
    assert "<script>x</script> &" in sent.body


def test_a_publication_is_told_to_who_wrote_and_signed_it(cast: Cast, approved: Draft, addresses: None) -> None:
    Letter.objects.all().delete()

    publication = factories.publish(approved, cast.publisher)

    assert send() == (2, 0)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["clara@example.org", "wendy@example.org"]
    assert f"http://testserver/articles/{publication.article.slug}/" in mail.outbox[0].body


def comment(revision: Revision, by: User, **later: Any) -> None:
    now = factories.later(**later)
    comments.open_thread(revision, field="Lead", quote="", body="The dose of 5 mg is wrong.", by=by, now=now)


def test_comments_are_told_together_a_little_later_and_not_quoted(
    cast: Cast, revision: Revision, addresses: None
) -> None:
    assignments.ask(revision, reviewers=[cast.second_clinician], due_on=None, by=cast.writer, now=factories.NOW)
    Letter.objects.all().delete()
    comment(revision, cast.clinician)
    comment(revision, cast.clinician, minutes=9)
    comments.answer(CommentThread.objects.order_by("pk")[0], body="Mended.", by=cast.writer, now=factories.NOW)

    assert send(minutes=9) == (0, 0)
    assert send(minutes=10) == (3, 0)
    assert send(minutes=20) == (0, 0)

    told = {letter.to[0].split("@")[0]: letter.body for letter in mail.outbox}
    assert "Clara Clinician wrote twice in the discussion of “A sample article”." in told["wendy"]
    assert "Wendy Writer wrote in the discussion" in told["carl"]
    assert "Wendy Writer wrote in the discussion" in told["clara"]
    assert "Clara Clinician wrote" not in told["clara"]
    assert f"http://testserver/admin/desk/drafts/{revision.draft_id}/comments/" in told["wendy"]
    assert not any("5 mg" in body or "Mended" in body for body in told.values())


def test_settled_letters_are_forgotten_and_waiting_ones_are_not(
    cast: Cast, revision: Revision, addresses: None
) -> None:
    factories.approve(revision, cast.clinician)
    assert send() == (2, 0)
    Letter.objects.filter(recipient=cast.writer).update(state="waiting", settled_at=None)

    assert sending.forget_old(now=factories.later(days=89)) == 0
    assert sending.forget_old(now=factories.later(days=91)) == 1
    assert Letter.objects.get().recipient == cast.writer


def test_the_doctor_names_what_fails_and_a_clock_that_stands_still(
    cast: Cast, revision: Revision, addresses: None
) -> None:
    factories.approve(revision, cast.clinician)
    with mock.patch(BACKEND, side_effect=AWAY):
        send()

    results = {result.name: result for result in doctor.examine(now=factories.later(hours=1))}

    said = [finding.message for finding in results["mails"].findings]
    assert len(said) == 2
    assert "Connection refused" in said[0]
    assert said[1] == "1 mail(s) wait, and nobody tried to send them."
    assert not results["mails"].is_broken


def test_another_day_is_told_to_the_reviewer_and_to_who_asked(
    cast: Cast, revision: Revision, addresses: None, django_capture_on_commit_callbacks: Commit
) -> None:
    row = ReviewAssignment.objects.get(pk=ask(cast, revision).facts["assignment"])
    Letter.objects.all().delete()
    day = factories.NOW.date() + timedelta(days=3)

    with django_capture_on_commit_callbacks(execute=True):
        assignments.move_day(row, due_on=day, by=cast.publisher, now=factories.NOW)
        assignments.move_day(row, due_on=day, by=cast.publisher, now=factories.later(hours=1))  # the same day: no news

    moved = (
        "of “A sample article” is wanted by 28 November 2026 now, not by 9 December 2026. Paul Publisher moved the day."
    )
    assert {one.to[0]: one.body.splitlines()[2] for one in mail.outbox} == {
        "clara@example.org": f"Your review {moved}",
        "wendy@example.org": f"The review by Clara Clinician {moved}",
    }


def test_a_day_that_was_moved_again_is_not_told(cast: Cast, revision: Revision, addresses: None) -> None:
    row = ReviewAssignment.objects.get(pk=ask(cast, revision).facts["assignment"])
    Letter.objects.all().delete()
    for days in (3, 5):
        day = factories.NOW.date() + timedelta(days=days)
        assignments.move_day(row, due_on=day, by=cast.writer, now=factories.later(hours=days))

    send(days=1)

    assert [one.body.count("30 November 2026") for one in mail.outbox] == [1]


def test_a_reassigned_review_is_told_to_both(cast: Cast, revision: Revision, addresses: None) -> None:
    row = ReviewAssignment.objects.get(pk=ask(cast, revision).facts["assignment"])
    Letter.objects.all().delete()

    assignments.reassign(row, to=cast.second_clinician, due_on=None, by=cast.publisher, now=factories.NOW)
    send()

    assert sorted((one.to[0], one.subject.split(": ")[1]) for one in mail.outbox) == [
        ("carl@example.org", "Review asked"),
        ("clara@example.org", "No review needed any more"),
    ]
