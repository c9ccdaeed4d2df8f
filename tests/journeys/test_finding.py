"""Finding an article without searching, in a real browser: first page, A–Z, subject."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import factories
from tests.conftest import Cast, make_cast
from tests.journeys.conftest import Site, expect_accessible


def live_article() -> Cast:
    cast, now = make_cast(), timezone.now()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(
        cast.writer,
        now=now,
        title="Clonazepam: uses and risks",
        topics=(factories.topic_fact(factories.make_topic("Mental health")),),
        subjects=(factories.clonazepam(),),
        body="Clonazepam is a medicine [@sample2020].",
    )
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    factories.publish(draft, cast.publisher, now=now)
    return cast


def _fine(page: Page) -> None:
    expect_accessible(page)
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 375, "height": 667})


@pytest.mark.parametrize("dark", [False, True])
def test_a_reader_finds_an_article_by_its_brand_name_without_script(site: Site, dark: bool) -> None:
    live_article()
    with site.visitor(phone=True, dark=dark) as page:
        page.goto("/")
        _fine(page)
        page.get_by_role("navigation", name="Main").get_by_role("link", name="A–Z").click()
        expect(page.get_by_role("heading", level=1, name="A–Z of subjects")).to_be_visible()
        _fine(page)
        page.get_by_role("navigation", name="Letters").get_by_role("link", name="K").click()
        expect(page.get_by_text("Klonopin")).to_be_visible()
        _fine(page)
        page.get_by_role("link", name="Clonazepam", exact=True).click()
        expect(page.get_by_text("Also called: Klonopin")).to_be_visible()
        _fine(page)
        page.get_by_role("link", name="Clonazepam: uses and risks").click()
        expect(page.get_by_role("heading", level=1, name="Clonazepam: uses and risks")).to_be_visible()


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_the_search_box_proposes_pages_while_a_reader_types(site: Site, phone: bool, dark: bool) -> None:
    live_article()
    with site.visitor(phone=phone, dark=dark) as page:
        page.goto("/")
        box = page.get_by_role("combobox", name="Search articles and questions")
        box.press_sequentially("clo")
        options = page.get_by_role("option")
        expect(options).to_have_text(["Clonazepam Medicine", "Clonazepam: uses and risks Article"])
        expect(box).to_have_attribute("aria-expanded", "true")
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.keyboard.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
        page.keyboard.press("Escape")
        expect(options).to_have_count(0)
        expect(box).to_have_value("clo")
        box.press_sequentially("nz")
        expect(options).to_have_count(0)
        box.fill("klonop")
        expect(options).to_have_text(["Klonopin Brand name of Clonazepam"])
        options.first.click()
        page.wait_for_url("**/subjects/clonazepam/")
        page.go_back()
        box.fill("clonaz")
        expect(options.first).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=clonaz")


def test_an_article_is_printed_and_its_address_copied_by_buttons(site: Site) -> None:
    live_article()
    with site.visitor() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/articles/clonazepam-uses-and-risks/")
        expect(page.get_by_role("button", name="Print")).to_be_visible()
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_attached()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("link[rel=canonical]").get_attribute("href")
