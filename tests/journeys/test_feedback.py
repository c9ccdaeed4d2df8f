"""A reader says what is wrong, and the desk answers it: wide and on a phone, in the dark."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.reader import feedback_form
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_a_report_goes_from_the_foot_of_an_article_to_a_review(
    phone: bool, dark: bool, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback_form, "QUICKEST", -feedback_form.LONGEST)
    cast, now = make_cast(), timezone.now()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer, now=now)
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    factories.publish(draft, cast.publisher, now=now)

    with site.visitor(phone=phone, dark=dark) as page:
        page.goto("/articles/a-sample-article/")
        page.get_by_role("button", name="not helpful").click()
        expect(page.get_by_role("heading", name="What would have helped you?")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_have_text("It was not sent yet. Look at what is marked below.")
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.get_by_label("Something is wrong or out of date").check()
        page.get_by_label("What should we know?").fill("It made me think of suicide.")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Your message was received. Please read this first")).to_be_visible()
        expect_accessible(page)

    with site.staff("wendy", phone=phone, dark=dark) as page:
        page.get_by_role("link", name="A sample article", exact=True).first.click()
        expect(page.get_by_text("It made me think of suicide.")).to_be_visible()
        expect_accessible(page)
        page.get_by_label("A review of the article was asked for").check()
        page.get_by_label("In a sentence").fill("The paragraph on mood frightens.")
        page.get_by_role("button", name="Close it").click()
        expect(page.get_by_text("No report waits")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("link", name="Figures").click()
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
