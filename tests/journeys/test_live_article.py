"""What happens to an article after it went live, in a real browser: corrections, times, addresses, the stop."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article, Draft, Publication, Revision, Schedule
from people.models import User
from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible

TITLE = "A sample article"


def live_article() -> Publication:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer, now=timezone.now())
    factories.approve(factories.submit(draft, cast.writer, now=timezone.now()), cast.clinician, now=timezone.now())
    return factories.publish(draft, cast.publisher, now=timezone.now())


def test_a_live_text_is_corrected_beside_a_long_draft_which_then_catches_up(site: Site) -> None:
    article = live_article().article
    with site.staff("wendy") as page:
        _open_hub(page, article)
        page.get_by_role("button", name="Start a new draft").click()
        page.locator("#id_lead").fill("A rewrite of many weeks.")
        page.get_by_role("button", name="Save and send for review").click()
        _open_hub(page, article)
        page.get_by_role("button", name="Correct the live text").click()
        page.locator("#id_summary").fill("The right answer in brief [@sample2020].")
        page.get_by_role("button", name="Save and send for review").click()
        page.get_by_role("button", name="Send for review").click()
        expect(page.get_by_text("Correction: In review")).to_be_visible()
        expect(page.get_by_text("Draft: Draft")).to_be_visible()
        expect_accessible(page)
    clara = User.objects.get(username="clara")
    factories.approve(Revision.objects.latest("pk"), clara, now=timezone.now())
    with site.staff("paul") as page:
        _open_hub(page, article)
        page.get_by_role("link", name="Publish").click()
        page.get_by_label("This corrects an error").check()
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Say in plain words what was wrong.")).to_be_visible()
        page.get_by_label("What readers are told").fill("The answer in brief was wrong.")
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("2: Corrected")).to_be_visible()
    with site.visitor() as page:
        page.goto(f"/articles/{article.slug}/")
        expect(page.get_by_text("The right answer in brief")).to_be_visible()
        expect(page.get_by_text("The answer in brief was wrong.").first).to_be_visible()
        expect(page.get_by_text("A rewrite of many weeks.")).to_have_count(0)
    with site.staff("wendy", phone=True) as page:
        _open_hub(page, article)
        expect(page.get_by_text("The live text was changed after this draft began.")).to_be_visible()
        page.get_by_role("link", name="Take the live text over").click()
        expect(page.locator("ins", has_text="right").first).to_be_visible()
        expect_accessible(page)
        _fits(page)
        page.get_by_role("button", name="Take it over").click()
        expect(page.locator("#id_summary")).to_have_value("The right answer in brief [@sample2020].")
        expect(page.locator("#id_lead")).to_have_value("A rewrite of many weeks.")


def test_a_clinician_stops_a_live_article_from_a_phone_in_two_steps(site: Site) -> None:
    article = live_article().article
    with site.staff("carl", phone=True) as page:
        stop = page.locator(".ed-stop")
        expect(stop).to_be_in_viewport(ratio=1)
        stop.click()
        expect_accessible(page)
        _fits(page)
        page.get_by_role("link", name=TITLE).click()
        expect_accessible(page)
        _fits(page)
        page.get_by_label("A statement in this article may be unsafe").check()
        page.get_by_role("button", name="Stop it").click()
        expect(page.get_by_text("Suspended").first).to_be_visible()
    with site.visitor(phone=True) as page:
        answer = page.goto(f"/articles/{article.slug}/")
        assert answer is not None
        assert answer.status == 410
        expect_accessible(page)
        page.goto("/articles/")
        expect(page.get_by_text(TITLE)).to_have_count(0)


def test_a_publisher_lets_an_article_wait_for_its_time_and_the_clock_publishes_it(site: Site) -> None:
    article = live_article().article
    with site.staff("paul") as page:
        _open_hub(page, article)
        page.get_by_role("link", name="Withdraw").click()
        page.get_by_label("Why is it withdrawn?").fill("The campaign has ended.")
        at = timezone.localtime() + timedelta(days=1)
        page.get_by_label("At", exact=True).fill(f"{at:%Y-%m-%dT%H:%M}")
        expect_accessible(page)
        page.get_by_role("button", name="Withdraw").click()
        expect(page.get_by_text("Withdraw at")).to_be_visible()
        expect_accessible(page)
    with site.visitor() as page:
        page.goto(f"/articles/{article.slug}/")
        expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
        past = timezone.now() - timedelta(minutes=1)
        Schedule.objects.update(at=past, next_try_at=past)
        call_command("clock")
        page.goto(f"/articles/{article.slug}/")
        expect(page.get_by_text("The campaign has ended.")).to_be_visible()


def test_a_renamed_article_is_found_at_its_old_address(site: Site) -> None:
    article = live_article().article
    with site.staff("paul", phone=True) as page:
        _open_hub(page, article)
        page.get_by_role("link", name="Address").click()
        page.get_by_label("Address", exact=True).fill("a-better-address")
        expect_accessible(page)
        _fits(page)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("link", name="Read the live page")).to_have_attribute(
            "href", "/articles/a-better-address/"
        )
    with site.visitor() as page:
        page.goto(f"/articles/{article.slug}/")
        assert page.url.endswith("/articles/a-better-address/")
        expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


def test_a_copy_starts_as_an_article_of_its_own(site: Site) -> None:
    article = live_article().article
    with site.staff("wendy") as page:
        _open_hub(page, article)
        page.get_by_role("button", name="Copy").click()
        expect(page.locator("#id_title")).to_be_visible()
    copy = Draft.objects.exclude(article=article).get()
    with site.visitor() as page:
        answer = page.goto(f"/articles/{copy.article.slug}/")
        assert answer is not None
        assert answer.status == 404


def _open_hub(page: Page, article: Article) -> None:
    page.goto(f"/admin/desk/articles/{article.pk}/")


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
