"""A draft shown to somebody outside, from the button to the day it ends."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_writer_shows_a_draft_to_a_patients_representative(site: Site, phone: bool) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer, title="Not yet for everybody")

    with site.staff("wendy", phone=phone, dark=phone) as page:
        page.goto(f"/admin/desk/articles/{draft.article_id}/")
        page.get_by_role("link", name="Show it outside").click()
        expect_accessible(page)
        page.get_by_label("Name").fill("Olive Outsider")
        page.get_by_label("Mail address").fill("olive@example.org")
        page.get_by_label("Why they have to see it").fill("Reads it for the patients.")
        page.get_by_role("button", name="Make the link").click()
        address = page.get_by_label("Address", exact=True).input_value()
        expect_accessible(page)

        with site.visitor(phone=phone, dark=not phone, script=False) as outside:
            path = address.removeprefix("http://testserver")
            outside.goto(path)
            expect(outside.get_by_text("Draft. Not reviewed. For Olive Outsider until")).to_be_visible()
            expect(outside.get_by_role("heading", name="Not yet for everybody")).to_be_visible()
            page.goto(f"/admin/desk/articles/{draft.article_id}/")
            expect(page.get_by_text("Opened 1 time,")).to_be_visible()
            expect_accessible(page)
            page.get_by_role("button", name="Revoke the link for Olive Outsider").click()
            expect(page.get_by_text("opens nothing any more")).to_be_visible()
            outside.goto(path)
            expect(outside.get_by_role("heading", name="This page is not here")).to_be_visible()


def test_the_house_mails_a_link_which_opens_what_was_sent_and_ends_when_it_is_revoked(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.submit(factories.make_draft(cast.writer, title="Sent for review"), cast.writer).draft

    with site.staff("wendy") as page:
        page.goto(f"/admin/desk/drafts/{draft.pk}/outside/")
        page.get_by_label("Name").fill("Olive Outsider")
        page.get_by_label("Mail address").fill("olive@example.org")
        page.get_by_label("Why they have to see it").fill("Reads it for the patients.")
        page.get_by_label("Revision 1, as it was sent for review").check()
        page.get_by_label("Send them the link by mail").check()
        page.get_by_role("button", name="Make the link").click()
        expect(page.get_by_text("The mail to olive@example.org is on its way.")).to_be_visible()
        expect_accessible(page)

        (letter,) = mail.outbox
        assert letter.to == ["olive@example.org"]
        (path,) = set(re.findall(r"http://testserver(/preview/\S+/)", str(letter.body)))

        with site.visitor(phone=True, dark=True) as outside:
            outside.goto(path)
            expect(outside.get_by_text("For Olive Outsider until")).to_be_visible()
            expect(outside.get_by_role("heading", name="Sent for review")).to_be_visible()
            assert outside.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            expect_accessible(outside)
            page.goto(f"/admin/desk/drafts/{draft.pk}/outside/")
            page.get_by_role("button", name="Revoke the link for Olive Outsider").click()
            outside.goto(path)
            expect(outside.get_by_role("heading", name="This page is not here")).to_be_visible()
