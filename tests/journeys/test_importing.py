"""A writer pastes a broken text, sees what becomes of every line, makes a draft of it, and imports it again."""

from pathlib import Path

from playwright.sync_api import Page, expect

from articles.models import Article, Decision, Draft
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import PHONE, WIDE, Site, expect_accessible, go_to

EXPORT = Path(__file__).resolve().parent.parent / "fixtures" / "imports" / "answers-without-questions.txt"
TITLE = "Clonazepam (Klonopin) and Serotonin: What Is Known and What Is Not"


ALL_FOUR = ((PHONE, "dark"), (PHONE, "light"), (WIDE, "dark"), (WIDE, "light"))
TWO = ((PHONE, "dark"), (WIDE, "light"))


def expect_accessible_in(page: Page, looks: tuple[tuple[dict[str, int], str], ...]) -> None:
    """At these widths and in these colours; and nothing runs out of the side of a phone."""
    for size, scheme in looks:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it takes
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two words it knows
        page.wait_for_timeout(400)  # the admin fades its colours
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_pasted_text_becomes_a_draft_and_a_changed_one_a_proposed_change(site: Site) -> None:
    make_cast()
    text = EXPORT.read_text(encoding="utf-8")
    with site.staff("wendy") as page:
        page.goto("/admin/articles/article/")
        page.get_by_role("link", name="Import articles").click()
        _a_broken_text_is_told_and_stays(page)
        _the_account_of_every_line(page, text)
        page.get_by_role("button", name="Make the draft").click()
        expect(page.get_by_text("is a draft now. The report of its import stays with it.")).to_be_visible()
        expect(page.get_by_role("heading", name="7 things to do before this can be sent for review")).to_be_visible()
        page.get_by_role("link", name="Report of pasted text").click()
        expect(page.get_by_role("heading", name="The account of the import")).to_be_visible()
        _the_changed_text_waits_for_a_decision(page, text)
    assert Article.objects.count() == 1
    assert Draft.objects.get().version == 2


def test_it_all_works_without_a_script(site: Site) -> None:
    make_cast()
    with site.staff("wendy") as page:
        cookies = page.context.cookies()
    with site.visitor(script=False, phone=True) as page:
        page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what the other browser gave
        page.goto("/admin/desk/import/")
        page.get_by_label("Files").set_input_files(EXPORT)
        page.get_by_role("button", name="Check it").click()
        page.get_by_role("button", name="Make the draft").click()
        expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()


def test_a_clinician_reads_a_sample_and_signs_a_manifest(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    for number in range(3):
        factories.submit(factories.make_draft(cast.writer, title=f"Imported text {number}"), cast.writer)
    with site.staff("wendy") as page:
        go_to(page, "Manifests")
        page.get_by_role("link", name="New manifest").click()
        page.get_by_label("Name of the manifest").fill("Autumn import")
        for box in page.get_by_role("checkbox").all():
            box.check()
        expect_accessible_in(page, TWO)
        page.get_by_role("button", name="Make the manifest").click()
        expect(page.get_by_text("You cannot sign here. Only clinicians sign.")).to_be_visible()
    with site.staff("clara") as page:
        go_to(page, "Manifests")
        expect_accessible_in(page, TWO)
        page.get_by_role("link", name="Autumn import").click()
        page.get_by_role("button", name="Choose my sample").click()
        for number in range(1, 4):
            page.get_by_role("button", name=f"Open text {number} to read it").click()
            expect(page.get_by_role("heading", name="The whole text")).to_be_visible()
            page.get_by_role("link", name="Autumn import").click()
        for box in page.get_by_role("group", name="For every one of these texts").get_by_role("checkbox").all():
            box.check()
        page.get_by_label("I have no conflict of interest with any of these subjects.").check()
        expect_accessible_in(page, ALL_FOUR)
        page.get_by_label("Your password, to sign").fill(factories.PASSWORD)
        page.get_by_role("button", name="Sign 3 texts").click()
        expect(page.get_by_text("You signed 3 of 3 texts.")).to_be_visible()
        expect_accessible_in(page, TWO)
    assert Decision.objects.count() == 3
    assert set(Draft.objects.values_list("state", flat=True)) == {"approved"}


def _a_broken_text_is_told_and_stays(page: Page) -> None:
    page.get_by_label("Or paste the text of one article").fill("---\ntitle: One: two\n---\nMy text.")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("alert")).to_contain_text("The front matter cannot be read in line 2")
    expect(page.get_by_label("Or paste the text of one article")).to_have_value("---\ntitle: One: two\n---\nMy text.")
    expect_accessible_in(page, TWO)


def _the_account_of_every_line(page: Page, text: str) -> None:
    page.get_by_label("Or paste the text of one article").fill(text)
    page.get_by_role("button", name="Check it").click()
    lines = page.locator(".ed-line")
    expect(lines.first).to_contain_text('Left out: "Skip to content" is a page control.')
    expect(page.get_by_text("Disclaimer left out; ours takes its place.").first).to_be_visible()
    assert lines.count() == len([row for row in text.split("\n") if row.strip()])
    assert Article.objects.count() == 0
    expect_accessible_in(page, ALL_FOUR)


def _the_changed_text_waits_for_a_decision(page: Page, text: str) -> None:
    go_to(page, "Import")
    page.get_by_label("Or paste the text of one article").fill(text.replace("The evidence is mixed.", "It is mixed."))
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Propose the change").click()
    expect(page.get_by_role("heading", name="What the source has otherwise")).to_be_visible()
    expect_accessible_in(page, TWO)
    page.get_by_role("button", name="Take over what is chosen").click()
    expect(page.get_by_text("The chosen fields are in the draft, as a new saved version.")).to_be_visible()
