"""Passkeys and codes in a real browser: set up, signing in, signing a text."""

from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site


@pytest.fixture(autouse=True)
def as_under_https(settings: LazySettings) -> None:
    """The rule of an https site; localhost counts as safe for passkeys."""
    settings.SECOND_FACTOR_REQUIRED = True


def give_a_device(page: Page) -> Any:
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
    return session


def sign_in(page: Page, username: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()


def confirm_by_password(page: Page) -> None:
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_a_clinician_sets_up_a_passkey_signs_in_with_it_and_signs_a_text(site: Site) -> None:
    cast = make_cast()
    revision = factories.submit(factories.make_draft(cast.writer), cast.writer)

    with site.visitor() as page:
        give_a_device(page)
        sign_in(page, "clara")
        expect(page.get_by_role("heading", name="First set up a second factor")).to_be_visible()
        page.goto(f"/admin/desk/revisions/{revision.pk}/")
        expect(page.get_by_role("heading", name="First set up a second factor")).to_be_visible()
        page.get_by_role("link", name="Add a passkey").click()
        confirm_by_password(page)
        page.get_by_label("Name").fill("Ward computer")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Write these down now")).to_be_visible()
        page.get_by_role("link", name="I wrote them down").click()
        expect(page.get_by_role("heading", name="Editorial desk")).to_be_visible()

        page.get_by_role("button", name="Log out").click()
        page.goto("/admin/")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("heading", name="Editorial desk")).to_be_visible()
