"""An administrator answers an auditor: who did what, and the pack that shows it."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles.domain.pack import verify
from medsite.audit import trail
from tests import factories
from tests.articles.domain.pack.conftest import approve_notices_by_the_verbs, make_proven
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_an_auditor_gets_an_answer_and_a_pack(site: Site, phone: bool, tmp_path: Path) -> None:
    cast = make_cast()
    approve_notices_by_the_verbs(cast)
    make_proven(cast)
    trail.note_verification([], now=factories.NOW)

    with site.staff("adam", phone=phone) as page:
        page.goto("/admin/desk/audit/")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            expect_accessible(page)
        page.get_by_label("About", exact=True).fill("clonazepam-sleep")
        page.get_by_label("What was done").select_option(label="revision approved")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.get_by_role("cell", name="clara")).to_have_count(1)
        with page.expect_download() as download:
            page.get_by_role("link", name="Publication 1: Published").click()
        download.value.save_as(tmp_path / "pack.zip")
        page.get_by_role("link", name="revision approved").click()
        expect(page.get_by_text("It is as it was written.")).to_be_visible()
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        page.goto("/admin/desk/audit/?about=nowhere")
        expect(page.get_by_role("alert")).to_contain_text("No article has this address")
        expect_accessible(page)

    command = [sys.executable, "-I", verify.__file__, str(tmp_path / "pack.zip")]
    assert subprocess.run(command, check=False).returncode == 0


def test_a_publisher_takes_a_pack_from_the_page_of_the_article(site: Site) -> None:
    cast = make_cast()
    approve_notices_by_the_verbs(cast)
    publication = make_proven(cast)

    with site.staff("paul", phone=True) as page:
        page.goto(f"/admin/desk/articles/{publication.article_id}/")
        expect_accessible(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Approval pack of publication 1").click()
        assert download.value.suggested_filename == "clonazepam-sleep-publication-1.zip"
        page.get_by_role("link", name="Look at all entries of this article").click()
        expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
