"""A writer imports a library, sees what becomes of each record, stores it, and makes one of two records."""

from playwright.sync_api import Page, expect

from references.models import Reference
from tests.conftest import make_cast
from tests.journeys.conftest import PHONE, WIDE, Site, expect_accessible

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
    assert [row.key for row in Reference.objects.current()] == ["sample2020"]
