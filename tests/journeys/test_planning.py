"""What is planned and due, and the tables of it, on wide screens and on phones."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.domain.publication import scheduling
from medsite.lib.spans import month_of
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible, go_to


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_publisher_looks_ahead_and_takes_a_table(site: Site, phone: bool, tmp_path: Path) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer, title="For the campaign")
    revision = factories.submit(draft, cast.writer)
    factories.approve(revision, cast.clinician)
    now = timezone.now()
    scheduling.schedule_publication(
        draft, at=now + timedelta(days=40), content_digest=revision.content_digest, by=cast.publisher, now=now
    )
    day = timezone.localdate(now + timedelta(days=40))

    with site.staff("paul", phone=phone, dark=phone) as page:
        go_to(page, "Calendar")
        expect(page.get_by_role("heading", name=f"{timezone.localdate(now):%B %Y}")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("link", name="After").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=month_of(timezone.localdate(now)).after.title)).to_be_visible()
        page.goto(f"/admin/desk/calendar/?span={day:%Y-%m}")
        expect(page.get_by_role("heading", name=f"{day:%A %-d %B}")).to_be_visible()
        expect(page.get_by_text("Publication planned")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("link", name="By week").click()
        expect(page.get_by_role("link", name="The month")).to_be_visible()

        go_to(page, "Reports")
        expect_accessible(page)
        with page.expect_download() as taken:
            page.get_by_role("link", name="Take the table Articles").click()
        taken.value.save_as(tmp_path / "articles.csv")
    with (tmp_path / "articles.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["For the campaign"]
