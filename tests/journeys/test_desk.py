"""The first page of the desk, as each role finds it in the morning."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_everybody_finds_what_waits_for_them(site: Site, phone: bool) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    factories.submit(factories.make_draft(cast.writer, title="Sent yesterday"), cast.writer)
    back = factories.submit(factories.make_draft(cast.writer, title="Sent back"), cast.writer)
    factories.request_changes(back, cast.clinician, comment="Name the dose.")

    with site.staff("wendy", phone=phone) as page:
        expect(page.get_by_text("Clara Clinician: “Name the dose.”")).to_be_visible()
        expect_accessible(page)

    with site.staff("carl", phone=phone) as page:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            expect_accessible(page)
        page.get_by_role("link", name="Sent yesterday").click()
        expect(page.get_by_role("heading", name="Sent yesterday")).to_be_visible()
        expect_accessible(page)

    with site.staff("paul", phone=phone) as page:
        expect(page.get_by_text("No signed text waits for publication.")).to_be_visible()
        expect_accessible(page)
