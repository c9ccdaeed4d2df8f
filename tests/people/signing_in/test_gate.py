"""Who needs a second factor on an https site, and that nothing else opens before it was shown."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain import doctor
from articles.models import Publication
from medsite.audit.models import AuditEntry
from medsite.system_checks import the_cache_is_shared
from people.register import set_roles
from people.roles import Role
from tests import factories
from tests.conftest import Cast
from tests.people.signing_in.helpers import SECRET, code_now, confirm, give_app, give_passkey, sign_in

NEED_ONE = ["clara", "paul", "adam", "susan"]


@pytest.fixture
def under_https(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize("username", NEED_ONE)
def test_who_signs_publishes_or_manages_is_led_to_a_second_factor(
    username: str, under_https: None, cast: Cast, client: Client
) -> None:
    sign_in(client, username)

    for address in ("/admin/", "/admin/desk/policy/", "/admin/people/user/", "/admin/password_change/", "/admin/x/"):
        response = client.get(address)
        assert (response.status_code, response.headers.get("Location")) == (302, "/admin/account/"), address
    assert client.post("/admin/desk/import/", {}).status_code == 302
    page = client.get("/admin/account/").content.decode()
    assert "First set up a second factor" in page


def test_a_writer_is_offered_one_and_needs_none(under_https: None, cast: Cast, client: Client) -> None:
    sign_in(client, "wendy")

    assert client.get("/admin/").status_code == 200
    assert "First set up" not in client.get("/admin/account/").content.decode()


@pytest.mark.parametrize("username", NEED_ONE)
def test_a_demonstration_needs_none(username: str, cast: Cast, client: Client) -> None:
    sign_in(client, username)

    assert client.get("/admin/").status_code == 200


def test_readers_pages_stay_open_for_everybody(under_https: None, publication: Publication, client: Client) -> None:
    sign_in(client, "clara")

    assert client.get(f"/articles/{publication.article.slug}/").status_code == 200


def test_setting_up_an_app_opens_the_desk(under_https: None, cast: Cast, client: Client) -> None:
    sign_in(client, "clara")
    confirm(client)
    page = client.get("/admin/account/app/add/")
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()

    added = client.post("/admin/account/app/add/", {"code": code_now()})
    codes = client.get("/admin/account/codes/").content.decode()
    codes_again = client.get("/admin/account/codes/").content.decode()

    assert "<svg" in page.content.decode() and "data:" not in page.content.decode()
    assert added["Location"] == "/admin/account/codes/"
    assert codes.count("<li>") > codes_again.count("<li>")
    assert client.get("/admin/").status_code == 200
    assert AuditEntry.objects.filter(act="person.second_factor_added", actor=cast.clinician).count() == 1
    assert SECRET not in str(Authenticator.objects.get(type="totp").data)


def test_a_session_that_began_before_has_to_show_it_too(under_https: None, cast: Cast, client: Client) -> None:
    sign_in(client, "clara")
    give_app(cast.clinician)

    led = client.get("/admin/", follow=True)
    by_password = client.post("/admin/account/confirm/", {"password": factories.PASSWORD})
    still_shut = client.get("/admin/").status_code
    client.post("/admin/account/confirm/code/", {"code": code_now()})

    assert led.redirect_chain[-1][0].startswith("/admin/account/confirm/code/")
    assert by_password["Location"].startswith("/admin/account/confirm/code/")
    assert still_shut == 302
    assert client.get("/admin/").status_code == 200


def test_a_password_alone_changes_no_device_of_somebody_who_has_one(cast: Cast, client: Client) -> None:
    give_app(cast.writer)
    client.force_login(cast.writer)
    confirm(client)

    for address in ("app/remove/", "passkeys/add/", "codes/new/"):
        response = client.post(f"/admin/account/{address}", {})
        assert response["Location"].startswith("/admin/account/confirm/code/"), address
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize(("username", "left"), [("clara", 1), ("wendy", 0)])
def test_the_last_one_stays_where_the_role_needs_it(
    username: str, left: int, under_https: None, cast: Cast, client: Client
) -> None:
    user = cast.clinician if username == "clara" else cast.writer
    give_app(user)
    sign_in(client, username)
    client.post("/admin/login/code/", {"code": code_now()})
    client.post("/admin/account/confirm/code/", {"code": code_now(1)})

    client.post("/admin/account/app/remove/")

    assert Authenticator.objects.filter(type="totp").count() == left


def test_one_that_was_removed_opens_nothing_for_a_role_that_came_later(
    under_https: None, cast: Cast, client: Client
) -> None:
    give_app(cast.writer)
    sign_in(client, "wendy")
    client.post("/admin/login/code/", {"code": code_now()})
    client.post("/admin/account/confirm/code/", {"code": code_now(1)})
    client.post("/admin/account/app/remove/")
    assert client.get("/admin/").status_code == 200

    set_roles(cast.writer, [Role.PUBLISHER], by=cast.administrator, now=factories.NOW)

    assert client.get("/admin/")["Location"] == "/admin/account/"


def test_one_of_two_may_go(under_https: None, cast: Cast, client: Client) -> None:
    give_app(cast.clinician)
    give_passkey(cast.clinician)
    sign_in(client, "clara")
    client.post("/admin/login/code/", {"code": code_now()})
    client.post("/admin/account/confirm/code/", {"code": code_now(1)})

    client.post("/admin/account/app/remove/")

    assert list(Authenticator.objects.values_list("type", flat=True)) == ["webauthn"]


def test_the_devices_of_somebody_else_are_not_there(cast: Cast, client: Client) -> None:
    passkey = give_passkey(cast.clinician)
    sign_in(client, "wendy")
    confirm(client)

    assert client.post(f"/admin/account/passkeys/{passkey.pk}/remove/").status_code == 404
    assert client.get(f"/admin/account/passkeys/{passkey.pk}/name/").status_code == 404
    assert client.get("/admin/account/passkeys/question/").status_code == 404


def test_a_new_secret_key_makes_codes_worthless_and_breaks_nothing(cast: Cast, client: Client, settings: Any) -> None:
    give_app(cast.clinician)
    settings.SECRET_KEY = "another key that protects nothing, because tests keep no secret"
    sign_in(client, "clara")
    refused = client.post("/admin/login/code/", {"code": code_now()})
    settings.SECRET_KEY_FALLBACKS = ["a key that protects nothing, because tests keep no secret"]

    assert refused.status_code == 200
    assert client.post("/admin/login/code/", {"code": code_now(1)}).status_code == 302


def test_the_gate_costs_no_query(settings: Any, cast: Cast, client: Client) -> None:
    give_app(cast.clinician)
    sign_in(client, "clara")
    client.post("/admin/login/code/", {"code": code_now()})
    client.get("/admin/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/admin/desk/notices/")
        return len(captured)

    without = queries()
    settings.SECOND_FACTOR_REQUIRED = True

    assert queries() == without


def test_the_doctor_names_who_has_none_yet(under_https: None, cast: Cast) -> None:
    give_app(cast.clinician)

    (result,) = [one for one in doctor.examine(now=factories.NOW) if one.name == "signing in"]

    places = {finding.place for finding in result.findings}
    lacking = (cast.administrator, cast.publisher, cast.second_clinician, cast.superuser)
    assert places == {"CACHE_URL"} | {f"user {person.pk}" for person in lacking}
    assert not result.is_broken


def test_the_deployment_check_wants_a_shared_cache(settings: Any) -> None:
    assert [one.id for one in the_cache_is_shared(None)] == ["medsite.W001"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}

    assert the_cache_is_shared(None) == []
