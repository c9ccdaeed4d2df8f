"""Searching in a real browser, without script too, with the keyboard, on a phone, in the dark."""

import os

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible


def live_articles() -> None:
    cast, now = make_cast(), timezone.now()
    factories.approve_all_notices(cast.clinician)
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    draft = factories.make_draft(
        cast.writer, now=now, title="Clonazepam: uses and risks", subjects=(factories.clonazepam(),), topics=(topic,)
    )
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    factories.publish(draft, cast.publisher, now=now)


def _fine(page: Page, name: str) -> None:
    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_a_reader_searches_mends_filters_and_is_shown_help(phone: bool, dark: bool, site: Site) -> None:
    live_articles()
    with site.visitor(phone=phone, dark=dark, script=True) as page:
        page.goto("/")
        _fine(page, f"home-{phone}")
        page.get_by_role("combobox", name="Search articles and questions").fill("Klonopn")
        page.keyboard.press("Enter")
        expect(page.get_by_text("These are results for klonopin")).to_be_visible()
        _fine(page, f"mended-{phone}")
        page.get_by_role("combobox", name="Search articles and questions").fill("klonopin overdose")
        page.get_by_label("Articles", exact=True).check()
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("heading", name="If too much was taken, or for a poisoning")).to_be_in_viewport()
        _fine(page, f"help-{phone}")
        page.goto("/search/?q=zzzz")
        expect(page.get_by_role("heading", name="Nothing was found for “zzzz”")).to_be_visible()
        _fine(page, f"none-{phone}")
        page.goto("/search/")
        _fine(page, f"empty-{phone}")
        page.goto("/search/?q=" + "x" * 300)
        expect(page.get_by_role("alert")).to_be_visible()
        _fine(page, f"long-{phone}")
        page.goto("/search/?q=clonazepam")
        page.get_by_role("link", name="Clonazepam: uses and risks", exact=True).click()
        _fine(page, f"article-{phone}")
