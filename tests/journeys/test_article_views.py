"""The parts of an article on a phone: its table read by a screen reader, its views, its way on."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible

BODY = """Clonazepam is a medicine [@sample2020].

## How it compares

| Option | How soon | Talk about |
|---|---|---|
| Talking | Over weeks | Waiting times |
| Clonazepam | Within hours | Sleepiness |

Table: Two options

> ### Worth asking
>
> Bring a list of what you take.
"""


def live_articles() -> None:
    cast, now = make_cast(), timezone.now()
    factories.approve_all_notices(cast.clinician)
    for title, body in (("Clonazepam withdrawal", "It can be severe [@sample2020]."), ("Clonazepam", BODY)):
        draft = factories.make_draft(cast.writer, now=now, title=title, subjects=(factories.clonazepam(),), body=body)
        factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
        factories.publish(draft, cast.publisher, now=now)


def _roles(page: Page) -> dict[str, list[str]]:
    """Names of everything in the accessibility tree, by role, as Chromium gives it to a screen reader."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    found: dict[str, list[str]] = {}
    for node in nodes:
        if not node.get("ignored"):
            found.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
    return found


def _fits(page: Page) -> None:
    expect_accessible(page)
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 375, "height": 667})


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_a_table_as_cards_that_are_still_read_as_a_table(site: Site, dark: bool) -> None:
    live_articles()
    with site.visitor(phone=True, dark=dark) as page:
        page.goto("/articles/clonazepam/")
        assert page.locator("table tbody td").first.evaluate("cell => getComputedStyle(cell).display") == "block"
        roles = _roles(page)
        assert roles["table"] == ["Two options"]
        assert roles["rowheader"] == ["Talking", "Clonazepam"]
        assert roles["columnheader"] == ["Option", "How soon", "Talk about"]
        assert len(roles["row"]) == 3
        assert len(roles["cell"]) == 4
        _fits(page)
        expect(page.get_by_role("link", name="Clonazepam withdrawal")).to_be_visible()

        mark = page.locator(".prose .cite a").first
        mark.press("Enter")
        source = page.get_by_role("dialog", name="Reference 1")
        expect(source).to_contain_text("A sample study called sample2020")
        expect(source).to_be_focused()
        expect_accessible(page)
        page.keyboard.press("Escape")
        expect(source).to_be_hidden()
        expect(mark).to_be_focused()
        mark.click()
        source.get_by_role("link", name="Go to reference 1").click()
        expect(source).to_be_hidden()
        expect(page.locator("#ref-1")).to_be_in_viewport()

        page.get_by_role("link", name="Reading version").click()
        expect(page.get_by_role("heading", name="Safety information", exact=True)).to_be_visible()
        expect(page.locator(".cite")).to_have_count(0)
        expect(page.get_by_text("Yes, it is.")).to_be_visible()
        _fits(page)
        page.get_by_role("link", name="Full page with sources").click()

        page.get_by_role("link", name="Large print").click()
        for part in (".lede", ".notice--first p", ".prose p"):
            size = page.locator(part).first.evaluate("line => parseFloat(getComputedStyle(line).fontSize)")
            assert size >= 24, part
        expect(page.get_by_role("link", name="Large print")).to_have_count(0)
        _fits(page)
        page.get_by_role("link", name="Normal print").click()
        expect(page.get_by_role("link", name="Large print")).to_be_visible()
