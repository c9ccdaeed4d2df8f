"""An urgent change of a notice, a waiver and a mark, in a real browser: from the desk to the reader."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import PHONE, WIDE, Site, expect_accessible, go_to

URGENT = "Stop taking it only with your prescriber; new reports came in today."


@pytest.fixture
def article(site: Site) -> Article:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    factories.make_number(cast.clinician)
    now = timezone.now()
    draft = factories.make_draft(
        cast.writer, now=now, lead="Some have suicidal thoughts. Then more.", subjects=(factories.clonazepam(),)
    )
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    return factories.publish(draft, cast.publisher, now=now).article


def test_a_clinician_approves_an_urgent_wording_and_readers_have_it_at_the_next_request(
    site: Site, article: Article
) -> None:
    with site.visitor(phone=True) as reader:
        reader.goto(f"/articles/{article.slug}/")
        expect(reader.get_by_text("can cause withdrawal reactions")).to_be_visible()
        _look_at_both(reader, "reader-before")
        with site.staff("wendy") as page:
            go_to(page, "Notices")
            _look_at_both(page, "desk")
            page.get_by_role("button", name="Change the wording of do-not-stop-suddenly en").click()
            page.get_by_label("Body").fill(URGENT)
            page.get_by_role("button", name="Save", exact=True).click()
        with site.staff("carl", phone=True) as page:
            go_to(page, "Notices")
            page.get_by_role("link", name="Look at it (wording of do-not-stop-suddenly en)").click()
            expect(page.get_by_text("1 of numbers 1 to 1 would change")).to_be_visible()
            expect(page.get_by_text("new reports came in today.").first).to_be_visible()
            _look_at_both(page, "approve")
            page.get_by_label("Your password, to sign").fill(factories.PASSWORD)
            page.get_by_role("button", name="Approve").click()
            expect(page.get_by_role("heading", level=1, name="Notices")).to_be_visible()
        reader.reload()
        expect(reader.get_by_text(URGENT)).to_be_visible()
        expect_accessible(reader)


def test_a_clinician_sees_why_a_notice_is_there_and_waives_it_for_one_article(site: Site, article: Article) -> None:
    with site.staff("wendy") as page:
        page.goto(f"/admin/desk/articles/{article.pk}/")
        page.get_by_text("Notices on the page (").click()
        expect(page.get_by_text("words: “suicidal” in the lead")).to_be_visible()
        _look_at_both(page, "hub")
        page.get_by_role("main").get_by_role("link", name="Notices", exact=True).click()
        page.get_by_role("button", name="Set (Off-label or unlicensed use)").click()
        expect(page.get_by_text("Set by Wendy Writer")).to_be_visible()
        _look_at_both(page, "article-notices")
    with site.staff("carl") as page:
        page.goto(f"/admin/desk/articles/{article.pk}/notices/")
        crisis = page.locator(".ed-notice", has_text="thinking about suicide")
        crisis.get_by_role("link", name="Waive this rule for this article").click()
        page.get_by_label("Reason").fill("It speaks of the word, not of suicide.")
        _look_at_both(page, "waive")
        page.get_by_label("Your password, to sign").fill(factories.PASSWORD)
        page.get_by_role("button", name="Waive it").click()
        expect(page.get_by_text("Waived by Carl Clinician, MD")).to_be_visible()
    with site.visitor() as reader:
        reader.goto(f"/articles/{article.slug}/")
        expect(reader.get_by_text("Not an approved use everywhere")).to_be_visible()
        expect(reader.get_by_text("thinking about suicide")).to_have_count(0)


def _look_at_both(page: Page, name: str) -> None:
    """Accessible and no wider than the screen: wide and on a phone, in light and in dark."""
    before = page.viewport_size
    for label, size in (("wide", WIDE), ("phone", PHONE)):
        for scheme in ("light", "dark"):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it takes
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(400)  # the admin fades from one set of colours to the other
            expect_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, label)
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=str(Path(folder) / f"{name}-{label}-{scheme}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
