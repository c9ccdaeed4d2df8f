"""Take the pictures of the documentation from a fresh demonstration: make screenshots.

Starts a demonstration of its own (a database in a temporary folder, a free port), signs in as each of its people, and
writes docs/images/. Needs Chromium and the packages of development. A picture whose page looks different from the last
time changes in the repository: look at it before you commit it.
"""

import io
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fresh_demo import PASSWORD, fresh_demo
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
BROKEN_TEXT = ROOT / "tests" / "fixtures" / "imports" / "answers-without-questions.txt"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, PHONE = (1280, 900), (375, 812)
COLOURS = 128
"""Enough for pictures of text; a quarter of the bytes."""


@dataclass(frozen=True)
class Shot:
    """One picture: who looks (empty for a reader), at what, how large; ``act`` does something on the page first."""

    name: str
    who: str
    address: str
    size: tuple[int, int] = WIDE
    dark: bool = False
    act: Callable[[Page], None] | None = None


def follow(*names: str) -> Callable[[Page], None]:
    """Click links by their names, one after the other."""

    def act(page: Page) -> None:
        for name in names:
            page.get_by_role("link", name=re.compile(name, re.IGNORECASE)).first.click()
            page.wait_for_load_state("networkidle")

    return act


def show(selector: str) -> Callable[[Page], None]:
    """Put an element near the top of the picture."""

    def act(page: Page) -> None:
        page.locator(selector).evaluate("e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 120)")
        page.wait_for_timeout(1500)  # the live preview answers

    return act


def then(*acts: Callable[[Page], None]) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for one in acts:
            one(page)

    return act


def paste_broken_text(page: Page) -> None:
    page.get_by_label(re.compile("paste", re.IGNORECASE)).first.fill(BROKEN_TEXT.read_text(encoding="utf-8"))
    page.get_by_role("button", name="Check it").first.click()
    page.wait_for_load_state("networkidle")


def paste_identifiers(page: Page) -> None:
    """One that the library has, one that it has not, and a slip of the keyboard."""
    page.get_by_label(re.compile("paste", re.IGNORECASE)).first.fill("PMID: 26900641\nPMID: 17578978\n10.4239")
    page.get_by_label("Format").select_option("identifiers")
    page.get_by_role("button", name="See what becomes of it").click()
    page.wait_for_load_state("networkidle")


ARTICLE = "/articles/clonazepam-and-serotonin/"
SHOTS = (
    Shot("article", "", ARTICLE),
    Shot("article-phone-dark", "", ARTICLE, size=PHONE, dark=True),
    Shot("home", "", "/"),
    Shot("history", "", "/articles/metformin-and-vitamin-b12/history/"),
    Shot("person", "", "/people/", act=follow("Omar Example")),
    Shot("questions", "", "/faq/"),
    Shot("writing", "writer", "/admin/articles/article/", act=follow("does to the liver", "^edit$")),
    Shot(
        "preview",
        "writer",
        "/admin/articles/article/",
        act=then(follow("does to the liver", "^edit$"), show("#id_body")),
    ),
    Shot("import", "writer", "/admin/desk/import/", act=paste_broken_text),
    Shot("references-import", "writer", "/admin/references/reference/import/", act=paste_identifiers),
    Shot("references-record", "writer", "/admin/references/reference/?q=26900641", act=follow("^aroda2016$")),
    Shot(
        "references-uses",
        "writer",
        "/admin/references/reference/?q=26900641",
        act=follow("^aroda2016$", "Where it is used"),
    ),
    Shot("review", "reviewer", "/admin/articles/article/", act=follow("clonazepam lower", "^review$")),
    Shot(
        "review-phone", "reviewer", "/admin/articles/article/", size=PHONE, act=follow("clonazepam lower", "^review$")
    ),
    Shot("comments", "writer", "/admin/articles/article/", act=follow("sleepwalking", "open comments")),
    Shot("notices", "reviewer", "/admin/desk/notices/"),
    Shot("stop-phone", "publisher", "/admin/desk/stop/", size=PHONE),
    Shot("register", "admin", "/admin/desk/register/"),
)


def take(browser: Browser, site: str, shot: Shot) -> bytes:
    """One picture as a small PNG."""
    context = browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        base_url=site,
    )
    page = context.new_page()
    if shot.who:
        page.goto("/admin/login/")
        page.get_by_label("Username").fill(shot.who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_load_state("networkidle")
    answer = page.goto(shot.address)
    if answer is None or not answer.ok:
        raise SystemExit(f"{shot.name}: {shot.address} does not answer with a page.")
    if shot.act:
        shot.act(page)
    page.wait_for_load_state("networkidle")
    picture = page.screenshot()
    context.close()
    small = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> None:
    wanted = set(sys.argv[1:])
    if CHROMIUM is None:
        raise SystemExit("Chromium was not found. Install it, or name it in CHROMIUM.")
    IMAGES.mkdir(exist_ok=True)
    with fresh_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                picture = take(browser, demo.address, shot)
                (IMAGES / f"{shot.name}.png").write_bytes(picture)
                print(f"docs/images/{shot.name}.png {len(picture) // 1024} kB")
        browser.close()


if __name__ == "__main__":
    main()
