"""The screens of asking for a review, from sending to declining, and of one's own mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.domain.mail import sending
from articles.domain.reviewing import assignments
from articles.models import Draft, Letter, ReviewAssignment, Revision
from people.models import Profile, User
from tests import factories
from tests.conftest import Cast

DESK = "/admin/desk"


@pytest.fixture(autouse=True)
def _approved(approved_notices: None) -> None:
    """Screens of a review show the notices in force."""


def ask(revision: Revision, cast: Cast, *, late: bool = False) -> ReviewAssignment:
    day = timezone.localdate() + timedelta(days=3)
    (row,) = assignments.ask(
        revision, reviewers=[cast.clinician], due_on=day, by=cast.publisher, now=factories.timezone_now()
    )
    if late:
        ReviewAssignment.objects.filter(pk=row.pk).update(due_on=day - timedelta(days=10))
    return row


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_sending_offers_who_may_be_asked_and_says_why_others_may_not(
    as_writer: Client, cast: Cast, draft: Draft
) -> None:
    Profile.objects.filter(user=cast.second_clinician).update(interests="Advises on a trial of clonazepam.")
    factories.save(draft, cast.writer, subjects=(factories.clonazepam(),), title="Clonazepam")

    html = text(as_writer.get(f"{DESK}/drafts/{draft.pk}/submit/"))

    assert "Clara Clinician: no open reviews; gets no mail: tell them yourself" in html
    assert "Carl Clinician</b> Declared interests name “clonazepam”, which this text is about." in html
    assert f'value="{(timezone.localdate() + timedelta(days=14)).isoformat()}"' in html


def test_a_publisher_asks_reassigns_and_moves_the_day(client: Client, cast: Cast, revision: Revision) -> None:
    signed_in(client, cast.publisher)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    address = f"{DESK}/revisions/{revision.pk}/reviewers/"
    assert "Nobody was asked yet." in text(client.get(address))

    client.post(address, {"reviewers": [cast.clinician.pk], "due_on": day})
    row = ReviewAssignment.objects.get()
    client.post(f"{DESK}/assignments/{row.pk}/day/", {"due_on": (timezone.localdate()).isoformat()})
    client.post(f"{DESK}/assignments/{row.pk}/reassign/", {"to": cast.second_clinician.pk, "due_on": day})

    first, second = ReviewAssignment.objects.order_by("pk")
    assert (first.state, first.due_on, second.state) == ("reassigned", timezone.localdate(), "asked")
    html = text(client.get(address))
    assert "Somebody else was asked instead: Carl Clinician" in html
    assert "Carl Clinician</b> Is asked already, or has signed this text." in html


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ({"due_on": "2026-12-24"}, 400, "Ask: This field is required."),
        ({"reviewers": ["clinician"], "due_on": ""}, 400, "Wanted by: This field is required."),
        ({"reviewers": ["clinician"], "due_on": "2020-01-01"}, 400, "Give a day from today on"),
        ({"reviewers": ["writer"], "due_on": "2026-12-24"}, 400, "is not one of the available choices"),
    ],
)
def test_what_was_chosen_wrongly_is_said_and_nothing_is_asked(
    values: dict[str, Any], status: int, said: str, client: Client, cast: Cast, revision: Revision
) -> None:
    signed_in(client, cast.publisher)
    people = [getattr(cast, name).pk for name in values.get("reviewers", ())]

    response = client.post(f"{DESK}/revisions/{revision.pk}/reviewers/", values | {"reviewers": people})

    assert (response.status_code, ReviewAssignment.objects.count()) == (status, 0)
    assert said in text(response)


def test_who_does_not_ask_cannot_post(client: Client, cast: Cast, revision: Revision) -> None:
    signed_in(client, cast.clinician)

    assert client.post(f"{DESK}/revisions/{revision.pk}/reviewers/", {}).status_code == 404
    assert "Ask a clinician" not in text(client.get(f"{DESK}/revisions/{revision.pk}/reviewers/"))


def test_a_clinician_takes_up_and_declines(client: Client, cast: Cast, revision: Revision) -> None:
    row = ask(revision, cast)
    signed_in(client, cast.clinician)
    review = f"{DESK}/revisions/{revision.pk}/"
    assert "I am looking at it" in text(client.get(review))

    assert client.post(f"{review}take-up/").status_code == 302
    assert ReviewAssignment.objects.get().state == "taken"
    assert '<button class="button" type="submit">I am looking at it' not in text(client.get(review))
    decline = f"{DESK}/assignments/{row.pk}/decline/"
    assert client.post(decline, {"reason": ""}).status_code == 400
    assert client.post(decline, {"reason": "Not my field."}).status_code == 302

    signed_in(client, cast.publisher)
    assert "“Not my field.”" in text(client.get(f"{review}reviewers/"))


def test_nobody_declines_for_somebody_else(client: Client, cast: Cast, revision: Revision) -> None:
    row = ask(revision, cast)
    signed_in(client, cast.second_clinician)

    assert client.post(f"{DESK}/assignments/{row.pk}/decline/", {"reason": "x"}).status_code == 404


def test_the_page_of_the_article_says_who_is_asked(as_writer: Client, cast: Cast, revision: Revision) -> None:
    assert "Nobody is asked." in text(as_writer.get(f"{DESK}/articles/{revision.article_id}/"))
    ask(revision, cast, late=True)

    html = text(as_writer.get(f"{DESK}/articles/{revision.article_id}/"))

    assert "Clara Clinician" in html
    assert "was due on" in html


def test_the_list_shows_what_is_late_and_what_nobody_reviews(client: Client, cast: Cast, revision: Revision) -> None:
    ask(revision, cast, late=True)
    factories.submit(factories.make_draft(cast.writer, title="Forgotten"), cast.writer)

    html = text(signed_in(client, cast.publisher).get(f"{DESK}/asked/"))
    assert 'Forgotten</a> <span class="ed-pill ed-pill--warn">0 of 1' in html
    assert "was due on" in html
    mine = text(signed_in(client, cast.clinician).get(f"{DESK}/asked/"))
    assert "A sample article" in mine
    assert "Forgotten" not in mine
    assert "A sample article" not in text(signed_in(client, cast.second_clinician).get(f"{DESK}/asked/"))


@pytest.mark.parametrize("address", ["asked/", "revisions/{}/reviewers/"])
def test_the_screens_cost_the_same_for_one_and_three(
    address: str, client: Client, cast: Cast, revision: Revision
) -> None:
    signed_in(client, cast.publisher)
    ask(revision, cast)
    factories.submit(factories.make_draft(cast.writer, title="Forgotten"), cast.writer)
    counts = []
    for number in (1, 3):
        for place in range(number - 1):
            person = factories.make_clinician(f"c{place}", f"C {place}", verified_by=cast.administrator)
            factories.submit(factories.make_draft(cast.writer, title=f"T {place}"), cast.writer)
            assignments.ask(revision, reviewers=[person], due_on=None, by=cast.publisher, now=factories.timezone_now())
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{DESK}/{address.format(revision.pk)}")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_link_of_a_mail_opens_that_review_after_signing_in(client: Client, cast: Cast, revision: Revision) -> None:
    User.objects.filter(pk=cast.clinician.pk).update(email="clara@example.org")
    ask(revision, cast)
    sending.send_waiting(now=factories.timezone_now())
    link = next(word for word in mail.outbox[0].body.split() if f"/revisions/{revision.pk}/" in word)

    first = client.get(link.removeprefix("http://testserver"))
    assert first.status_code == 302
    sign_in = first.headers["Location"]
    after = client.post(sign_in, {"login": "clara", "password": factories.PASSWORD, "next": sign_in.split("=")[1]})

    assert after.headers["Location"] == f"/admin/desk/revisions/{revision.pk}/"


def test_everybody_chooses_their_own_mail_and_administrators_see_what_failed(client: Client, cast: Cast) -> None:
    now = factories.timezone_now()
    Letter.objects.create(
        recipient=cast.clinician, kind="digest", cause="x", made_at=now, next_try_at=now, tries=1, problem="No route."
    )
    signed_in(client, cast.clinician)
    html = text(client.get(f"{DESK}/mail/"))
    assert "There is no address in your account" in html
    assert "No route." not in html

    assert client.post(f"{DESK}/mail/", {"mail": "daily"}).status_code == 302
    assert client.post(f"{DESK}/mail/", {"mail": "hourly"}).status_code == 400

    assert User.objects.get(pk=cast.clinician.pk).mail == "daily"
    assert "No route." in text(signed_in(client, cast.administrator).get(f"{DESK}/mail/"))
