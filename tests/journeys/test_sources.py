"""Sources in a real browser: a broken list is mended, and the reviewer ticks off what they compared."""

import pytest
from playwright.sync_api import Page, expect

from articles.content import Citation, Passage
from articles.domain.drafting.conversion import draft_content
from articles.models import Decision, Draft
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible

LOST = "Sample A. A sample study called lost2019. Sample Journal. 2019;4:11-9. PMID: 12345678."


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_a_writer_finds_a_source_and_a_reviewer_ticks_it_off(phone: bool, dark: bool, site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    identifiers = {"PMID": "12345678", "DOI": "10.1002/14651858.CD000000.pub2", "PMCID": "PMC1234567"}
    factories.make_reference("lost2019", issued={"date-parts": [[2019]]}, **identifiers)
    held = factories.content().citations[0]
    quoted = held.model_copy(
        update={"passage": Passage(quote="It was seen in 5 of 100 samples.", place="p. 3, Table 2")}
    )
    draft = factories.make_draft(
        cast.writer,
        citations=(
            quoted,
            Citation(key="ref-2", number=2),
            Citation(number=3, raw_text="Unknown. 1950."),
        ),
        body="A statement [@sample2020]. Another one [@ref-2].",
    )

    with site.staff("wendy", phone=phone, dark=dark) as page:
        page.goto(f"/admin/articles/draft/{draft.pk}/change/")
        page.get_by_role("link", name="Find sources").click()
        page.get_by_label("References").fill(f"2. {LOST}")
        page.get_by_role("button", name="Take these texts").click()
        expect(page.get_by_text("Texts for sources that had none: 1. New sources: 0.")).to_be_visible()
        expect(page.get_by_text("Fits: PMID, title, first author, year.")).to_be_visible()
        expect_accessible(page)
        _fits(page)
        source = page.get_by_role("group", name="Source 2")
        source.get_by_role("radio", name="100 %").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Take over what I picked").click()
        expect(page.get_by_text("Taken over.")).to_be_visible()
        expect(page.get_by_text("1 source is only a text.")).to_be_visible()
        expect_accessible(page)

    found = draft_content(Draft.objects.with_rows().get(pk=draft.pk)).citations
    fresh = factories.save(draft, cast.writer, citations=found[:2])
    revision = factories.submit(fresh, cast.writer)
    with site.staff("clara", phone=phone, dark=dark) as page:
        page.goto(f"/admin/desk/revisions/{revision.pk}/")
        expect(page.get_by_text("It was seen in 5 of 100 samples.")).to_be_visible()
        page.get_by_label("I compared source 1 with these sentences.").check()
        expect_accessible(page)
        _fits(page)
        page.get_by_label("Note to the writer").fill("Please quote the second source too.")
        page.get_by_role("button", name="Request changes").click()
        expect(page.get_by_text("Please quote the second source too.").first).to_be_visible()
        page.goto(f"/admin/desk/revisions/{revision.pk}/")
        expect(page.get_by_text("Sources compared with the text: sample2020. Not ticked: ref-2.")).to_be_visible()
        expect_accessible(page)
    assert '"source:sample2020"' in Decision.objects.get().checklist

    with site.staff("wendy", phone=phone, dark=dark) as page:
        page.goto("/admin/references/reference/")
        page.get_by_role("link", name="lost2019").click()
        page.get_by_role("link", name="Where it is used").click()
        expect(page.get_by_role("heading", name="Where it is used")).to_be_visible()
        expect(page.get_by_role("link", name="A sample article")).to_be_visible()
        expect_accessible(page)
        _fits(page)
