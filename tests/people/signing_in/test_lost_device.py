"""Somebody lost their devices: an administrator helps, and it leaves a trace."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.domain.mail import sending
from articles.models import Letter
from medsite.audit.models import AuditEntry
from people import register
from people.models import DeviceLoss, MailChoice, User
from people.register import RegisterError
from people.roles import Role
from people.signing_in import lost_device
from people.signing_in.telling import tell
from tests import factories
from tests.conftest import Cast
from tests.people.signing_in.helpers import confirm, give_app, give_codes, give_passkey, sign_in

BACKEND = "django.core.mail.backends.locmem.EmailBackend.send_messages"
REASON = "Lost her phone; I called her at the ward."
NEW_PASSWORD = {"password1": "another horse battery", "password2": "another horse battery", "usable_password": "true"}


@pytest.fixture
def clara(cast: Cast) -> User:
    """She has an app, a passkey and codes, and is signed in somewhere."""
    User.objects.filter(pk=cast.clinician.pk).update(email="clara@example.org")
    give_app(cast.clinician)
    give_passkey(cast.clinician)
    give_codes(cast.clinician)
    return User.objects.get(pk=cast.clinician.pk)


@pytest.fixture
def ada(cast: Cast) -> User:
    """A second administrator."""
    return factories.make_user("ada", Role.ADMINISTRATOR, email="ada@example.org")


def act(client: Client, user: User, reason: str = REASON, **values: str) -> Any:
    return client.post(f"/admin/people/user/{user.pk}/second-factors/", {"reason": reason} | values)


def asked(clara: User, cast: Cast, **later: int) -> DeviceLoss:
    return lost_device.ask(clara, by=cast.administrator, reason=REASON, now=factories.later(**later))


def test_two_administrators_take_all_away_and_the_owner_hears_of_it_twice(
    clara: User, cast: Cast, ada: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    (theirs := Client()).force_login(clara)
    client.force_login(cast.administrator)
    confirm(client)

    with django_capture_on_commit_callbacks(execute=True):
        response = act(client, clara)

    assert response.status_code == 302
    assert Authenticator.objects.count() == 3
    assert theirs.get("/admin/").status_code == 200
    assert {one.to[0] for one in mail.outbox} == {"clara@example.org", "ada@example.org"}
    assert all(REASON in one.body for one in mail.outbox)

    client.force_login(ada)
    confirm(client)
    assert "Devices said to be lost" in client.get("/admin/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert act(client, clara).status_code == 302

    entry = AuditEntry.objects.order_by("-sequence")[0]
    assert not Authenticator.objects.exists()
    assert theirs.get("/admin/").status_code == 302
    assert (entry.act, entry.actor, entry.subject) == ("person.second_factors_taken_away", ada, f"user {clara.pk}")
    assert REASON in entry.data and '"number":2' in entry.data and f'"asked_by":{cast.administrator.pk}' in entry.data
    assert mail.outbox[-1].to == ["clara@example.org"] and REASON in mail.outbox[-1].body
    assert sign_in(theirs, "clara")["Location"] == "/admin/"


def test_one_administrator_alone_takes_nothing_away(clara: User, cast: Cast, ada: User, client: Client) -> None:
    loss = asked(clara, cast)
    for person in (cast.administrator, clara, cast.publisher, cast.superuser):
        with pytest.raises(RegisterError):
            lost_device.confirm(loss, by=person, now=factories.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():  # nor does a mistake in the code
        DeviceLoss.objects.update(outcome="confirmed", settled_by=cast.administrator, settled_at=factories.NOW)
    client.force_login(cast.administrator)
    confirm(client)
    page = client.get(f"/admin/people/user/{clara.pk}/second-factors/").content.decode()

    assert "waits for another administrator" in page and "Withdraw it" in page
    assert Authenticator.objects.count() == 3


@pytest.mark.parametrize("what", ["role", "password"])
def test_an_administrator_whom_the_first_one_made_or_changed_does_not_count(
    what: str, clara: User, cast: Cast, ada: User
) -> None:
    """Otherwise one person with two accounts could do it."""
    if what == "role":
        register.set_roles(ada, [Role.WRITER], by=None, now=factories.NOW)
        register.set_roles(ada, [Role.ADMINISTRATOR], by=cast.administrator, now=factories.NOW)
    else:
        register.password_was_set(ada, by=cast.administrator, now=factories.NOW)
    loss = asked(clara, cast, days=25)

    with pytest.raises(RegisterError, match="independent of who asks"):
        lost_device.confirm(loss, by=ada, now=factories.later(days=29))
    assert lost_device.confirm(loss, by=ada, now=factories.later(days=31)) == 2


@pytest.mark.parametrize("who", ["who asks", "who confirms"])
@pytest.mark.parametrize("how", ["set", "made"])
def test_nobody_who_may_know_the_password_takes_part(who: str, how: str, clara: User, cast: Cast, ada: User) -> None:
    """Without the devices the password is enough, so one of the two could sign in as the owner."""
    by = cast.administrator if who == "who asks" else ada
    verb = register.password_was_set if how == "set" else register.account_was_made
    verb(clara, by=by, now=factories.NOW)
    loss = asked(clara, cast, days=25)

    with pytest.raises(RegisterError, match="set the password of clara on 25 November 2026, and may know it"):
        lost_device.confirm(loss, by=ada, now=factories.later(days=29))
    assert lost_device.confirm(loss, by=ada, now=factories.later(days=31)) == 2


def test_nobody_sets_the_password_of_somebody_whose_devices_were_taken_until_there_is_another(
    clara: User, cast: Cast, ada: User, client: Client
) -> None:
    lost_device.confirm(asked(clara, cast), by=ada, now=factories.NOW)
    client.force_login(cast.administrator)
    confirm(client)
    before = User.objects.get(pk=clara.pk).password
    new = {"password1": "another horse battery", "password2": "another horse battery", "usable_password": "true"}

    page = client.post(f"/admin/people/user/{clara.pk}/password/", new, follow=True).content.decode()

    assert "you alone could sign in as them" in page and "manage.py changepassword clara" in page
    assert User.objects.get(pk=clara.pk).password == before
    assert not AuditEntry.objects.filter(act="person.password_set").exists()
    give_app(clara)
    client.post(f"/admin/people/user/{clara.pk}/password/", new)
    assert User.objects.get(pk=clara.pk).password != before


def test_who_made_an_account_stands_in_the_trail(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    confirm(client)
    new = {"username": "dora", "password1": "another horse battery", "password2": "another horse battery"}

    client.post("/admin/people/user/add/", new | {"usable_password": "true"})

    entry = AuditEntry.objects.get(act="person.created", subject=f"user {User.objects.get(username='dora').pk}")
    assert entry.actor == cast.administrator


def test_an_owner_who_is_an_administrator_does_not_confirm_it(cast: Cast, ada: User) -> None:
    give_app(ada)
    factories.make_user("ben", Role.ADMINISTRATOR)
    loss = asked(ada, cast)

    with pytest.raises(RegisterError, match="Another administrator than the one who asked"):
        lost_device.confirm(loss, by=ada, now=factories.NOW)

    assert (Authenticator.objects.count(), DeviceLoss.objects.open().count()) == (1, 1)


def test_the_owner_stops_it_with_the_device_they_still_have(clara: User, cast: Cast, ada: User, client: Client) -> None:
    loss = asked(clara, cast)
    DeviceLoss.objects.filter(pk=loss.pk).update(asked_at=timezone.now())
    client.force_login(clara)
    page = client.get("/admin/account/").content.decode()
    assert REASON in page and "I did not: stop it" in page

    client.post("/admin/account/lost/stop/")

    loss.refresh_from_db()
    assert (loss.outcome, loss.settled_by) == ("stopped", clara)
    assert "I did not: stop it" not in client.get("/admin/account/").content.decode()
    with pytest.raises(RegisterError, match="already"):
        lost_device.confirm(loss, by=ada, now=factories.NOW)
    assert client.get("/admin/account/lost/stop/").status_code == 405


def test_administrators_stop_it_and_others_do_not(clara: User, cast: Cast, ada: User) -> None:
    loss = asked(clara, cast)
    for person in (cast.publisher, cast.superuser):
        with pytest.raises(RegisterError):
            lost_device.stop(loss, by=person, now=factories.NOW)

    lost_device.stop(loss, by=ada, now=factories.NOW)

    assert AuditEntry.objects.order_by("-sequence")[0].act == "person.device_loss_stopped"
    asked(clara, cast)  # it may be asked for again


def test_it_is_good_for_a_week_and_asked_for_once(clara: User, cast: Cast, ada: User) -> None:
    loss = asked(clara, cast)
    with pytest.raises(RegisterError, match="already"):
        asked(clara, cast, days=6)
    with pytest.raises(RegisterError, match="within seven days"):
        lost_device.confirm(loss, by=ada, now=factories.later(days=7))

    again = asked(clara, cast, days=7)

    assert lost_device.confirm(again, by=ada, now=factories.later(days=8)) == 2
    assert list(DeviceLoss.objects.order_by("pk").values_list("outcome", flat=True)) == ["lapsed", "confirmed"]


def test_the_only_administrator_is_led_to_the_command(clara: User, cast: Cast) -> None:
    with pytest.raises(RegisterError, match="take_second_factors_away"):
        asked(clara, cast)


def test_a_mail_server_that_fails_stops_nothing(
    clara: User,
    cast: Cast,
    ada: User,
    client: Client,
    django_capture_on_commit_callbacks: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.force_login(cast.administrator)
    confirm(client)
    with (
        mock.patch(BACKEND, side_effect=SMTPServerDisconnected("gone")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert act(client, clara).status_code == 302
    letter = Letter.objects.get(kind="account", recipient=clara)
    assert (letter.state, letter.problem) == ("waiting", "SMTPServerDisconnected: gone")

    sending.send_waiting(now=timezone.now() + timedelta(minutes=10))

    assert [one.to for one in mail.outbox] == [["clara@example.org"], ["ada@example.org"]]
    letter.refresh_from_db()
    assert (letter.state, letter.address, letter.facts) == ("sent", "", {})
    assert "clara@" not in caplog.text


@pytest.mark.parametrize("choice", MailChoice.values)
def test_what_guards_an_account_is_told_whatever_mail_somebody_chose(
    choice: str, clara: User, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=clara.pk).update(mail=choice)
    clara.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        tell(clara, subject="something happened", text="It happened.", now=factories.NOW)

    (one,) = mail.outbox
    assert one.subject == "Example Health Library: something happened"
    assert "If that was not you, tell an administrator" in one.body
    assert "Choose which mail you get" not in one.body


def test_what_is_undone_is_told_to_nobody(clara: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        tell(clara, subject="something happened", text="It happened.", now=factories.NOW)
        transaction.set_rollback(True)

    assert mail.outbox == [] and not Letter.objects.exists()


@pytest.mark.parametrize(
    ("by", "of", "reason", "sentence"),
    [
        ("publisher", "clinician", REASON, "Only an administrator"),
        ("superuser", "clinician", REASON, "Only an administrator"),
        ("administrator", "clinician", "  ", "Say why"),
        ("administrator", "administrator", REASON, "Nobody takes their own"),
        ("administrator", "writer", REASON, "has no second factor"),
    ],
)
def test_it_is_refused(by: str, of: str, reason: str, sentence: str, clara: User, cast: Cast, ada: User) -> None:
    give_app(cast.administrator)
    with pytest.raises(RegisterError, match=sentence):
        lost_device.ask(getattr(cast, of), by=getattr(cast, by), reason=reason, now=factories.NOW)

    assert Authenticator.objects.count() == 4


def test_the_screen_keeps_what_was_typed_and_is_not_there_for_others(clara: User, cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    confirm(client)
    assert "how did you make sure" in client.get(f"/admin/people/user/{clara.pk}/second-factors/").content.decode()
    refused = act(client, cast.writer, "He dropped it.")
    client.force_login(cast.publisher)
    confirm(client)

    assert refused.status_code == 400 and "He dropped it." in refused.content.decode()
    assert act(client, clara).status_code == 404


def test_an_unattended_screen_takes_nothing_away(clara: User, cast: Cast, client: Client) -> None:
    """The administrator shows again who they are, as for their own devices."""
    client.force_login(cast.administrator)

    for address in ("second-factors", "password"):
        response = client.post(f"/admin/people/user/{clara.pk}/{address}/", {"reason": REASON})
        assert response["Location"].startswith("/admin/account/confirm/"), address
    assert Authenticator.objects.count() == 3


def test_the_machine_itself_helps_the_only_administrator(clara: User, cast: Cast) -> None:
    call_command("take_second_factors_away", "clara", reason=REASON)

    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.order_by("-sequence")[0].actor is None
    with pytest.raises(CommandError, match="no second factor"):
        call_command("take_second_factors_away", "clara", reason=REASON)
    with pytest.raises(CommandError, match="no user named"):
        call_command("take_second_factors_away", "nobody", reason=REASON)


def test_closing_an_account_erases_devices_and_sessions(clara: User, cast: Cast, client: Client) -> None:
    client.force_login(clara)

    register.close_account(clara, by=cast.administrator, now=factories.NOW)

    assert not Authenticator.objects.exists()
    assert client.get("/admin/").status_code == 302


def test_setting_the_password_of_somebody_leaves_a_trace_and_tells_them(
    clara: User, cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(cast.administrator)
    confirm(client)
    new = "another horse battery staple"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"/admin/people/user/{clara.pk}/password/",
            {"password1": new, "password2": new, "usable_password": "true"},
        )

    assert AuditEntry.objects.filter(act="person.password_set", actor=cast.administrator).count() == 1
    assert "your password was set anew" in mail.outbox[0].subject
    assert Authenticator.objects.count() == 3


def test_a_password_that_leaves_no_trace_is_not_set(clara: User, cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    confirm(client)
    before = User.objects.get(pk=clara.pk).password

    with mock.patch("people.register.trail.record", side_effect=OSError("full")), pytest.raises(OSError, match="full"):
        client.post(f"/admin/people/user/{clara.pk}/password/", NEW_PASSWORD)

    assert User.objects.get(pk=clara.pk).password == before


@pytest.mark.parametrize("written", ["+{}", "0_{}", " {}", "_2B{}"])
def test_an_account_has_one_address_for_its_password(written: str, clara: User, cast: Cast, client: Client) -> None:
    """Django reads more than digits as a number: such an address led past the trace, and past what was asked first."""
    client.force_login(cast.administrator)
    confirm(client)
    before = User.objects.get(pk=clara.pk).password

    response = client.post(f"/admin/people/user/{written.format(clara.pk)}/password/", NEW_PASSWORD)

    assert response.status_code == 404
    assert User.objects.get(pk=clara.pk).password == before


@pytest.mark.parametrize("key", ["9" * 30, "9" * 18, "x", "²", "0"])
def test_the_password_of_nobody_is_not_found(key: str, cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    confirm(client)

    assert client.get(f"/admin/people/user/{key}/password/").status_code == 404
    assert client.post(f"/admin/people/user/{key}/password/", NEW_PASSWORD).status_code == 404


def test_a_changed_address_is_told_to_the_former_one_and_stands_in_the_trail(
    clara: User, cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """Otherwise the mails about lost devices could be led elsewhere first."""
    client.force_login(cast.administrator)
    values = {"username": "clara", "first_name": "", "last_name": "", "is_active": "on", "roles": ["clinician"]}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/people/user/{clara.pk}/change/", values | {"email": "other@example.org"})
        client.post(f"/admin/people/user/{clara.pk}/change/", values | {"email": "other@example.org"})

    entry = AuditEntry.objects.get(act="person.account_changed")
    assert (entry.actor, entry.data) == (cast.administrator, '{"fields":["email"]}')
    assert [one.to for one in mail.outbox] == [["clara@example.org"]]


def test_the_list_of_people_says_who_has_a_second_factor_in_the_same_queries(
    clara: User, cast: Cast, client: Client
) -> None:
    client.force_login(cast.administrator)
    html = client.get("/admin/people/user/").content.decode()
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/people/user/?q=clara")
    with CaptureQueriesContext(connection) as many:
        client.get("/admin/people/user/?q=a")

    assert html.count('alt="True"') == User.objects.filter(is_active=True).count() + 1
    assert len(few) == len(many)


def test_the_tables_of_django_allauth_are_in_no_list_of_the_admin(cast: Cast, client: Client) -> None:
    client.force_login(cast.superuser)

    for address in ("mfa/authenticator/", "usersessions/usersession/", "account/emailaddress/"):
        assert client.get(f"/admin/{address}").status_code == 404
