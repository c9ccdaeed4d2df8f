"""The pages about the house, and the desk where their words are written and approved."""

import pytest
from playwright.sync_api import expect

from tests.conftest import make_cast
from tests.factories import PASSWORD
from tests.journeys.conftest import Site, expect_accessible, go_to


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_a_page_of_the_house_is_written_approved_and_read(phone: bool, dark: bool, site: Site) -> None:
    make_cast()
    with site.staff("wendy", phone=phone, dark=dark) as page:
        go_to(page, "Pages of the house")
        expect_accessible(page)
        page.get_by_role("link", name="Who we are").click()
        page.get_by_label("Text, in Markdown").fill("We are a *sample* house.\n\n## Where\n\nNowhere.")
        expect_accessible(page)
        page.get_by_role("button", name="Propose").click()
        expect(page.get_by_text("A publisher approves this page.")).to_be_visible()
    with site.staff("paul", phone=phone, dark=dark) as page:
        page.goto("/admin/desk/house/")
        page.get_by_role("link", name="Who we are").first.click()
        expect_accessible(page)
        page.get_by_label("Your password, to sign").fill(PASSWORD)
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Version 1, approved by")).to_be_visible()
    with site.visitor(phone=phone, dark=dark) as page:
        page.goto("/about/")
        for name in ("Who we are", "How articles are checked", "Corrections", "Privacy", "Accessibility"):
            page.goto("/about/")
            page.get_by_role("main").get_by_role("link", name=name).click()
            expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
            expect_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
