"""A clinician on a phone: what changed, comments, suggested wording, and a network that fails midway."""

import re

from playwright.sync_api import Page, Route, expect

from articles.domain.drafting import drafts
from articles.models import Decision, Draft, Revision, UnfinishedReview
from tests import factories
from tests.conftest import Cast, make_cast
from tests.journeys.conftest import Site, expect_accessible

BODY = "An opening.\n\n## What it is\n\nMost people **sleep badly** in the first week [@sample2020]. It passes."


def in_review() -> tuple[Cast, Revision]:
    """A live article whose next version waits."""
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer, body=BODY)
    factories.approve(factories.submit(draft, cast.writer), cast.second_clinician)
    publication = factories.publish(draft, cast.publisher)
    newer = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    factories.save(newer, cast.writer, body=BODY.replace("It passes.", "It passes within a month."))
    return cast, factories.submit(newer, cast.writer)


def open_review(page: Page, revision: Revision) -> None:
    page.goto(f"/admin/desk/revisions/{revision.pk}/")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def mark(page: Page, words: str) -> None:
    """Mark words of the text, as a finger does."""
    page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector(".ed-new"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return;
            }
        }""",
        words,
    )


def test_a_wording_goes_from_a_phone_to_the_writer_and_the_reviewer_signs(site: Site) -> None:
    cast, revision = in_review()
    with site.staff("clara", phone=True) as page:
        open_review(page, revision)
        expect(page.get_by_text("1 change, about")).to_be_visible()
        expect_accessible(page)
        assert fits(page)
        open_review(page, revision)
        mark(page, "in the first week")
        page.get_by_role("button", name="Comment on the marked words").click()
        part = page.locator(".ed-field .ed-comment")
        expect(part.get_by_label("Words it is about")).to_have_value("in the first week")
        page.keyboard.type("The source says month.")
        part.get_by_label("Better wording").fill("in the first month")
        part.get_by_role("button", name="Add the comment").click()
        expect(page.get_by_text("Your suggestion is noted.")).to_be_visible()
        page.get_by_label("Note to the writer").fill("Please look at my comment.")
        page.get_by_role("button", name="Request changes").click()
        expect(page.get_by_text("Draft: Changes requested")).to_be_visible()

    with site.staff("wendy", phone=True, dark=True) as page:
        page.goto(f"/admin/articles/draft/{revision.draft_id}/change/")
        expect(page.get_by_role("heading", name="1 open comment of the review")).to_be_visible()
        expect_accessible(page)
        assert fits(page)
        page.locator("#id_lead").fill("A lead that was typed meanwhile.")
        page.get_by_role("button", name="Take this wording over, and save").click()
        expect(page.get_by_text("The suggested wording is in your text now, and saved.")).to_be_visible()
        page.get_by_role("link", name="All that was said about this text").click()
        expect(page.get_by_text(re.compile("Wording taken over by Wendy Writer"))).to_be_visible()
        expect_accessible(page)
        assert fits(page)

    draft = Draft.objects.get(pk=revision.draft_id)
    assert "in the first month [@sample2020]" in draft.body
    assert draft.lead == "A lead that was typed meanwhile."
    again = factories.submit(draft, cast.writer)
    factories.approve(again, cast.clinician)
    assert Decision.objects.filter(revision=again, by=cast.clinician).exists()


def test_a_slow_network_that_fails_loses_nothing(site: Site) -> None:
    _, revision = in_review()
    failing = {"is_on": True}

    def fail(route: Route) -> None:
        if failing["is_on"]:
            route.abort()
        else:
            route.continue_()

    with site.staff("clara", phone=True, dark=True) as page:
        page.route("**/unfinished/", fail)
        open_review(page, revision)
        page.get_by_role("group", name="Checklist").get_by_role("checkbox").first.check()
        page.get_by_label("I compared source 1 with these sentences.").check()
        page.get_by_label("Note to the writer").fill("Half a note")
        page.get_by_text("Comment on any part").click()
        page.locator("#any-body").fill("Half a comment")
        expect(page.get_by_text("The server was not reached")).to_be_visible()
        assert not UnfinishedReview.objects.exists()

        # The window is closed and opened again: the browser has it.
        open_review(page, revision)
        here = page.locator("#ed-here")
        expect(here).to_be_visible()
        expect_accessible(page)
        here.get_by_role("button", name="Take it up again").click()
        expect(page.get_by_label("Note to the writer")).to_have_value("Half a note")
        expect(page.locator("#any-body")).to_have_value("Half a comment")
        expect(page.get_by_label("I compared source 1 with these sentences.")).to_be_checked()

        # The network is there again: the server gets it by itself.
        failing["is_on"] = False
        page.get_by_label("Note to the writer").press_sequentially(", and more.")
        expect(page.get_by_text("Kept for later at")).to_be_visible()
        # A comment is sent: the decision stands there as it was.
        page.locator("#comments").get_by_label("Part").select_option("Lead")
        page.get_by_role("button", name="Add the comment").last.click()
        expect(page.get_by_text("Your comment is noted.")).to_be_visible()
        expect(page.get_by_label("Note to the writer")).to_have_value("Half a note, and more.")

    with site.staff("clara") as page:
        open_review(page, revision)
        begun = page.locator("#ed-begun")
        expect(begun.get_by_text("1 point confirmed, 1 source compared, a note to the writer")).to_be_visible()
        expect_accessible(page)
        begun.get_by_role("link", name="Take it up again").click()
        expect(page.get_by_label("Note to the writer")).to_have_value("Half a note, and more.")
        page.get_by_role("button", name="Request changes").click()
        expect(page.get_by_text("Draft: Changes requested")).to_be_visible()
        assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('review-')).length") == 0
    assert not UnfinishedReview.objects.exists()


def test_what_was_left_open_when_a_text_was_published_is_taken_over_in_the_next_draft(site: Site) -> None:
    cast, revision = in_review()
    with site.staff("clara") as page:
        open_review(page, revision)
        for words, better in (("within a month", "within four weeks"), ("in the first week", "at first")):
            mark(page, words)
            page.get_by_role("button", name="Comment on the marked words").click()
            part = page.locator(".ed-field .ed-comment[open]")
            part.get_by_label("Comment", exact=True).fill("For next time.")
            part.get_by_label("Better wording").fill(better)
            part.get_by_role("button", name="Add the comment").click()
            expect(page.get_by_text("Your suggestion is noted.")).to_be_visible()
    factories.approve(revision, cast.second_clinician)
    factories.publish(Draft.objects.get(pk=revision.draft_id), cast.publisher)

    with site.staff("wendy", phone=True) as page:
        page.goto(f"/admin/desk/articles/{revision.article_id}/")
        page.get_by_role("button", name="Start a new draft").click()
        expect(page.get_by_role("heading", name="2 open comments of the review")).to_be_visible()
        expect(page.get_by_text(re.compile("^From the review of"))).to_have_count(2)
        expect_accessible(page)
        assert fits(page)
        page.get_by_role("button", name="Take this wording over, and save").first.click()
        expect(page.get_by_text("The suggested wording is in your text now, and saved.")).to_be_visible()
        expect(page.get_by_role("heading", name="1 open comment of the review")).to_be_visible()
        page.get_by_role("link", name=re.compile("Answer or decline the comment")).click()
        page.get_by_text("Answer, decline or resolve").click()
        page.get_by_label("Your answer, or why you decline").fill("The source says first week.")
        page.get_by_role("button", name="Decline the wording").click()
        expect(page.get_by_text(re.compile("declined by Wendy Writer", re.IGNORECASE))).to_be_visible()
        expect_accessible(page)
        assert fits(page)

    draft = Draft.objects.open().get()
    assert "It passes within four weeks." in draft.body
    assert "in the first week" in draft.body
