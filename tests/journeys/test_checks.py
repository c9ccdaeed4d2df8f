"""What the checks say, as a writer meets it: what to do first, hints on request, and the way to the field."""

import os
import re

import pytest
from playwright.sync_api import expect

from articles.content import KeyPoint
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible

BODY = "## Effects\n\nIt reduces pain in 30% of adults. Addicts always profit from XKZ.\n\n## More\n\nSo it is."


@pytest.mark.parametrize("phone", [False, True])
def test_a_writer_sees_what_to_do_and_gets_to_the_place(site: Site, phone: bool) -> None:
    cast = make_cast()
    draft = factories.make_draft(
        cast.writer,
        body=BODY,
        summary="The answer in brief.",
        audience="",
        funding="",
        key_points=(KeyPoint(label="Half"),),
        citations=(),
    )
    with site.staff("wendy", phone=phone, dark=phone) as page:
        page.goto(f"/admin/articles/draft/{draft.pk}/change/")
        findings = page.locator("#findings")
        expect(findings).to_contain_text("Begin with these three")
        expect(findings).to_contain_text("Looked at again when the above is mended: section uncited")
        expect(findings.get_by_text("Abbreviation", exact=True)).to_be_hidden()
        findings.get_by_text("on style and completeness").click()
        expect(findings.get_by_text("Abbreviation", exact=True)).to_be_visible()
        page.get_by_text("How hard each part is to read").click()
        expect(page.get_by_role("cell", name="too short").first).to_be_visible()
        if folder := os.environ.get("MEDSITE_PICTURES"):
            page.screenshot(path=f"{folder}/checks-{'phone' if phone else 'wide'}.png", full_page=True)
        expect_accessible(page)
        findings.get_by_role("link", name="Key point 1").click()
        expect(page.locator("#id_key_points-0-text")).to_be_in_viewport()
        page.goto(f"/admin/desk/drafts/{draft.pk}/submit/")
        page.get_by_role("link", name=re.compile("field ?: Audience")).click()
        expect(page.locator("#id_audience")).to_be_in_viewport()
