"""A changed dose: told to the writer, shown first to two clinicians, on a phone in the dark."""

import re

from playwright.sync_api import expect

from articles.domain.drafting import drafts
from articles.models import Draft
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible

BODY = "An opening.\n\n## Dose\n\nTake 5 mg at night [@sample2020]. Do not drive."


def test_a_changed_dose_is_signed_by_two(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    first = factories.make_draft(cast.writer, body=BODY, subjects=(factories.clonazepam(),))
    factories.approve(factories.submit(first, cast.writer), cast.clinician)
    live = factories.publish(first, cast.publisher)
    draft = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, body=BODY.replace("5 mg", "50 mg").replace("Do not", "Do"))

    with site.staff("wendy", phone=True, dark=True) as page:
        page.goto(f"/admin/desk/drafts/{draft.pk}/submit/")
        expect(page.get_by_text("2 safety changes: dose, negation.")).to_be_visible()
        expect(page.get_by_text("By strict-1 two clinicians sign this text.").first).to_be_visible()
        expect_accessible(page)
        page.get_by_role("button", name="Send for review").click()
        expect(page.get_by_text("In review").first).to_be_visible()

    revision = Draft.objects.get(pk=draft.pk).revision_id
    with site.staff("carl", phone=True, dark=True) as page:
        page.goto(f"/admin/desk/revisions/{revision}/")
        expect(page.get_by_role("heading", name="2 safety changes")).to_be_visible()
        expect(page.get_by_text("Dose changed").first).to_be_visible()
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.get_by_role("link", name=re.compile("Body: Dose ?: Dose changed")).click()
        place = page.url.partition("#")[2]
        expect(page.locator(f"#{place}")).to_be_in_viewport()
