"""A review that is asked by a publisher, taken from a phone without script, and given to somebody else."""

from django.core import mail
from playwright.sync_api import expect

from articles.domain.mail import sending
from people.models import User
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible, go_to


def test_a_review_is_asked_taken_declined_and_given_to_somebody_else_on_phones(site: Site) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    User.objects.filter(pk=cast.clinician.pk).update(email="clara@example.org")
    revision = factories.submit(factories.make_draft(cast.writer, title="To be reviewed"), cast.writer)

    with site.staff("paul", phone=True, dark=True) as page:
        page.get_by_role("link", name="To be reviewed").click()
        page.get_by_label("Clara Clinician").check()
        expect_accessible(page)
        page.get_by_role("button", name="Ask for a review").click()
        expect(page.get_by_role("heading", name="Asked so far")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="Clara Clinician").first).to_contain_text("Asked by")

    sending.send_waiting(now=factories.timezone_now())
    link = next(word for word in mail.outbox[0].body.split() if f"/revisions/{revision.pk}/" in word)
    with site.visitor(phone=True, script=False) as page:
        page.goto(link.removeprefix("http://testserver"))
        page.get_by_label("Username").fill("clara")
        page.get_by_label("Password").fill(factories.PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="To be reviewed").first).to_be_visible()
        page.get_by_role("button", name="I am looking at it").click()
        expect(page.get_by_text("Noted: you are looking at it.")).to_be_visible()
        page.get_by_role("link", name="I cannot review it").click()
        page.get_by_label("Why you cannot review it").fill("Not my field.")
        page.get_by_role("button", name="Decline").click()
        expect(page.get_by_text("No review is asked of you.")).to_be_visible()

    with site.staff("paul", phone=True) as page:
        go_to(page, "Reviews asked")
        expect_accessible(page)
        page.get_by_role("link", name="To be reviewed").click()
        expect(page.get_by_text("“Not my field.”")).to_be_visible()
        go_to(page, "Your mail")
        page.get_by_label("One mail a day").check()
        expect_accessible(page)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Noted.")).to_be_visible()
