"""What readers find beside an article: its history, an old version, and paper."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.domain.drafting import drafts
from articles.models import Draft
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible


def two_versions() -> str:
    """A live article about a benzodiazepine that was corrected once; its address."""
    cast, now = make_cast(), timezone.now()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(
        cast.writer, now=now, subjects=(factories.clonazepam(),), body="Clonazepam is a medicine [@sample2020]."
    )
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    article = factories.publish(draft, cast.publisher, now=now).article
    opened = drafts.open_draft(article, by=cast.writer, now=now)
    factories.save(opened, cast.writer, now=now, lead="A corrected lead.")
    factories.approve(factories.submit(opened, cast.writer, now=now), cast.clinician, now=now)
    factories.publish(
        Draft.objects.get(pk=opened.pk), cast.publisher, now=now, correction=True, note="The lead was wrong."
    )
    return f"/articles/{article.slug}/"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("phone", [False, True])
def test_a_reader_goes_from_the_article_to_an_old_version_and_back(site: Site, dark: bool, phone: bool) -> None:
    address = two_versions()
    with site.visitor(phone=phone, dark=dark, script=True) as page:
        page.goto(address)
        expect_accessible(page)
        page.get_by_role("link", name="All versions of this article").evaluate("link => link.href = link.pathname")
        page.get_by_role("link", name="All versions of this article").click()
        expect(page.get_by_role("heading", name="An error was corrected")).to_be_visible()
        expect(page.get_by_text("The lead was wrong.")).to_be_visible()
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.get_by_role("link", name="Read version 1 as it was").click()
        expect(page.get_by_text("This version was replaced on")).to_be_visible()
        expect(page.get_by_text("Two sentences of lead.")).to_be_visible()
        expect(page.get_by_role("heading", name="Safety information", exact=True)).to_be_visible()
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        expect(page.get_by_role("link", name="Read the current one")).to_be_visible()


def test_on_paper_an_article_has_its_notices_sources_and_disclaimer_and_no_navigation(
    site: Site, tmp_path: Path
) -> None:
    address = two_versions()
    with site.visitor(dark=True) as page:
        page.goto(address)
        page.emulate_media(media="print", color_scheme="dark")
        for shown in ("Do not stop", "A sample study called sample2020", "Is this a sample?", "Yes, it is."):
            expect(page.get_by_text(shown).first).to_be_visible()
        expect(page.get_by_role("heading", name="Medical disclaimer")).to_be_visible()
        expect(page.get_by_text("Printed from")).to_be_visible()
        expect(page.get_by_role("navigation")).to_have_count(0)
        colours = page.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        pdf = page.pdf(path=tmp_path / "article.pdf", format="A4")
        assert pdf.startswith(b"%PDF-")
        assert len(pdf) > 10_000
