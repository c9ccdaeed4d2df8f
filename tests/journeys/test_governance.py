"""Governance: a policy made by two people, on wide screens and on phones."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_publisher_and_an_administrator_make_a_policy(site: Site, phone: bool) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer, title="Signed by one")
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)

    with site.staff("paul", phone=phone) as page:
        page.goto("/admin/desk/policy/")
        expect(page.get_by_role("heading", name="Policy in force: strict-1")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("link", name="Propose a change").click()
        page.get_by_label("Clinicians who sign every text").fill("2")
        page.get_by_label("Checklist").fill("no colon here")
        page.get_by_label("Why the policy changes").fill("Two look at everything.")
        expect_accessible(page)
        page.get_by_role("button", name="Propose", exact=True).click()
        expect(page.get_by_text("has no colon")).to_be_visible()
        page.get_by_label("Checklist").fill("sources: Each statement says what its source says.")
        page.get_by_role("button", name="Propose", exact=True).click()
        expect(page.get_by_text("You proposed this, so somebody else has to approve it.")).to_be_visible()

    with site.staff("adam", phone=phone, dark=True) as page:
        page.goto("/admin/desk/policy/proposal/")
        expect(page.get_by_text("By policy-1 2 clinicians sign this text; 1 did.")).to_be_visible()
        expect_accessible(page)
        page.get_by_label("Your password, to sign").fill(factories.PASSWORD)
        page.get_by_role("button", name="Approve: in force from now on").click()
        expect(page.get_by_role("heading", name="Policy in force: policy-1")).to_be_visible()
        page.get_by_role("link", name="policy-1").click()
        expect(page.get_by_text("stricter")).to_be_visible()
        expect_accessible(page)


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_clinician_signs_again_what_is_still_right(site: Site, phone: bool) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer, title="An older article")
    long_ago = factories.NOW - timedelta(days=730)
    factories.approve(factories.submit(draft, cast.writer, now=long_ago), cast.clinician, now=long_ago)
    publication = factories.publish(draft, cast.publisher, now=long_ago)

    with site.staff("wendy", phone=phone) as page:
        page.goto(f"/admin/desk/articles/{publication.article_id}/")
        page.get_by_role("link", name="Ask for a review").click()
        page.get_by_label("A new guideline or new evidence").check()
        page.get_by_label("What happened").fill("A sample guideline came out.")
        expect_accessible(page)
        page.get_by_role("button", name="Ask for a review").click()
        expect(page.get_by_role("heading", name="An older article").first).to_be_visible()

    with site.staff("clara", phone=phone, dark=phone) as page:
        page.goto("/admin/desk/reviews-due/")
        expect(page.get_by_text("A sample guideline came out.")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("link", name="Close without a signature").click()
        expect_accessible(page)
        page.go_back()
        page.get_by_role("link", name="Still right").first.click()
        expect_accessible(page)
        for box in page.locator("input[name=confirmed]").all():
            box.check()
        page.get_by_label("I have no conflict of interest with this subject.").check()
        expect(page.get_by_text("Kept for later at")).to_be_visible()
        page.evaluate("localStorage.clear()")  # another device: only the server keeps it
        page.goto(f"/admin/desk/articles/{publication.article_id}/still-right/")
        expect_accessible(page)
        page.get_by_role("link", name="Take it up again").click()
        expect(page.get_by_label("I have no conflict of interest with this subject.")).to_be_checked()
        expect(page.locator("input[name=confirmed]:not(:checked)")).to_have_count(0)
        page.get_by_label("Your password, to sign").fill(factories.PASSWORD)
        page.get_by_role("button", name="Still right: sign again").click()
        expect(page.get_by_text("The page says from now on that it was reviewed today.")).to_be_visible()
        page.goto("/admin/desk/reviews-due/")
        expect(page.get_by_text("Nothing called for a review.")).to_be_visible()
