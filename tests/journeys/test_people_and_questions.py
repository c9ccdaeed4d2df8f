"""Who wrote and who signed, and the questions that live articles answer, in a real browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.content import Question
from faq import bank
from people import register
from people.models import Credential, Profile
from tests import factories
from tests.conftest import Cast, make_cast
from tests.journeys.conftest import Site, expect_accessible, go_to


def live_article() -> Cast:
    cast, now = make_cast(), timezone.now()
    factories.approve_all_notices(cast.clinician)
    profile = Profile.objects.get(name="Clara Clinician")
    profile.biography = "Works in a sample clinic for anxiety disorders.\n\nTeaches safe prescribing."
    register.save_profile(profile, by=cast.administrator, now=now)
    Credential.objects.filter(holder=cast.clinician).update(
        number_is_public=True, register_url="https://register.example.org/"
    )
    draft = factories.make_draft(
        cast.writer,
        now=now,
        topics=(factories.topic_fact(factories.make_topic("Mental health")),),
        questions=(
            Question(question="Is this a sample?", answer="Yes, it is."),
            Question(question="Is it a long one?", answer="Yes.\n\n- one\n- two"),
        ),
    )
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    factories.publish(draft, cast.publisher, now=now)
    return cast


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True), (False, True), (True, False)])
def test_a_reader_goes_from_an_article_to_its_people_and_from_a_question_to_its_answer(
    phone: bool, dark: bool, site: Site
) -> None:
    live_article()
    with site.visitor(phone=phone, dark=dark) as page:
        page.goto("/articles/a-sample-article/")
        page.get_by_role("link", name="Clara Clinician, MD").first.click()
        expect(page.get_by_role("heading", level=1, name="Clara Clinician, MD")).to_be_visible()
        expect(page.get_by_text("Sample Medical Council")).to_be_visible()
        expect_accessible(page)
        _fits(page)
        page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Authors and reviewers").click()
        expect(page.get_by_role("link", name="Wendy Writer")).to_be_visible()
        expect_accessible(page)
        _fits(page)
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click()
        expect(page.get_by_text("Yes, it is.")).to_be_visible()
        expect_accessible(page)
        _fits(page)
        page.get_by_role("link", name="Mental health").click()
        expect_accessible(page)
        _fits(page)
        page.get_by_role("link", name="Is it a long one?").click()
        assert page.url.endswith("/articles/a-sample-article/#question-2")
        expect(page.locator("#question-2")).to_be_visible()


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_a_suspension_leads_an_administrator_to_the_live_page_and_a_publisher_to_the_stop(
    phone: bool, dark: bool, site: Site
) -> None:
    live_article()
    with site.staff("adam", phone=phone, dark=dark) as page:
        go_to(page, "Register")
        expect_accessible(page)
        _fits(page)
        page.get_by_role("link", name="Clara Clinician").click()
        expect(page.get_by_role("link", name="A sample article", exact=True)).to_be_visible()
        expect_accessible(page)
        _fits(page)
        page.get_by_role("link", name="Verify again").click()
        expect_accessible(page)
        _fits(page)
        page.get_by_label("How did you check it?").fill("Looked up in the sample register.")
        page.get_by_role("button", name="Verified").click()
        page.get_by_role("link", name="Suspend").click()
        page.get_by_label("Why?").fill("Under investigation.")
        expect_accessible(page)
        page.get_by_role("button", name="Suspend").click()
        expect(page.get_by_text("They stay live until somebody stops them.")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("link", name="Take this signature back").click()
        page.get_by_label("Why?").fill("Struck off.")
        expect_accessible(page)
        _fits(page)
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_text("Live pages whose signature was taken back")).to_be_visible()
        expect_accessible(page)
        _fits(page)


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_a_writer_copies_a_question_from_the_bank_and_takes_its_newer_wording(
    phone: bool, dark: bool, site: Site
) -> None:
    cast = make_cast()
    question = factories.make_bank_question(cast.writer, "Is it addictive?", "It can be.\n\nAsk first.")
    draft = factories.make_draft(cast.writer)
    with site.staff("wendy", phone=phone, dark=dark) as page:
        page.goto(f"/admin/articles/draft/{draft.pk}/change/")
        page.locator("#id_lead").fill("A lead that was typed just now. It is kept.")
        page.get_by_role("button", name="Save and open the question bank").click()
        expect(page.get_by_role("heading", level=1, name="Question bank")).to_be_visible()
        expect_accessible(page)
        _fits(page)
        page.get_by_label("Is it addictive?").check()
        page.get_by_role("button", name="Copy into the article").click()
        expect(page.get_by_text("stands in the article")).to_be_visible()
        bank.write(
            question, wording="Is it addictive?", answer="It can be.\n\nAsk early.", by=cast.writer, now=timezone.now()
        )
        page.goto(f"/admin/desk/articles/{draft.article_id}/")
        expect(page.get_by_text("Newer wording in the bank", exact=True)).to_be_visible()
        page.get_by_role("main").get_by_role("link", name="Question bank").click()
        expect(page.locator("ins", has_text="early")).to_be_visible()
        expect_accessible(page)
        _fits(page)
        page.get_by_role("button", name="Take the new wording").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Newer wordings of questions copied here")).to_have_count(0)
        page.get_by_role("link", name="Back to editing").click()
        expect(page.locator("#id_lead")).to_have_value("A lead that was typed just now. It is kept.")
        expect(page.locator("#id_questions-1-answer")).to_have_value("It can be.\n\nAsk early.")
        page.goto("/admin/desk/bank/")
        expect_accessible(page)
        _fits(page)
        page.get_by_role("link", name="Is it addictive?").click()
        expect_accessible(page)
        _fits(page)
