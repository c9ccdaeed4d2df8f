"""Every kind of public page, held against what readers bring: narrow screens, their own spacing and letters, forced
colours, paper, and phones that know neither cascade layers nor :has()."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page, Route

from tests.journeys import old_phone
from tests.journeys.conftest import PHONE, WIDE, Site, expect_accessible
from tests.journeys.everything import ARTICLE, everything

WITHDRAWN, SUSPENDED = "/articles/withdrawn/", "/articles/suspended/"
FRENCH = "/articles/une-mesure/"

ADDRESSES = {
    "/": 200,
    "/articles/": 200,
    "/topics/mental-health/": 200,
    "/subjects/": 200,
    "/subjects/?letter=k": 200,
    "/subjects/clonazepam/": 200,
    "/faq/": 200,
    "/faq/mental-health/": 200,
    "/people/": 200,
    "/people/clara-clinician/": 200,
    "/people/clara-clinician/signed/": 200,
    "/people/wendy-writer/": 200,
    "/people/wendy-writer/written/": 200,
    "/search/": 200,
    "/search/?q=clonazepam": 200,
    "/search/?q=klonopn+overdose": 200,
    "/search/?q=zzzzqq": 200,
    f"/search/?q={'x' * 300}": 400,
    ARTICLE: 200,
    f"{ARTICLE}?view=reading": 200,
    f"{ARTICLE}?view=large": 200,
    f"{ARTICLE}history/": 200,
    f"{ARTICLE}history/1/": 200,
    f"{ARTICLE}feedback/": 200,
    f"{ARTICLE}feedback/?sent=empty": 200,
    f"{ARTICLE}feedback/?sent=crisis": 200,
    f"{ARTICLE}feedback/?helpful=no": 200,
    FRENCH: 200,
    "/languages/": 200,
    "/languages/fr/": 200,
    "/es/languages/fr/": 200,
    "/about/": 200,
    "/about/how-we-review/": 200,
    "/about/privacy/": 200,
    "/about/accessibility/": 200,
    "/about/corrections/": 200,
    "/about/us/": 200,
    "/about/who-pays/": 200,
    "/about/editorial-policy/": 200,
    "/about/contact/": 200,
    WITHDRAWN: 410,
    SUSPENDED: 410,
    "/es/": 200,
    "/es/subjects/": 200,
    "/es/people/clara-clinician/": 200,
    "/es/search/?q=zzzzqq": 200,
    "/es/about/how-we-review/": 200,
    "/es/about/privacy/": 200,
    "/es/nowhere/": 404,
    "/nowhere/": 404,
    "/errors/400/": 400,
    "/errors/403/": 403,
    "/errors/429/": 429,
    "/errors/500/": 500,
    "/errors/503/": 503,
}
"""Every kind of public page and the status it answers with; the five errors are their templates."""
ELSEWHERE = {
    "/",
    "/articles/",
    "/topics/mental-health/",
    "/subjects/",
    "/subjects/?letter=k",
    "/subjects/clonazepam/",
    "/search/",
    "/search/?q=clonazepam",
    "/search/?q=klonopn+overdose",
    "/search/?q=zzzzqq",
    f"/search/?q={'x' * 300}",
    ARTICLE,
    f"{ARTICLE}?view=reading",
    f"{ARTICLE}?view=large",
    f"{ARTICLE}history/",
    f"{ARTICLE}history/1/",
    f"{ARTICLE}feedback/",
    f"{ARTICLE}feedback/?sent=empty",
    "/about/how-we-review/",
    "/about/privacy/",
    "/about/accessibility/",
    "/about/corrections/",
}
"""Looked at with axe in the journeys that are about them."""
NO_PAGES = {
    "markdown": "a text file",
    "references": "a text file",
    "file": "an image",
    "feed": "a feed",
    "topic-feed": "a feed",
    "vote": "sends on to the form",
    "suggestions": "data for the search box",
    "sitemap": "for machines",
    "sitemap-site": "for machines",
    "sitemap-pages": "for machines",
    "sitemap-subjects": "for machines",
    "robots": "for machines",
    "healthz": "for machines",
    "readyz": "for machines",
}
"""Public addresses that answer with no page for people, by their names."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
"""WCAG 2.2, 1.4.12 Text Spacing."""
USUAL, DOUBLED = {"standard": 16, "fixed": 13}, {"standard": 32, "fixed": 26}
"""Sizes of letters as a reader sets them in the browser, so that widths counted in them change too."""
NARROW = {"width": 320, "height": 640}
OPEN_ALL = "document.querySelectorAll('details').forEach(element => { element.open = true })"
SET_STYLE = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = css ? [sheet] : [];
}"""
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1);
    const words = e => `${e.tagName} ${e.getAttribute('class')} ${e.textContent.trim().slice(0, 40)}`;
    return ['scrolls', ...wide.map(words)];
}"""
CUT_OFF = """() => [...document.querySelectorAll('main *')]
    .filter(e => e.checkVisibility() && !e.closest('.vh, .trap') && e.textContent.trim())
    .filter(e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)
        && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
    .map(e => `${e.tagName}.${e.className}`)"""
WITHOUT_AN_EDGE = """() => [...document.querySelectorAll(
        '.btn, input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea, .notice, .callout, .az a,'
        + 'blockquote:has(> h3)')]
    .filter(e => e.checkVisibility() && !e.closest('.trap') && parseFloat(getComputedStyle(e).borderTopWidth) === 0)
    .map(e => e.outerHTML.slice(0, 80))"""
NOT_FOR_PAPER = "[...document.querySelectorAll('nav:not(.az), .search, .skip')].filter(e => e.checkVisibility()).length"
WITHOUT_ROOM = """() => {
    const head = document.querySelector('.head'), main = document.querySelector('main');
    const first = [...main.querySelectorAll('h1, .crumbs a, .eyebrow')].find(e => e.checkVisibility());
    const room = first.getBoundingClientRect().top - (head ?? document.body).getBoundingClientRect().bottom;
    return head && room < 8 ? [`only ${Math.round(room)} pixels above ${first.textContent.trim()}`] : [];
}"""
COLOURS = "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
STYLED = """() => {
    const of = (selector, name) => {
        const found = document.querySelector(selector);
        return found && getComputedStyle(found)[name];
    };
    return {
        margin: of('body', 'marginTop'),
        letters: of('body', 'fontFamily').startsWith('system-ui'),
        title: parseFloat(of('h1', 'fontSize')) >= 28,
        head: of('.head > .wrap', 'display'),
        edge: document.querySelector('h1').getBoundingClientRect().left >= 16,
        notice: of('.notice--first', 'borderTopWidth'),
        card: of('table tbody td', 'display'),
    };
}"""


def _serve_errors(page: Page) -> None:
    """Pages that answer when something is broken, at addresses of their own."""

    documents = {str(code): render_to_string(f"{code}.html") for code in (400, 403, 429, 500, 503)}

    def answer(route: Route) -> None:
        code = route.request.url.rstrip("/").rsplit("/", 1)[1]
        route.fulfill(status=int(code), body=documents[code], content_type="text/html; charset=utf-8")

    page.route("**/errors/*/", answer)


def _open(page: Page, address: str, status: int) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status, address
    if address.endswith("?sent=empty"):
        page.get_by_role("button", name="Send").click()
        page.get_by_role("alert").wait_for()
        page.wait_for_load_state()  # the words are there before the stylesheet is
    if address.endswith("?sent=crisis"):
        page.get_by_label("Something is wrong or out of date").check()
        page.get_by_label("What should we know?").fill("It made me think of suicide.")
        page.wait_for_timeout(4_000)  # what is sent sooner comes from a machine
        page.get_by_role("button", name="Send").click()
        page.get_by_role("heading", name="Please read this first").wait_for()
        page.wait_for_load_state()
    page.evaluate(OPEN_ALL)


def test_every_public_address_that_answers_with_a_page_is_among_these() -> None:
    pages = [address.partition("?")[0] for address, status in ADDRESSES.items() if status in {200, 410}]
    looked_at = {resolve(address.removeprefix("/es")).url_name or "" for address in pages}

    assert set(names_in(get_resolver("articles.reader.urls").url_patterns)) == looked_at | NO_PAGES.keys()


def names_in(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_in(pattern.url_patterns) if pattern.namespace is None else ()
        elif pattern.name:
            yield pattern.name


@pytest.fixture
def pages(site: Site) -> Site:
    everything()
    return site


def test_every_public_page_bends_to_what_its_reader_needs(pages: Site) -> None:
    with pages.visitor() as page:
        _serve_errors(page)
        wrong: dict[str, object] = {}
        for address, status in ADDRESSES.items():
            _open(page, address, status)
            wrong |= {f"{name} {address[:80]}": found for name, found in _what_is_wrong(page).items() if found}
            if address not in ELSEWHERE:
                for size in (WIDE, PHONE):
                    page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it takes
                    for scheme in ("light", "dark"):
                        page.emulate_media(color_scheme=scheme)
                        expect_accessible(page)
                page.emulate_media(color_scheme="light")
        assert wrong == {}, "\n".join(f"{place}: {found}" for place, found in wrong.items())


def _what_is_wrong(page: Page) -> dict[str, object]:
    found: dict[str, object] = {}
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it takes
    found["narrow"] = page.evaluate(TOO_WIDE)
    page.evaluate(SET_STYLE, SPACED)
    found["spaced"] = page.evaluate(TOO_WIDE) + page.evaluate(CUT_OFF)
    page.evaluate(SET_STYLE, "")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict is what it takes
    found["under the header"] = page.evaluate(WITHOUT_ROOM)
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": DOUBLED})
    found["doubled on a phone"] = page.evaluate(TOO_WIDE) + page.evaluate(CUT_OFF)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dict is what it takes
    found["doubled"] = page.evaluate(TOO_WIDE) + page.evaluate(CUT_OFF)
    session.send("Page.setFontSizes", {"fontSizes": USUAL})
    page.emulate_media(forced_colors="active")
    found["forced colours"] = page.evaluate(WITHOUT_AN_EDGE)
    page.emulate_media(forced_colors="none", media="print", color_scheme="dark")
    found["on paper"] = page.evaluate(NOT_FOR_PAPER)
    if page.evaluate(COLOURS) != ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]:
        found["ink"] = page.evaluate(COLOURS)
    page.emulate_media(media="screen", color_scheme="light")
    return found


def test_a_phone_without_cascade_layers_gets_styled_pages(pages: Site) -> None:
    css = (Path(settings.BASE_DIR) / "static" / "css" / "site.css").read_text(encoding="utf-8")
    old = old_phone.as_it_reads(css)
    assert ":has(" not in old
    with pages.visitor(phone=True) as page:
        _serve_errors(page)
        page.route("**/css/site*.css", lambda route: route.fulfill(body=old, content_type="text/css"))
        for address, status in ADDRESSES.items():
            _open(page, address, status)
            page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it takes
            assert page.evaluate(TOO_WIDE) == [], address
            styled = page.evaluate(STYLED)
            assert {key: styled[key] for key in ("margin", "letters", "title", "head", "edge")} == {
                "margin": "0px",
                "letters": True,
                "title": True,
                "head": "flex",
                "edge": True,
            }, address
            assert styled["notice"] in {None, "4px"}, address
            assert styled["card"] in {None, "block"}, address
            if address == ARTICLE:
                assert (styled["notice"], styled["card"]) == ("4px", "block")
                page.evaluate("document.querySelectorAll('details').forEach(element => { element.open = false })")
                page.evaluate("dispatchEvent(new Event('beforeprint'))")
                assert page.locator("details.qa:not([open])").count() == 0
                expect_accessible(page)
