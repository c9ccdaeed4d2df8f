"""Signing in by password: who gets in, what the others are told, and how many tries there are."""

import re
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import URLPattern

from medsite.audit.models import AuditEntry
from people.models import User
from people.signing_in.urls import urlpatterns
from tests import factories
from tests.conftest import Cast
from tests.people.signing_in.helpers import code_now, give_app, give_codes, sign_in


def words(response: Any, username: str) -> str:
    """A page without what differs from request to request."""
    text = response.content.decode().replace(username, "NAME")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize("username", ["wendy", "susan"])
def test_a_password_lets_people_of_the_desk_in(username: str, cast: Cast, client: Client) -> None:
    response = sign_in(client, username)

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_all_who_do_not_get_in_are_told_the_same(cast: Cast, client: Client) -> None:
    """A wrong password, a name that nobody has, an account that is closed, one without a role, one for the clock."""
    User.objects.filter(pk=cast.second_clinician.pk).update(is_active=False)
    wrong = sign_in(client, "wendy", "not the password")

    others = [sign_in(client, name) for name in ("nobody", "carl", "sam")]

    assert wrong.status_code == 200 and "do not belong together" in wrong.content.decode()
    assert {words(one, name) for one, name in zip(others, ("nobody", "carl", "sam"), strict=True)} == {
        words(wrong, "wendy")
    }
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("username", ["wendy", "nobody"])
def test_five_wrong_passwords_close_an_account_for_a_while_whoever_tries(
    username: str, cast: Cast, client: Client
) -> None:
    for number in range(5):
        sign_in(client, username, "wrong", REMOTE_ADDR=f"203.0.113.{number}")

    locked = sign_in(client, username, REMOTE_ADDR="203.0.113.9")
    other = sign_in(client, "paul", REMOTE_ADDR="203.0.113.1")

    assert "Too many tries" in locked.content.decode()
    assert other.status_code == 302


def test_ten_wrong_passwords_from_one_address_close_it_for_every_name(cast: Cast, client: Client) -> None:
    for number in range(10):
        sign_in(client, f"name-{number}", "wrong", REMOTE_ADDR="203.0.113.1")

    assert "Too many tries" in sign_in(client, "wendy", REMOTE_ADDR="203.0.113.1").content.decode()
    assert sign_in(client, "wendy", REMOTE_ADDR="203.0.113.2").status_code == 302


def test_an_address_that_a_stranger_claims_does_not_count(cast: Cast, client: Client) -> None:
    for number in range(10):
        sign_in(client, f"name-{number}", "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    assert "Too many tries" in sign_in(client, "wendy", HTTP_X_FORWARDED_FOR="192.0.2.1").content.decode()


def test_too_many_requests_of_any_kind_get_a_page_that_says_so(cast: Cast, client: Client) -> None:
    answers = [client.post("/admin/login/passkey/", {"credential": "1"}) for _ in range(11)]

    assert [one.status_code for one in answers] == [302] * 10 + [429]
    assert "Wait a minute" in answers[-1].content.decode()


def test_a_machine_without_an_address_is_counted_too(cast: Cast, client: Client) -> None:
    assert sign_in(client, "wendy", REMOTE_ADDR="").status_code == 302


@pytest.mark.parametrize(
    "address",
    ["signup/", "password/reset/", "email/", "password/set/", "login/code/confirm/", "confirm-email/", "social/"],
)
def test_what_django_allauth_also_could_is_not_there(address: str, client: Client, db: None) -> None:
    for prefix in ("/admin/account/", "/admin/", "/accounts/"):
        assert client.get(prefix + address).status_code in {302, 404}
        assert "/admin/login/" in client.get(prefix + address).headers.get("Location", "/admin/login/")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(target: str, cast: Cast, client: Client) -> None:
    page = client.get(f"/admin/login/?next={target}").content.decode()
    by_query = sign_in(client, "wendy", QUERY_STRING=f"next={target}")
    client.logout()
    by_form = client.post("/admin/login/", {"login": "wendy", "password": factories.PASSWORD, "next": target})

    assert "evil" not in page.replace(f'name="next" value="{target}"', "")
    assert (by_query["Location"], by_form["Location"]) == ("/admin/", "/admin/")


def test_signing_in_leads_back_to_where_somebody_wanted_to_go(cast: Cast, client: Client) -> None:
    assert sign_in(client, "wendy", QUERY_STRING="next=/admin/desk/policy/")["Location"] == "/admin/desk/policy/"


@pytest.mark.parametrize("door", urlpatterns, ids=lambda door: door.name)
def test_the_doors_to_ones_own_devices_are_shut_for_strangers(door: URLPattern, client: Client, db: None) -> None:
    route = f"/admin/{door.pattern}".replace("<int:pk>", "1")
    if route in {"/admin/login/", "/admin/login/passkey/"}:
        return

    looked, acted = client.get(route), client.post(route)

    assert (looked.status_code, looked["Location"].split("?")[0]) == (302, "/admin/login/")
    assert acted.status_code == 405 or acted["Location"].split("?")[0] == "/admin/login/"


def test_an_app_is_asked_for_its_code_which_counts_once(cast: Cast, client: Client) -> None:
    give_app(cast.clinician)
    code = code_now()

    asked = sign_in(client, "clara")
    not_yet = client.get("/admin/")
    wrong = client.post("/admin/login/code/", {"code": "000000" if code != "000000" else "111111"})
    right = client.post("/admin/login/code/", {"code": code})
    client.logout()
    sign_in(client, "clara")
    again = client.post("/admin/login/code/", {"code": code})

    assert (asked["Location"], not_yet.status_code) == ("/admin/login/code/", 302)
    assert "That did not match." in wrong.content.decode()
    assert right["Location"] == "/admin/"
    assert again.status_code == 200


def test_codes_cannot_be_guessed(cast: Cast, client: Client) -> None:
    give_app(cast.clinician)
    sign_in(client, "clara")
    for _ in range(5):
        client.post("/admin/login/code/", {"code": "x"})

    assert "Too many tries" in client.post("/admin/login/code/", {"code": code_now()}).content.decode()


def test_a_recovery_code_stands_in_once_and_its_owner_hears_of_it(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=cast.clinician.pk).update(email="clara@example.org")
    give_app(cast.clinician)
    codes = give_codes(cast.clinician)
    sign_in(client, "clara")
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post("/admin/login/code/", {"code": codes[0]})
    client.logout()
    sign_in(client, "clara")

    assert first["Location"] == "/admin/"
    assert AuditEntry.objects.filter(act="person.recovery_code_used", actor=cast.clinician).count() == 1
    assert "a recovery code was used" in mail.outbox[0].subject
    assert client.post("/admin/login/code/", {"code": codes[0]}).status_code == 200
    assert client.post("/admin/login/code/", {"code": codes[1]})["Location"] == "/admin/"


def test_somebody_who_lost_their_last_role_is_signed_out_and_not_sent_in_circles(cast: Cast, client: Client) -> None:
    sign_in(client, "wendy")
    User.objects.filter(pk=cast.writer.pk).update(is_staff=False)

    response = client.get("/admin/", follow=True)

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_signed_out_at_once(cast: Cast, client: Client) -> None:
    sign_in(client, "wendy")
    User.objects.filter(pk=cast.writer.pk).update(is_active=False)

    assert client.get("/admin/").status_code == 302


def test_nonsense_for_a_passkey_is_refused(cast: Cast, client: Client) -> None:
    question = client.get("/admin/login/passkey/", HTTP_ACCEPT="application/json").json()["request_options"][
        "publicKey"
    ]

    assert (question["userVerification"], question["rpId"]) == ("required", "testserver")
    for answer in ("", "1", "{}", "[]", '{"response": {"userHandle": "AA"}}'):
        assert client.post("/admin/login/passkey/", {"credential": answer}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_passkeys_of_an_https_site_belong_to_its_own_address(client: Client, db: None) -> None:
    with mock.patch.multiple(settings, IS_HTTPS=True, SITE_URL="https://health.example.org:8443"):
        options = client.get("/admin/login/passkey/", HTTP_ACCEPT="application/json").json()["request_options"]

    assert options["publicKey"]["rpId"] == "health.example.org"
