"""A real Chromium, and the few gestures that journeys are made of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.run import find_chromium

# Playwright runs an event loop in this thread, and the tests themselves use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = find_chromium()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 667}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# The admin fades its links when the colour scheme changes; half-way they have too little contrast.
FADING = """document.getAnimations().some(one => one instanceof CSSTransition && one.playState === "running")"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


expect.set_options(timeout=15_000)
"""As long as a click may take: what is waited for comes late on a busy machine, and is not wrong for that."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium was not found. Install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


class Site:
    """The running site, and the people who use it, each in a browser context of their own."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self.browser, self.url = browser, server.url
        self.complaints: list[str] = []

    @contextmanager
    def visitor(self, *, phone: bool = False, dark: bool = False, script: bool = True) -> Iterator[Page]:
        """A browser without cookies. Whatever it writes to the console as an error fails the journey."""
        context = self.browser.new_context(
            viewport=PHONE if phone else WIDE,  # type: ignore[arg-type]  # a plain dict is what it takes
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            base_url=self.url,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        yield page
        context.close()
        assert self.complaints == []

    @contextmanager
    def staff(self, username: str, *, phone: bool = False, dark: bool = False) -> Iterator[Page]:
        """Somebody signed in through the real form."""
        with self.visitor(phone=phone, dark=dark) as page:
            sign_in(page, username)
            yield page

    def _listen(self, message: ConsoleMessage) -> None:
        # What has no address comes from axe. A page that answers 403, 404, 409 or 410 on purpose is reported by
        # Chromium as a failed load.
        if message.type == "error" and message.location["url"] and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.location['url']}: {message.text}")


@pytest.fixture
def site(browser: Browser, committed_db: None, live_server: LiveServer) -> Site:
    return Site(browser, live_server)


def sign_in(page: Page, username: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Editorial desk")).to_be_visible()


def open_menu(page: Page, label: str) -> None:
    page.locator(".ed-menu > summary", has_text=label).click()


def go_to(page: Page, door: str) -> None:
    """Open the menu on top that has this door, and go through it."""
    behind = page.get_by_role("link", name=door, exact=True, include_hidden=True)
    menu = page.locator(".ed-menu").filter(has=behind)
    menu.locator("summary").click()
    menu.get_by_role("link", name=door, exact=True).click()


def sign_out(page: Page) -> None:
    page.locator(".ed-menu > summary").last.click()
    page.get_by_role("button", name="Log out").click()


def expect_accessible(page: Page) -> None:
    """No axe violation on the page as it stands, with every details element open but the menus, which lie over it."""
    page.wait_for_load_state()  # a click goes on once the next page has begun to arrive
    page.evaluate(
        "document.querySelectorAll('details:not(.ed-menu)').forEach(element => { element.open = true })",
    )
    for _ in range(40):
        # Asked again and again: a promise is never kept on a page that runs no script.
        if not page.evaluate(FADING):
            break
        page.wait_for_timeout(50)
    options: dict[str, object] = {
        "runOnly": {"type": "tag", "values": AXE_TAGS},
        "resultTypes": ["violations"],
        "preload": False,
    }
    results = Axe().run(page, options=options)
    found = [
        f"{rule['id']}: {rule['help']}\n    " + "\n    ".join(str(node["html"])[:200] for node in rule["nodes"][:6])
        for rule in results.response["violations"]
    ]
    assert found == [], "\n" + "\n".join(found)
