"""The form for messages and the two buttons: without cookie and script, and open to people only."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from articles.choices import Counted
from articles.models import DailyCount, Publication, ReaderReport
from articles.reader import feedback_form

pytestmark = pytest.mark.django_db
FORM = "/articles/a-sample-article/feedback/"
VOTE = f"{FORM}helpful/"


@pytest.fixture(autouse=True)
def _a_moment_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback_form, "QUICKEST", -feedback_form.LONGEST)


def sent(client: Client, **values: str) -> Any:
    said = {"kind": "wrong", "message": "A word is wrong.", "opened": feedback_form.opened_now("a-sample-article")}
    return client.post(FORM, said | values)


def test_the_form_says_first_that_nobody_gives_advice(client: Client, publication: Publication) -> None:
    response = client.get(FORM)
    html = response.content.decode()

    assert response.status_code == 200
    assert html.index("cannot answer medical questions") < html.index('<form method="post"')
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_a_message_arrives_without_cookie(publication: Publication) -> None:
    response = sent(Client(enforce_csrf_checks=True), place="What it is", email="reader@example.org")

    assert response.status_code == 200
    assert "Thank you" in response.content.decode()
    assert not response.cookies
    row = ReaderReport.objects.get()
    assert (row.message, row.place, row.email) == ("A word is wrong.", "What it is", "reader@example.org")


def test_a_message_about_a_crisis_is_answered_with_the_approved_help(client: Client, publication: Publication) -> None:
    html = sent(client, message="I want to kill myself").content.decode()

    assert "Please read this first" in html
    assert 'class="notice notice--crisis"' in html


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"message": ""}, "Write what you want to tell us."),
        ({"kind": ""}, "Choose what it is about."),
        ({"email": "nobody"}, "Write the mail address like name@example.org"),
        ({"message": "a\x00b"}, "Null characters are not allowed."),
        ({"opened": ""}, "Please send it once more"),
        ({"opened": feedback_form.opened_now("another-article")}, "Please send it once more"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_typed_is_lost(
    client: Client, publication: Publication, values: dict[str, str], sentence: str
) -> None:
    response = sent(client, place="Kept words", **values)

    assert response.status_code == 400
    html = response.content.decode()
    assert sentence in html
    assert "Kept words" in html
    assert not ReaderReport.objects.exists()


def test_a_form_that_comes_back_at_once_is_asked_to_wait(
    client: Client, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback_form, "QUICKEST", feedback_form.LONGEST)

    response = sent(client)

    assert response.status_code == 400
    assert "That was very fast" in response.content.decode()
    assert "A word is wrong." in response.content.decode()


def test_a_field_that_people_do_not_see_gives_machines_away(client: Client, publication: Publication) -> None:
    response = sent(client, website="https://example.org")

    assert response.status_code == 200
    assert not ReaderReport.objects.exists()


def test_a_network_sends_five_messages_an_hour(client: Client, publication: Publication) -> None:
    for _ in range(5):
        assert sent(client).status_code == 200

    response = sent(client, message="The sixth.")

    assert response.status_code == 429
    assert "The sixth." in response.content.decode()
    assert ReaderReport.objects.count() == 5


def test_behind_a_proxy_networks_are_told_apart_by_what_the_proxy_says(
    client: Client, publication: Publication, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        said = {"kind": "wrong", "message": "Wrong.", "opened": feedback_form.opened_now("a-sample-article")}
        response = client.post(FORM, said, headers={"X-Forwarded-For": f"198.51.100.9, 203.0.113.{number}"})
        assert response.status_code == 200


@pytest.mark.parametrize(("answer", "what"), [("yes", Counted.HELPFUL), ("no", Counted.UNHELPFUL)])
def test_a_vote_is_counted_and_asks_for_words(
    client: Client, publication: Publication, answer: str, what: Counted
) -> None:
    response = client.post(VOTE, {"helpful": answer})

    assert (response.status_code, response["Location"]) == (303, f"{FORM}?helpful={answer}")
    assert DailyCount.objects.by_kind() == {what: 1}
    assert "Thank you" in client.get(response["Location"]).content.decode()


def test_votes_of_other_sites_of_machines_and_without_answer_are_not_counted(
    client: Client, publication: Publication
) -> None:
    assert client.post(VOTE, {"helpful": "yes"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 404
    assert client.post(VOTE, {"helpful": "maybe"}).status_code == 404
    assert client.get(VOTE).status_code == 405
    for _ in range(31):
        client.post(VOTE, {"helpful": "yes"})
    assert DailyCount.objects.by_kind() == {Counted.HELPFUL: 30}


@pytest.mark.parametrize("address", ["/articles/nothing/feedback/", "/articles/nothing/feedback/helpful/"])
def test_nothing_can_be_said_about_what_is_not_there(client: Client, address: str, db: None) -> None:
    assert client.post(address, {"helpful": "yes"}).status_code == 404


def test_what_readers_type_is_escaped(client: Client, publication: Publication) -> None:
    html = sent(client, message="<script>alert(1)</script>", kind="").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
