"""The whole way of one article, in a real browser: from a text file to readers, and away from them again."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Page, expect

from articles.models import Article, Draft
from tests import factories
from tests.conftest import Cast, make_cast
from tests.journeys.conftest import Site, expect_accessible

EXPORT = Path(__file__).resolve().parent.parent / "fixtures" / "imports" / "answers-without-questions.txt"
SOURCE = {
    "type": "webpage",
    "title": "A sample safety communication",
    "author": [{"literal": "Sample Agency"}],
    "publisher": "Sample Agency",
    "URL": "https://www.example.org/safety",
}
TITLE = "Clonazepam (Klonopin) and Serotonin: What Is Known and What Is Not"
FIRST_WARNING = "Stopping at once, or lowering the dose too fast, can cause withdrawal reactions"


def test_an_exported_text_becomes_a_signed_page_and_changes_stay_unseen_until_signed(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    factories.make_topic("Mental health")
    factories.make_reference("agency2020", **SOURCE)
    call_command("import_articles", str(EXPORT), stdout=StringIO())
    article = Article.objects.get()

    _the_fresh_import_is_refused(site, article)
    _the_writer_mends_and_sends_it(site, article)
    _the_author_may_not_approve(site, article, cast)
    _the_clinician_signs_on_a_phone(site, article)
    _readers_see_nothing_yet(site, article)
    _the_publisher_publishes(site, article)
    _readers_get_text_and_notices(site, article)
    _an_edit_stays_unseen_until_it_is_signed(site, article)
    _withdrawing_takes_it_from_readers(site, article)


def _the_fresh_import_is_refused(site: Site, article: Article) -> None:
    with site.staff("wendy") as page:
        page.goto("/admin/articles/article/")
        page.get_by_role("link", name=TITLE).click()
        expect(page.get_by_role("heading", name="7 things to do before this can be sent for review")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("link", name="Send for review").click()
        expect(page.get_by_role("heading", name="7 things to do before you can send this")).to_be_visible()
        for rule in (
            "Question missing",
            "Source missing",
            "Cites nothing",
            "Subject not confirmed",
            "Author",
            "Funding",
            "Audience",
        ):
            expect(page.get_by_text(rule, exact=True)).to_be_visible()
        expect_accessible(page)


def _the_writer_mends_and_sends_it(site: Site, article: Article) -> None:
    draft = Draft.objects.get(article=article)
    with site.staff("wendy") as page:
        page.goto(f"/admin/articles/draft/{draft.pk}/change/")
        expect_accessible(page)
        body = page.locator("#id_body")
        body.fill(body.input_value().replace("The evidence is mixed.", "The evidence is mixed [@agency2020]."))
        expect(page.locator(".field-body .ed-preview .cite")).to_have_text("Reference [1]")
        for place in range(page.locator("#questions-group .inline-related:not(.empty-form)").count()):
            page.locator(f"#id_questions-{place}-question").fill(f"What does answer {place + 1} say?")
        for box in page.locator("#citations-group .delete input").all():
            box.check()
        page.locator("#id_draft_subjects-0-answer").select_option("confirmed")
        _choose(page, "#id_topics", "Mental")
        page.get_by_role("button", name="Add another Author").click()
        _choose(page, "#id_draft_authors-0-profile", "Wendy")
        page.locator("#id_audience").select_option("public")
        page.locator("#id_funding").select_option("none")
        page.get_by_role("button", name="Save and send for review").click()
        page.get_by_label("Note to the reviewer").fill("Please look at the doses.")
        expect_accessible(page)
        page.get_by_role("button", name="Send for review").click()
        expect(page.get_by_text("Draft: In review")).to_be_visible()


def _the_author_may_not_approve(site: Site, article: Article, cast: Cast) -> None:
    with site.staff("wendy") as page:
        page.goto(_review_address(article))
        expect(page.get_by_text("You cannot decide here.")).to_be_visible()
        expect(page.get_by_role("button", name="Approve and sign")).to_have_count(0)


def _the_clinician_signs_on_a_phone(site: Site, article: Article) -> None:
    with site.staff("clara", phone=True) as page:
        page.goto(_review_address(article))
        expect(page.get_by_role("heading", name="Do not stop this medicine suddenly")).to_be_visible()
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        for box in page.get_by_role("group", name="Checklist").get_by_role("checkbox").all():
            box.check()
        page.get_by_label("I have no conflict of interest with this subject.").check()
        page.get_by_label("Note to the writer").fill("Clear and complete.")
        page.get_by_role("button", name="Approve and sign").click()
        expect(page.get_by_text("Type your password to sign.")).to_be_visible()
        expect(page.get_by_label("Note to the writer")).to_have_value("Clear and complete.")
        page.get_by_label("Your password, to sign").fill(factories.PASSWORD)
        page.get_by_role("button", name="Approve and sign").click()
        expect(page.get_by_text("Draft: Approved")).to_be_visible()


def _readers_see_nothing_yet(site: Site, article: Article) -> None:
    with site.visitor() as page:
        answer = page.goto(f"/articles/{article.slug}/")
        assert answer is not None
        assert answer.status == 404
        expect_accessible(page)
        page.goto("/")
        expect(page.get_by_text(TITLE)).to_have_count(0)
        expect_accessible(page)


def _the_publisher_publishes(site: Site, article: Article) -> None:
    with site.staff("paul") as page:
        page.goto("/admin/articles/article/")
        expect_accessible(page)
        page.get_by_role("link", name=TITLE).click()
        page.get_by_role("link", name="Publish").click()
        expect_accessible(page)
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_role("link", name="Read the live page")).to_be_visible()


def _readers_get_text_and_notices(site: Site, article: Article) -> None:
    for phone, dark in ((False, False), (False, True), (True, False), (True, True)):
        with site.visitor(phone=phone, dark=dark, script=True) as page:
            page.goto("/")
            page.get_by_role("link", name=TITLE).first.click()
            expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
            notice = page.get_by_text(FIRST_WARNING)
            expect(notice).to_be_visible()
            expect(page.get_by_role("heading", name="Medical disclaimer")).to_be_visible()
            expect(page.get_by_text("Clara Clinician, MD").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            assert page.context.cookies() == []
            if phone:
                _the_first_sentence_is_on_the_first_screen(page)
            expect_accessible(page)
            page.goto("/articles/")
            expect_accessible(page)
            page.goto("/topics/mental-health/")
            expect_accessible(page)


def _the_first_sentence_is_on_the_first_screen(page: Page) -> None:
    bottom = page.evaluate(
        """() => {
            const text = document.querySelector('.safety .notice--first p').firstChild;
            const range = document.createRange();
            range.setStart(text, 0);
            range.setEnd(text, text.data.indexOf('.') + 1);
            return range.getBoundingClientRect().bottom + window.scrollY;
        }"""
    )
    assert bottom < 667, f"the first sentence ends at {bottom} px, below the first screen of a phone"


def _an_edit_stays_unseen_until_it_is_signed(site: Site, article: Article) -> None:
    canary = "A sentence that still waits to be signed."
    with site.staff("wendy") as page:
        page.goto("/admin/articles/article/")
        page.get_by_role("link", name=TITLE).click()
        page.get_by_role("button", name="Start a new draft").click()
        lead = page.locator("#id_lead")
        lead.fill(f"{canary} {lead.input_value()}")
        page.get_by_role("button", name="Save and send for review").click()
        page.get_by_role("button", name="Send for review").click()
        expect(page.get_by_text("Draft: In review")).to_be_visible()
    with site.visitor() as page:
        page.goto(f"/articles/{article.slug}/")
        expect(page.get_by_text(canary)).to_have_count(0)
    with site.staff("carl") as page:
        page.goto(_review_address(article))
        expect(page.locator("ins", has_text="still waits to be signed").last).to_be_visible()
        expect_accessible(page)
        _sign_by_keyboard(page)
        expect(page.get_by_text("Draft: Approved")).to_be_visible()
    with site.visitor() as page:
        page.goto(f"/articles/{article.slug}/")
        expect(page.get_by_text(canary)).to_have_count(0)
    with site.staff("paul") as page:
        page.goto(f"/admin/desk/articles/{article.pk}/")
        page.get_by_role("link", name="Publish").click()
        expect(page.locator("ins", has_text="still waits to be signed")).to_be_visible()
        page.get_by_role("button", name="Publish").click()
    with site.visitor() as page:
        page.goto(f"/articles/{article.slug}/")
        expect(page.get_by_text(canary)).to_be_visible()


def _sign_by_keyboard(page: Page) -> None:
    """Tab to each field, tick with Space, type, sign with Enter; every stop shows where it is."""
    page.get_by_role("link", name="Go to the decision").focus()
    page.keyboard.press("Enter")
    for place in range(4):
        _tab_to(page, f"#id_confirmed_{place}")
        page.keyboard.press("Space")
    _tab_to(page, "#id_interests_0")
    page.keyboard.press("Space")
    _tab_to(page, "#id_password")
    page.keyboard.type(factories.PASSWORD)
    _tab_to(page, "button[value=approve]")
    page.keyboard.press("Enter")


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def _withdrawing_takes_it_from_readers(site: Site, article: Article) -> None:
    with site.staff("paul") as page:
        page.goto(f"/admin/desk/articles/{article.pk}/")
        page.get_by_role("link", name="Withdraw").click()
        expect_accessible(page)
        page.get_by_label("Why is it withdrawn?").fill("A source turned out to be wrong.")
        page.get_by_role("button", name="Withdraw").click()
        expect(page.get_by_text("Withdrawn", exact=True).first).to_be_visible()
    with site.visitor() as page:
        answer = page.goto(f"/articles/{article.slug}/")
        assert answer is not None
        assert answer.status == 410
        expect(page.get_by_text("A source turned out to be wrong.")).to_be_visible()
        expect(page.get_by_text(TITLE)).to_have_count(0)
        expect_accessible(page)
        page.goto("/articles/")
        expect(page.get_by_text(TITLE)).to_have_count(0)


def _review_address(article: Article) -> str:
    revision = article.revisions.order_by("-number").first()
    assert revision is not None
    return f"/admin/desk/revisions/{revision.pk}/"


def _choose(page: Page, field: str, words: str) -> None:
    """Pick the first match of an autocomplete, by keyboard."""
    page.locator(f"{field} + .select2 .select2-selection").click()
    page.locator(".select2-search__field").last.fill(words)
    option = page.locator(".select2-results__option--highlighted", has_text=words)
    expect(option).to_be_visible()
    page.keyboard.press("Enter")
