"""Roles and registrations: who gives them, who checks them, and that nobody does it for themselves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import Error, IntegrityError, transaction
from django.test import Client

from medsite.audit.models import AuditEntry
from people import register
from people.models import Credential, Profile, User, valid_translations
from people.register import RegisterError
from people.roles import Role, has_role, roles_of
from tests import factories
from tests.conftest import Cast


def test_a_superuser_has_no_role_of_the_house(cast: Cast) -> None:
    assert roles_of(cast.superuser) == frozenset()
    assert not has_role(cast.superuser, *Role)


def test_a_closed_account_has_no_roles(cast: Cast) -> None:
    cast.writer.is_active = False
    cast.writer.save()

    assert roles_of(cast.writer) == frozenset()


def test_an_administrator_gives_roles_and_leaves_an_entry(cast: Cast) -> None:
    register.set_roles(cast.stranger, [Role.WRITER], by=cast.administrator, now=factories.NOW)

    entry = AuditEntry.objects.order_by("-sequence")[0]
    assert roles_of(cast.stranger) == {Role.WRITER}
    assert User.objects.get(pk=cast.stranger.pk).is_staff
    assert (entry.act, entry.actor, entry.data) == (
        "person.roles_changed",
        cast.administrator,
        '{"after":["writer"],"before":[]}',
    )


def test_taking_the_last_role_ends_staff_access(cast: Cast) -> None:
    register.set_roles(cast.writer, [], by=cast.administrator, now=factories.NOW)

    assert not User.objects.get(pk=cast.writer.pk).is_staff


def test_the_same_roles_again_leave_no_entry(cast: Cast) -> None:
    before = AuditEntry.objects.count()

    register.set_roles(cast.writer, [Role.WRITER], by=cast.administrator, now=factories.NOW)

    assert AuditEntry.objects.count() == before


def test_nobody_changes_their_own_roles(cast: Cast) -> None:
    with pytest.raises(RegisterError, match="Nobody changes their own roles"):
        register.set_roles(cast.administrator, [Role.CLINICIAN], by=cast.administrator, now=factories.NOW)

    assert roles_of(cast.administrator) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", ["writer", "clinician", "publisher", "stranger", "superuser"])
def test_only_administrators_give_roles_and_check_registrations(role: str, cast: Cast) -> None:
    by, credential = getattr(cast, role), Credential.objects.get(holder=cast.second_clinician)

    with pytest.raises(RegisterError, match="Only an administrator"):
        register.set_roles(cast.second_clinician, [Role.PUBLISHER], by=by, now=factories.NOW)
    with pytest.raises(RegisterError, match="Only an administrator"):
        register.verify_credential(credential, by=by, evidence="Seen.", now=factories.NOW)
    with pytest.raises(RegisterError, match="Only an administrator"):
        register.suspend_credential(credential, by=by, reason="No.", now=factories.NOW)


def test_nobody_verifies_their_own_registration(cast: Cast) -> None:
    credential = Credential.objects.create(holder=cast.administrator, title="Physician", body="B", number="1")

    with pytest.raises(RegisterError, match="Nobody verifies their own"):
        register.verify_credential(credential, by=cast.administrator, evidence="Me.", now=factories.NOW)
    with pytest.raises(IntegrityError, match="nobody_verifies_their_own_credentials"), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(
            verified_by=cast.administrator, verified_at=factories.NOW, evidence="Me."
        )


def test_a_verification_says_how(cast: Cast) -> None:
    credential = Credential.objects.create(holder=cast.stranger, title="Physician", body="B", number="1")
    with pytest.raises(RegisterError, match="Say how you checked it"):
        register.verify_credential(credential, by=cast.administrator, evidence=" ", now=factories.NOW)

    register.verify_credential(credential, by=cast.administrator, evidence="Register, 25 Nov.", now=factories.NOW)

    assert (credential.verified_by, credential.evidence) == (cast.administrator, "Register, 25 Nov.")


@pytest.mark.parametrize(
    ("values", "valid"),
    [
        ({}, True),
        ({"valid_until": factories.NOW.date()}, True),
        ({"valid_until": factories.NOW.date() - timedelta(days=1)}, False),
        ({"suspended_at": factories.NOW, "suspension_reason": "x"}, False),
        ({"verified_at": None, "verified_by": None}, False),
    ],
)
def test_a_registration_counts_while_checked_running_and_not_suspended(
    values: dict[str, object], valid: bool, cast: Cast
) -> None:
    Credential.objects.filter(holder=cast.clinician).update(**values)

    assert Credential.objects.filter(holder=cast.clinician).valid_on(factories.NOW.date()).exists() is valid


def test_the_database_wants_a_reason_for_a_suspension_and_a_date_for_interests(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="a_suspended_credential_says_why"), transaction.atomic():
        Credential.objects.update(suspended_at=factories.NOW)
    with pytest.raises(IntegrityError, match="a_declaration_of_interests_has_a_date"), transaction.atomic():
        Profile.objects.update(interests_declared_on=None)


def test_the_first_administrator_may_not_sign(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", factories.PASSWORD)

    call_command("create_administrator", "anna", email="anna@example.org")

    anna = User.objects.get(username="anna")
    assert roles_of(anna) == {Role.ADMINISTRATOR}
    assert anna.check_password(factories.PASSWORD)
    assert "anna@example.org" not in "".join(AuditEntry.objects.values_list("data", flat=True))


@pytest.mark.parametrize(
    ("username", "password", "message"),
    [
        ("adam", factories.PASSWORD, "There is already a user named adam"),
        ("anna", "short", "too short"),
        ("anna", "password12345", "too common"),
        ("two words", factories.PASSWORD, "valid username"),
    ],
)
def test_an_administrator_that_cannot_be_made_gets_a_sentence(
    username: str, password: str, message: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", password)

    with pytest.raises(CommandError, match=message):
        call_command("create_administrator", username)


@pytest.fixture
def as_administrator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


def user_form(user: User, *roles: Role) -> dict[str, object]:
    return {
        "username": user.username,
        "first_name": "",
        "last_name": "",
        "email": "",
        "is_active": "on",
        "roles": roles,
    }


def test_roles_are_given_in_the_admin(as_administrator: Client, cast: Cast) -> None:
    as_administrator.post(f"/admin/people/user/{cast.stranger.pk}/change/", user_form(cast.stranger, Role.PUBLISHER))

    assert roles_of(cast.stranger) == {Role.PUBLISHER}


def test_an_administrator_who_tries_for_themselves_is_told(as_administrator: Client, cast: Cast) -> None:
    response = as_administrator.post(
        f"/admin/people/user/{cast.administrator.pk}/change/",
        user_form(cast.administrator, Role.ADMINISTRATOR, Role.CLINICIAN),
        follow=True,
    )

    assert "Roles were left as they are. Nobody changes their own roles." in response.content.decode()
    assert roles_of(cast.administrator) == {Role.ADMINISTRATOR}


def test_powers_cannot_be_smuggled_into_the_form(as_administrator: Client, cast: Cast) -> None:
    crafted = user_form(cast.writer, Role.WRITER) | {"is_superuser": "on", "is_staff": "on", "groups": ["1"]}

    as_administrator.post(f"/admin/people/user/{cast.writer.pk}/change/", crafted)

    changed = User.objects.get(pk=cast.writer.pk)
    assert (changed.is_superuser, roles_of(changed)) == (False, {Role.WRITER})


def test_users_are_not_deleted(as_administrator: Client, cast: Cast) -> None:
    response = as_administrator.post(f"/admin/people/user/{cast.stranger.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert User.objects.filter(pk=cast.stranger.pk).exists()


def test_a_registration_is_entered_in_the_admin_with_an_entry_in_the_trail(
    as_administrator: Client, cast: Cast
) -> None:
    entry = {"holder": cast.stranger.pk, "title": "Physician", "body": "B", "number": "1", "valid_until": ""}

    as_administrator.post("/admin/people/credential/add/", entry | {"register_url": "javascript:alert(1)"})
    assert not Credential.objects.filter(holder=cast.stranger).exists()
    as_administrator.post("/admin/people/credential/add/", entry | {"register_url": "https://register.example.org/1"})

    assert Credential.objects.get(holder=cast.stranger).verified_at is None
    assert AuditEntry.objects.order_by("-sequence")[0].act == "credential.saved"
    assert "Not checked yet" in as_administrator.get("/admin/people/credential/").content.decode()


def test_what_was_verified_is_not_edited(as_administrator: Client, cast: Cast) -> None:
    credential = Credential.objects.get(holder=cast.clinician)

    as_administrator.post(
        f"/admin/people/credential/{credential.pk}/change/",
        {"number": "forged", "body": "forged", "valid_until": "2099-01-01"},
    )

    credential.refresh_from_db()
    assert credential.number != "forged"
    assert credential.valid_until is None


def suspended(cast: Cast) -> Credential:
    credential = Credential.objects.get(holder=cast.clinician)
    register.suspend_credential(credential, by=cast.administrator, reason="Under investigation.", now=factories.NOW)
    return credential


def test_a_suspended_registration_is_reinstated_with_a_reason_and_both_stay_in_the_trail(cast: Cast) -> None:
    credential = suspended(cast)
    with pytest.raises(RegisterError, match="Say why it counts again"):
        register.reinstate_credential(credential, by=cast.administrator, reason=" ", now=factories.NOW)

    register.reinstate_credential(credential, by=cast.administrator, reason="Cleared.", now=factories.NOW)

    credential.refresh_from_db()
    assert credential.standing_on(factories.NOW.date()) == "valid"
    entry = AuditEntry.objects.order_by("-sequence")[0]
    assert entry.act == "credential.reinstated"
    assert '"reason":"Cleared.","suspended_for":"Under investigation."' in entry.data


def test_a_suspension_is_not_lifted_by_verifying_again(cast: Cast) -> None:
    with pytest.raises(RegisterError, match=r"is suspended\. Reinstate it"):
        register.verify_credential(suspended(cast), by=cast.administrator, evidence="Seen.", now=factories.NOW)


def test_only_what_is_suspended_is_reinstated_and_only_once_suspended(cast: Cast) -> None:
    credential = Credential.objects.get(holder=cast.clinician)
    with pytest.raises(RegisterError, match="is not suspended"):
        register.reinstate_credential(credential, by=cast.administrator, reason="x", now=factories.NOW)
    suspended(cast)
    with pytest.raises(RegisterError, match="suspended already"):
        register.suspend_credential(credential, by=cast.administrator, reason="Again.", now=factories.NOW)


def test_nobody_reinstates_their_own_registration(cast: Cast) -> None:
    own = Credential.objects.create(holder=cast.administrator, title="Physician", body="B", number="1")
    register.suspend_credential(own, by=cast.administrator, reason="Mine.", now=factories.NOW)

    with pytest.raises(RegisterError, match="Nobody reinstates their own"):
        register.reinstate_credential(own, by=cast.administrator, reason="Mine.", now=factories.NOW)


@pytest.mark.parametrize("role", ["writer", "clinician", "publisher", "stranger", "superuser"])
def test_only_administrators_enter_and_reinstate_registrations(role: str, cast: Cast) -> None:
    credential, by = Credential.objects.get(holder=cast.second_clinician), getattr(cast, role)

    with pytest.raises(RegisterError, match="Only an administrator"):
        register.save_credential(credential, by=by, now=factories.NOW)
    with pytest.raises(RegisterError, match="Only an administrator"):
        register.reinstate_credential(credential, by=by, reason="x", now=factories.NOW)


def test_a_date_that_has_passed_is_not_verified(cast: Cast) -> None:
    credential = Credential.objects.get(holder=cast.clinician)
    credential.valid_until = factories.NOW.date() - timedelta(days=1)

    with pytest.raises(RegisterError, match="This date has passed"):
        register.verify_credential(credential, by=cast.administrator, evidence="Seen.", now=factories.NOW)


def test_a_registration_that_was_edited_meanwhile_is_looked_up_again(cast: Cast) -> None:
    credential = Credential.objects.create(holder=cast.stranger, title="Physician", body="B", number="1")
    Credential.objects.filter(pk=credential.pk).update(number="2")

    with pytest.raises(RegisterError, match="was edited after you opened"):
        register.verify_credential(credential, by=cast.administrator, evidence="Seen.", now=factories.NOW)


def test_a_profile_is_confirmed_by_who_writes_it_unless_it_is_their_own(cast: Cast) -> None:
    profile = Profile.objects.get(user=cast.clinician)
    profile.biography = "Works in a sample clinic."
    register.save_profile(profile, by=cast.administrator, now=factories.NOW)
    own = factories.make_profile(cast.administrator, "Adam Administrator")
    register.save_profile(own, by=cast.administrator, now=factories.NOW)

    profile.refresh_from_db()
    own.refresh_from_db()
    assert (profile.biography, profile.confirmed_by) == ("Works in a sample clinic.", cast.administrator)
    assert (own.confirmed_by, own.confirmed_at) == (None, None)
    entry = AuditEntry.objects.order_by("-sequence")[1]
    assert (entry.act, entry.data) == ("profile.saved", '{"confirmed":true,"fields":["biography"]}')


def test_nobody_confirms_their_own_profile(cast: Cast) -> None:
    own = factories.make_profile(cast.administrator, "Adam Administrator")

    with pytest.raises(RegisterError, match="Nobody confirms their own profile"):
        register.confirm_profile(own, by=cast.administrator, now=factories.NOW)
    with pytest.raises(IntegrityError, match="nobody_confirms_their_own_profile"), transaction.atomic():
        Profile.objects.filter(pk=own.pk).update(confirmed_by=cast.administrator, confirmed_at=factories.NOW)

    second = factories.make_user("anna", Role.ADMINISTRATOR)
    register.confirm_profile(own, by=second, now=factories.NOW)
    own.refresh_from_db()
    assert own.confirmed_by == second


@pytest.mark.parametrize("role", ["writer", "clinician", "publisher", "stranger", "superuser"])
def test_only_administrators_change_profiles_and_close_accounts(role: str, cast: Cast) -> None:
    by, profile = getattr(cast, role), Profile.objects.get(user=cast.second_clinician)

    with pytest.raises(RegisterError, match="Only an administrator"):
        register.save_profile(profile, by=by, now=factories.NOW)
    with pytest.raises(RegisterError, match="Only an administrator"):
        register.confirm_profile(profile, by=by, now=factories.NOW)
    with pytest.raises(RegisterError, match="Only an administrator"):
        register.close_account(cast.second_clinician, by=by, now=factories.NOW)


def test_the_address_of_a_person_never_changes(cast: Cast) -> None:
    with pytest.raises(Error, match="the address of a person never changes"), transaction.atomic():
        Profile.objects.filter(user=cast.clinician).update(slug="another")

    Profile.objects.filter(user=cast.clinician).update(slug="clara-clinician", name="Clara Married")
    assert Profile.objects.get(user=cast.clinician).name == "Clara Married"


def test_a_closed_account_forgets_its_holder(cast: Cast) -> None:
    cast.clinician.email, cast.clinician.first_name = "clara@example.org", "Clara"
    cast.clinician.save()

    register.close_account(cast.clinician, by=cast.administrator, now=factories.NOW)

    closed = User.objects.get(pk=cast.clinician.pk)
    assert (closed.email, closed.first_name, closed.last_name, closed.is_active) == ("", "", "", False)
    assert closed.username.startswith("closed-")
    assert not closed.has_usable_password()
    assert roles_of(closed) == frozenset()
    assert Profile.objects.get(user=closed).name == "Clara Clinician"
    assert "clara" not in AuditEntry.objects.order_by("-sequence")[0].data.lower()


def test_nobody_closes_their_own_account(cast: Cast) -> None:
    with pytest.raises(RegisterError, match="Nobody closes their own account"):
        register.close_account(cast.administrator, by=cast.administrator, now=factories.NOW)


def profile_form(profile: Profile, **values: object) -> dict[str, object]:
    fields = ("user", "name", "slug", "credentials", "role", "biography", "interests", "interests_declared_on")
    said = {name: getattr(profile, f"{name}_id" if name == "user" else name) or "" for name in fields}
    return said | {"specialties": []} | values


def test_a_profile_is_saved_and_confirmed_in_the_admin(as_administrator: Client, cast: Cast) -> None:
    profile = Profile.objects.get(user=cast.clinician)
    address = f"/admin/people/profile/{profile.pk}"

    as_administrator.post(f"{address}/change/", profile_form(profile, role="Consultant", slug="forged"))

    profile.refresh_from_db()
    assert (profile.role, profile.slug, profile.confirmed_by) == ("Consultant", "clara-clinician", cast.administrator)
    assert as_administrator.get(f"{address}/confirm/").status_code == 200
    assert as_administrator.post(f"{address}/confirm/").status_code == 302


def test_an_administrator_is_told_that_their_own_profile_waits(as_administrator: Client, cast: Cast) -> None:
    own = factories.make_profile(cast.administrator, "Adam Administrator")
    address = f"/admin/people/profile/{own.pk}"

    html = as_administrator.post(f"{address}/change/", profile_form(own, role="Boss"), follow=True).content.decode()
    refused = as_administrator.post(f"{address}/confirm/")

    assert "This is your own profile" in html
    assert refused.status_code == 400
    assert "Nobody confirms their own profile." in refused.content.decode()


def test_an_account_is_closed_in_the_admin(as_administrator: Client, cast: Cast) -> None:
    assert as_administrator.get(f"/admin/people/user/{cast.stranger.pk}/change/").status_code == 200
    address = f"/admin/people/user/{cast.stranger.pk}/close/"
    assert "This cannot be undone." in as_administrator.get(address).content.decode()

    as_administrator.post(address)

    assert not User.objects.get(pk=cast.stranger.pk).is_active


@pytest.mark.parametrize("role", ["writer", "clinician", "publisher", "superuser"])
def test_others_do_not_reach_the_acts_on_people(role: str, client: Client, cast: Cast) -> None:
    client.force_login(getattr(cast, role))
    profile = Profile.objects.get(user=cast.second_clinician)

    for address in (f"profile/{profile.pk}/confirm/", f"user/{cast.stranger.pk}/close/"):
        assert client.post(f"/admin/people/{address}").status_code == 404

    assert User.objects.get(pk=cast.stranger.pk).is_active


@pytest.mark.parametrize(
    ("address", "field"), [("credential", "holder"), ("profile", "user"), ("profile", "specialties")]
)
@pytest.mark.parametrize("value", ["1,2", "[]", "²", "9" * 40, "x"])
def test_a_choice_that_is_no_key_is_a_mistake_in_the_form(
    as_administrator: Client, address: str, field: str, value: str
) -> None:
    """Asked for its label, the database would fail."""
    assert as_administrator.get(f"/admin/people/{address}/add/", {field: value}).status_code == 200

    answer = as_administrator.post(f"/admin/people/{address}/add/", {field: value, "name": "Kept"})
    assert (answer.status_code, field in answer.context["adminform"].form.errors) == (200, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("es Psiquiatra", "cannot be read"),
        ("Spanish: Psiquiatra", "cannot be read"),
        ("es: Psiquiatra\nes: Médica", "two lines for “es”"),
        (f"es: {'x' * 151}", "too long"),
        ("es: Psiquiatra\nen: Psychiatrist", "Write that one in the field Role"),
    ],
)
def test_a_role_in_another_language_is_a_line_that_can_be_read(text: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        valid_translations(text)


def test_a_role_stands_as_it_is_where_nobody_has_translated_it() -> None:
    profile = Profile(role="Psychiatrist", role_translations="es: Psiquiatra\n\n  fr: Psychiatre  ")
    valid_translations(profile.role_translations)

    assert [profile.role_in(one) for one in ("en", "es", "fr", "de")] == [
        "Psychiatrist",
        "Psiquiatra",
        "Psychiatre",
        "Psychiatrist",
    ]
