"""The first page of the desk, as each role finds it in the morning."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible, go_to, open_menu, sign_in


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_everybody_finds_what_waits_for_them(site: Site, phone: bool) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    factories.submit(factories.make_draft(cast.writer, title="Sent yesterday"), cast.writer)
    back = factories.submit(factories.make_draft(cast.writer, title="Sent back"), cast.writer)
    factories.request_changes(back, cast.clinician, comment="Name the dose.")

    with site.staff("wendy", phone=phone) as page:
        expect(page.get_by_text("Clara Clinician: “Name the dose.”")).to_be_visible()
        expect_accessible(page)

    with site.staff("carl", phone=phone) as page:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            expect_accessible(page)
        page.get_by_role("link", name="Sent yesterday").click()
        expect(page.get_by_role("heading", name="Sent yesterday")).to_be_visible()
        expect_accessible(page)

    with site.staff("paul", phone=phone) as page:
        expect(page.get_by_text("No signed text waits for publication.")).to_be_visible()
        expect_accessible(page)


def test_the_menus_fit_a_narrow_phone_and_open_without_script(site: Site) -> None:
    make_cast()
    with site.visitor(phone=True, script=False) as page:
        page.set_viewport_size({"width": 320, "height": 600})
        sign_in(page, "paul")
        opened = page.locator(".ed-menu[open]")
        assert page.locator(".ed-menus").bounding_box()["height"] < 60  # type: ignore[index]  # all in one row
        for label in ("Texts", "Reviews", "House", "Paul"):
            open_menu(page, label)
            expect(opened).to_have_count(1)
            expect(opened.get_by_role("link").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") == 320
        go_to(page, "Audit trail")
        expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
        open_menu(page, "House")
        expect(opened.locator("[aria-current=page]")).to_have_text("Audit trail")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menus_are_used_by_keyboard_and_read_by_everybody(site: Site, scheme: str) -> None:
    make_cast()
    with site.staff("paul", dark=scheme == "dark") as page:
        for label in ("Texts", "Reviews", "House", "Paul"):
            open_menu(page, label)
            expect_accessible(page)
        page.keyboard.press("Escape")
        expect(page.locator(".ed-menu[open]")).to_have_count(0)
        expect(page.locator(".ed-menu > summary").last).to_be_focused()
        page.locator(".ed-menu > summary", has_text="Reviews").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Reviews asked")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Reviews that are asked")).to_be_visible()
        open_menu(page, "House")
        page.get_by_role("heading", name="Reviews that are asked").click()
        expect(page.locator(".ed-menu[open]")).to_have_count(0)
