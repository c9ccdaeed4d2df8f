"""The library in the browser: an import, two records made one, a record looked up, a source that has to go."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from articles.domain.upkeep import source_calls
from articles.models import ReviewCall
from references import completing, library
from references.completing import Asker
from references.models import Completion, CompletionState, Reference
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import PHONE, WIDE, Site, expect_accessible
from tests.references.completing.test_completing import CONTACT, Recorded

RECORDS = """TY  - JOUR
ID  - sample2020
AU  - Sample, Ada
TI  - A made-up study of sleep
T2  - Sample Journal
PY  - 2020
DO  - 10.1000/one
ER  -

TY  - JOUR
ID  - sample2020x
AU  - Sample, Ada
TI  - A made-up study of sleep
T2  - Sample Journal
PY  - 2020
DO  - 10.1000/two
ER  -

TY  - JOUR
AU  - Nobody, N
ER  -
"""


def look(page: Page) -> None:
    for size, scheme in ((PHONE, "dark"), (WIDE, "light")):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it takes
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two words it knows
        page.wait_for_timeout(400)  # the admin fades its colours
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_library_is_imported_and_two_records_become_one(site: Site) -> None:
    make_cast()
    with site.staff("wendy") as page:
        page.goto("/admin/references/reference/")
        page.get_by_role("link", name="Import references").click()
        page.get_by_role("button", name="See what becomes of it").click()
        expect(page.get_by_text("Choose a file, or paste references.")).to_be_visible()
        look(page)

        page.get_by_label("Or paste references").fill(RECORDS)
        page.get_by_role("button", name="See what becomes of it").click()
        expect(page.get_by_text("3 records, read as RIS. Nothing is stored yet.")).to_be_visible()
        expect(page.get_by_text("It has no title and no identifier.")).to_be_visible()
        expect(page.get_by_text("May be sample2020 (record 1 of pasted text)")).to_be_visible()
        look(page)
        assert Reference.objects.count() == 0

        page.get_by_role("button", name="Store them").click()
        page.get_by_role("link", name="Look at the pairs side by side").click()
        expect(page.get_by_role("heading", name="sample2020 and sample2020x")).to_be_visible()
        look(page)

        page.get_by_role("button", name="Keep sample2020", exact=True).click()
        expect(page.get_by_text("Merged: sample2020x went into sample2020.")).to_be_visible()
        look(page)

        page.goto(f"/admin/references/reference/{Reference.objects.current().get().pk}/change/")
        look(page)
        page.get_by_label("Authors").fill("Sample, Ada\nOther, Bo")
        page.get_by_label("Volume").fill("7")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("was changed successfully")).to_be_visible()
    (kept,) = Reference.objects.current()
    assert (kept.key, kept.authors, kept.csl["volume"]) == ("sample2020", "Sample Other", "7")


def test_a_retracted_source_is_found_followed_and_answered(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    work = factories.make_reference("sample2020", PMID="123456")
    draft = factories.make_draft(cast.writer, reference=work)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    live = factories.publish(draft, cast.publisher)
    library.put(dict(work.csl) | {"status": "retracted"})
    source_calls.note_doubted(now=factories.NOW)
    Completion.objects.create(
        reference=work,
        state=CompletionState.OTHER_WORK,
        identifier="PMID 123456",
        service="PubMed",
        found={"id": "x", "type": "book", "title": "Quite another made-up book", "PMID": "123456"},
        answered_at=factories.NOW,
        attempts=1,
    )

    with site.staff("clara") as page:
        expect(page.get_by_role("heading", name="Sources to deal with")).to_be_visible()
        look(page)
        page.get_by_role("heading", name="Sources to deal with").locator("..").get_by_role("link").click()
        expect(page.get_by_text("A statement with a source").first).to_be_visible()
        look(page)
        page.get_by_role("link", name="Open the record").click()
        expect(page.get_by_role("heading", name="Identifier of another work")).to_be_visible()
        expect(page.get_by_text("Quite another made-up book")).to_be_visible()
        look(page)

        page.goto(f"/admin/desk/articles/{live.article_id}/sources/")
        look(page)
        with page.expect_download() as saved:
            page.get_by_role("link", name=re.compile("^RIS")).click()
        assert saved.value.suggested_filename == "a-sample-article-references.ris"

        page.goto("/admin/desk/reviews-due/")
        expect(page.get_by_text("by 2 December 2026")).to_be_visible()
        look(page)
        page.get_by_role("link", name="Close without a signature").click()
        page.get_by_label("Why nothing has to be done").fill("The sentence is about the retraction itself.")
        look(page)
        page.get_by_role("button", name="Close it").click()
        expect(page.get_by_text("Nothing called for a review.")).to_be_visible()
    assert ReviewCall.objects.get().closing_note == "The sentence is about the retraction itself."


def answer(**more: str | int | Exception) -> None:
    """What the clock does: ask for all that is due. Recorded answers stand for the services."""
    asker = Asker(contact=CONTACT, download=Recorded(**more))
    list(completing.complete_due(asker=asker, limit=10, now=lambda: factories.NOW))


def test_an_identifier_is_asked_about_until_it_is_a_record(site: Site, settings: Any) -> None:
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    make_cast()
    with site.staff("wendy") as page:
        page.goto("/admin/references/reference/import/")
        page.get_by_label("Or paste references").fill("978-0-9802004-4-7\nNCT00000000")
        page.get_by_role("button", name="See what becomes of it").click()
        page.get_by_role("button", name="Store them").click()
        book, trial = Reference.objects.get(isbn="9780980200447"), Reference.objects.get(nct="NCT00000000")
        page.goto(f"/admin/references/reference/{trial.pk}/change/")
        expect(page.get_by_role("heading", name="Only an identifier is known")).to_be_visible()
        expect(page.get_by_text("It waits to be asked for.")).to_be_visible()
        expect(page.get_by_role("button", name="Ask again")).to_have_count(0)

        answer()
        page.reload()
        expect(page.get_by_text("ClinicalTrials.gov has no trial NCT00000000. Check each digit")).to_be_visible()
        look(page)
        page.get_by_role("button", name="Ask again").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("It is asked for within the next minutes.")).to_be_visible()
        expect(page.get_by_text("It waits to be asked for.")).to_be_visible()
        look(page)

        page.goto(f"/admin/references/reference/{book.pk}/change/")
        expect(page.get_by_label("Title:", exact=True)).to_have_value("Slow reading")
        expect(page.get_by_text("about ISBN 9780980200447: it is this work.")).to_be_visible()
        page.get_by_label("Title:", exact=True).fill("A made-up book of sleep")
        page.get_by_role("button", name="Save and continue editing").click()
        expect(page.get_by_role("heading", name="Identifier of another work")).to_be_visible()
        expect(page.get_by_text("Miedema J. Slow reading.")).to_be_visible()
        look(page)
        page.get_by_label("Title:", exact=True).fill("Slow reading")
        page.get_by_role("button", name="Save and continue editing").click()
        expect(page.get_by_role("heading", name="Data of this record")).to_be_visible()
        page.get_by_role("button", name="Ask again").click()
        expect(page.get_by_text("It waits to be asked for.")).to_be_visible()
        answer(openlibrary=503, **{"bibkeys=ISBN%3A9780980200447": 503})
        page.reload()
        expect(page.get_by_text("The last try failed: The server says 503.")).to_be_visible()
        look(page)
