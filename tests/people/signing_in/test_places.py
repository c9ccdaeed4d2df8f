"""Where somebody is signed in, and how they end it."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.signing_in.browsers import in_words
from people.signing_in.sessions import shortened
from tests.conftest import Cast
from tests.people.signing_in.helpers import sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"


@pytest.fixture
def phone(cast: Cast) -> Client:
    """Wendy on her phone; she is the one who looks."""
    there = Client(HTTP_USER_AGENT=SAFARI, REMOTE_ADDR="203.0.113.77")
    sign_in(there, "wendy")
    return there


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Mac"),
        ("curl/8.0", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str, words: str) -> None:
    assert in_words(user_agent) == words


@pytest.mark.parametrize(
    ("address", "network"), [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::")]
)
def test_only_the_network_of_an_address_is_kept(address: str, network: str) -> None:
    assert shortened(address) == network


def test_the_list_names_each_place_and_this_one_first(phone: Client, client: Client) -> None:
    sign_in(client, "wendy", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="198.51.100.5")

    page = phone.get("/admin/account/places/").content.decode()

    assert page.index("Safari on iPhone") < page.index("this one") < page.index("Firefox on Windows")
    assert "203.0.113.…" in page and "203.0.113.77" not in page
    assert not UserSession.objects.filter(ip__in=["203.0.113.77", "198.51.100.5"]).exists()


def test_one_other_session_is_ended(phone: Client, client: Client) -> None:
    sign_in(client, "wendy")
    other = UserSession.objects.get(session_key=client.session.session_key)

    phone.post("/admin/account/places/", {"end": other.pk})

    assert client.get("/admin/").status_code == 302
    assert phone.get("/admin/").status_code == 200


def test_all_others_are_ended_also_those_without_a_row(phone: Client, client: Client, cast: Cast) -> None:
    client.force_login(cast.writer)
    sign_in(somebody := Client(), "paul")

    phone.post("/admin/account/places/", {"end": "others"})

    assert client.get("/admin/").status_code == 302
    assert phone.get("/admin/").status_code == 200
    assert somebody.get("/admin/").status_code == 200


@pytest.mark.parametrize("end", ["", "x", "0", "9" * 5_000])
def test_the_sessions_of_others_cannot_be_ended(end: str, phone: Client, client: Client) -> None:
    sign_in(client, "paul")
    theirs = UserSession.objects.get(session_key=client.session.session_key).pk

    phone.post("/admin/account/places/", {"end": end if end != "0" else theirs})

    assert client.get("/admin/").status_code == 200


def test_rows_of_ended_sessions_go_with_the_next_sign_in_of_anybody(phone: Client, client: Client) -> None:
    Session.objects.filter(session_key=phone.session.session_key).update(
        expire_date=timezone.now() - timedelta(minutes=1)
    )

    sign_in(client, "paul")

    assert list(UserSession.objects.values_list("user__username", flat=True)) == ["paul"]


def test_a_new_password_ends_the_other_sessions_and_lists_this_one(phone: Client, client: Client) -> None:
    sign_in(client, "wendy")
    new = "another horse battery staple"
    phone.post(
        "/admin/password_change/",
        {"old_password": "correct horse battery staple", "new_password1": new, "new_password2": new},
    )

    assert client.get("/admin/").status_code == 302
    assert "this one" in phone.get("/admin/account/places/").content.decode()


def test_the_last_use_is_noted_once_in_ten_minutes(phone: Client) -> None:
    caches["process"].clear()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))

    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            phone.get("/admin/account/")
        return [query["sql"] for query in captured if "UPDATE" in query["sql"]]

    assert len(statements()) == 1
    assert statements() == []
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.parametrize(("hours", "status"), [(11, 200), (13, 302)])
def test_a_session_ends_twelve_hours_after_signing_in_however_much_it_was_used(
    hours: int, status: int, phone: Client
) -> None:
    session = phone.session
    session["medsite_signed_in_at"] = (timezone.now() - timedelta(hours=hours)).isoformat()
    session.save()

    assert phone.get("/admin/").status_code == status
