"""Findings while somebody writes on a phone: they come by themselves, are mended by a press, waived with a reason."""

import os
import re

from playwright.sync_api import expect

from articles.models import Draft
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible
from tests.policies import put_in_force

BODY = "## Doses\n\nIt is a miracle. Take 5mg [@sample2020].\n\n| a | b |\n|---|---|\n| x | y |"


def test_a_writer_types_mends_and_waives(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    put_in_force(cast, waivable=[["table caption", ["writer"]]])
    draft = factories.make_draft(cast.writer, body=BODY)
    with site.staff("wendy", phone=True, dark=True) as page:
        page.goto(f"/admin/articles/draft/{draft.pk}/change/")
        findings, lead = page.locator("#findings"), page.locator("#id_lead")
        expect(findings).to_contain_text("1 thing to do")

        lead.fill("A lead with {Link: an address that nobody wrote}.")
        expect(findings).to_contain_text("2 things to do")
        expect(page.locator("#ed-findings-said")).to_have_text("2 things to do")
        expect(lead).to_be_focused()
        findings.get_by_role("link", name=re.compile("Section “Doses” ?: Promise")).click()
        expect(page.locator("#id_body")).to_be_focused()
        chosen = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
        assert page.locator("#id_body").evaluate(chosen) == "miracle"
        lead.fill("A lead that is whole.")
        expect(findings).to_contain_text("1 thing to do")
        expect_accessible(page)

        findings.get_by_role("button", name="Put the spaces in").click()
        expect(page.locator(".messagelist")).to_contain_text("Saved, and mended: unit without space")
        stored = Draft.objects.get(pk=draft.pk)
        assert (stored.body, stored.lead) == (BODY.replace("5mg", "5 mg"), "A lead that is whole.")

        findings.get_by_role("link", name="Waive it with a reason").click()
        page.get_by_label("Why may it stand?").fill("The heading above it says what it shows.")
        if folder := os.environ.get("MEDSITE_PICTURES"):
            page.screenshot(path=f"{folder}/waivers-phone.png", full_page=True)
        expect_accessible(page)
        page.get_by_role("button", name=re.compile("^Waive it ?: table caption")).click()
        expect(page.get_by_role("heading", name="Waived now")).to_be_visible()
        expect_accessible(page)
        page.goto(f"/admin/articles/draft/{draft.pk}/change/")
        expect(findings).to_contain_text("Nothing holds this up")
        expect(findings).to_contain_text("“The heading above it says what it shows.”")
