"""Passkeys and codes in a real browser: set up, signing in, signing a text, and every page of it."""

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from articles.models import Decision
from people.roles import Role
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import PHONE, WIDE, Site, expect_accessible, sign_out
from tests.people.signing_in.helpers import app_code, give_app


@pytest.fixture(autouse=True)
def _as_under_https(settings: LazySettings) -> None:
    """The rule of an https site; browsers take localhost for safe."""
    settings.SECOND_FACTOR_REQUIRED = True


def give_a_device(page: Page) -> None:
    """A device that keeps passkeys and knows its owner, of Chromium's own making."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, username: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()


def confirm_by_password(page: Page) -> None:
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Go on").click()


def look(page: Page) -> None:
    """Wide and light, then on a phone in the dark."""
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dict is what it takes
    page.emulate_media(color_scheme="light")
    expect_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # the same
    page.emulate_media(color_scheme="dark")
    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_clinician_sets_up_a_passkey_signs_in_with_it_and_signs_a_text(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.second_clinician)
    revision = factories.submit(factories.make_draft(cast.writer), cast.writer)
    shut = "First set up a second factor"

    with site.visitor() as page:
        give_a_device(page)
        sign_in(page, "clara")
        expect(page.get_by_role("heading", name=shut)).to_be_visible()
        page.goto(f"/admin/desk/revisions/{revision.pk}/")
        expect(page.get_by_role("heading", name=shut)).to_be_visible()
        page.get_by_role("link", name="Add a passkey").click()
        confirm_by_password(page)
        page.get_by_label("Name").fill("Ward computer")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Write these down now")).to_be_visible()
        page.get_by_role("link", name="I wrote them down").click()
        expect(page.get_by_role("heading", name="Editorial desk")).to_be_visible()
        for link in ("Rename", "Remove"):
            page.goto("/admin/account/")
            page.get_by_role("link", name=link).first.click()
            look(page)

        page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dict is what it takes
        sign_out(page)
        page.goto(f"/admin/desk/revisions/{revision.pk}/")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("heading", name="Your decision")).to_be_visible()
        for box in page.get_by_role("group", name="Checklist").get_by_role("checkbox").all():
            box.check()
        page.get_by_label("I have no conflict of interest with this subject.").check()
        page.get_by_role("button", name="Sign with a passkey").click()
        expect(page.get_by_role("heading", name="Your decision")).to_have_count(0)

    decision = Decision.objects.get()
    assert (decision.by, decision.evidence_method) == (cast.clinician, "passkey")


def test_a_publisher_sets_up_an_app_and_every_page_can_be_used_by_everybody(site: Site) -> None:
    make_cast()

    with site.visitor() as page:
        page.goto("/admin/")
        look(page)
        sign_in(page, "paul")
        look(page)
        page.get_by_role("link", name="Add an authenticator app").click()
        look(page)
        confirm_by_password(page)
        look(page)
        secret = page.locator("#secret").inner_text()
        page.get_by_label("Code").fill(app_code(secret))
        page.get_by_role("button", name="Add the app").click()
        look(page)
        page.get_by_role("link", name="I wrote them down").click()
        expect(page.get_by_role("heading", name="Editorial desk")).to_be_visible()
        for address in ("", "places/", "codes/", "codes/new/", "passkeys/add/", "app/remove/"):
            page.goto(f"/admin/account/{address}")
            look(page)

        page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dict is what it takes
        sign_out(page)
        sign_in(page, "paul")
        look(page)
        page.get_by_label("Code").fill(app_code(secret, step=1))
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Editorial desk")).to_be_visible()


def test_two_administrators_help_somebody_who_lost_every_device(site: Site, settings: LazySettings) -> None:
    """Asked by one on a phone, confirmed by the other at the desk; then the owner is led to a new device."""
    settings.SECOND_FACTOR_REQUIRED = False  # the two administrators sign in with their passwords alone
    cast = make_cast()
    factories.make_user("ada", Role.ADMINISTRATOR)
    give_app(cast.clinician)

    with site.staff("adam", phone=True) as page:
        page.goto(f"/admin/people/user/{cast.clinician.pk}/change/")
        page.get_by_role("link", name="Lost their devices?").click()
        confirm_by_password(page)
        look(page)
        page.get_by_role("button", name="Ask another administrator to confirm it").click()
        expect(page.get_by_label("Why, and how did you make sure that it is them?")).to_be_focused()
        page.get_by_label("Why, and how did you make sure that it is them?").fill("Lost her phone; I saw her.")
        page.get_by_role("button", name="Ask another administrator to confirm it").click()
        page.goto(f"/admin/people/user/{cast.clinician.pk}/second-factors/")
        expect(page.get_by_text("It waits for another administrator")).to_be_visible()
        look(page)

    with site.staff("ada") as page:
        expect(page.get_by_role("heading", name="Devices said to be lost")).to_be_visible()
        page.get_by_role("link", name="clara").first.click()
        confirm_by_password(page)
        expect(page.get_by_text("Lost her phone; I saw her.")).to_be_visible()
        look(page)
        page.get_by_role("button", name="Confirm it, and take them away").click()
        page.goto(f"/admin/people/user/{cast.clinician.pk}/password/")
        expect(page.get_by_text("you alone could sign in as them")).to_be_visible()

    settings.SECOND_FACTOR_REQUIRED = True
    with site.visitor(phone=True) as page:
        sign_in(page, "clara")
        expect(page.get_by_role("heading", name="First set up a second factor")).to_be_visible()
