"""Crashes, two writers at once, and a session that ends: nothing that was typed is lost."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Draft, UnsavedWork
from people.roles import Role
from tests import factories
from tests.conftest import Cast, make_cast
from tests.journeys.conftest import Site, expect_accessible, sign_out
from tests.journeys.test_editing import make_draft, open_form

LEAD = "#id_lead"


def type_lead(page: Page, words: str) -> None:
    page.locator(LEAD).fill(words)


def two_writers() -> tuple[Cast, Draft]:
    cast = make_cast()
    factories.make_user("olga", Role.WRITER, first_name="Olga", last_name="Other")
    return cast, make_draft(cast)


def test_work_is_offered_after_a_crash_looked_at_and_restored(site: Site) -> None:
    _, draft = two_writers()
    with site.staff("wendy") as page:
        open_form(page, draft)
        type_lead(page, "Words before the crash.")
        expect(page.get_by_text("Kept without saving at")).to_be_visible()
    with site.staff("wendy") as page:
        open_form(page, draft)
        expect(page.get_by_role("heading", name="There is unsaved work of yours from")).to_be_visible()
        expect(page.locator(LEAD)).not_to_have_value("Words before the crash.")
        expect_accessible(page)
        page.get_by_role("link", name="Look at it, or throw it away").click()
        expect(page.locator("ins", has_text="crash").last).to_be_visible()
        expect_accessible(page)
        page.get_by_role("button", name="Restore it into the editor").click()
        expect(page.locator(LEAD)).to_have_value("Words before the crash.")
        expect(page.locator(".ed-bar").get_by_text("Unsaved changes")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        open_form(page, draft)
        expect(page.get_by_text("There is unsaved work of yours")).to_have_count(0)
    assert Draft.objects.get(pk=draft.pk).lead == "Words before the crash."


def test_a_browser_keeps_work_when_the_network_is_down_and_forgets_it_at_sign_out(site: Site) -> None:
    _, draft = two_writers()
    with site.staff("wendy") as page:
        open_form(page, draft)
        expect(page.get_by_text("Everything is saved")).to_be_visible()
        page.context.set_offline(True)
        type_lead(page, "Words without a network.")
        expect(page.get_by_text("Not reached, or signed out: kept in this browser")).to_be_visible()
        assert not UnsavedWork.objects.exists()
        page.context.set_offline(False)
        page.goto("/admin/")
        UnsavedWork.objects.all().delete()
        open_form(page, draft)
        local = page.locator("#ed-local")
        expect(local).to_be_visible()
        expect_accessible(page)
        local.get_by_role("button", name="Restore it").click()
        expect(page.locator(LEAD)).to_have_value("Words without a network.")
        sign_out(page)
        expect(page.get_by_text("Logged out")).to_be_visible()
        assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('medsite-unsaved')).length") == 0


def test_a_session_that_ends_midway_loses_nothing(site: Site) -> None:
    _, draft = two_writers()
    with site.staff("wendy") as page:
        open_form(page, draft)
        expect(page.get_by_text("Everything is saved")).to_be_visible()
        Session.objects.all().delete()
        type_lead(page, "Words of a long evening.")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_label("Username").fill("wendy")
        page.get_by_label("Password").fill(factories.PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.locator("#ed-local").get_by_role("button", name="Restore it").click()
        expect(page.locator(LEAD)).to_have_value("Words of a long evening.")


def test_two_writers_at_once_see_each_other_and_lose_nothing(site: Site) -> None:
    _, draft = two_writers()
    with site.staff("wendy") as wendy, site.staff("olga") as olga:
        open_form(wendy, draft)
        expect(wendy.get_by_text("Everything is saved")).to_be_visible()
        open_form(olga, draft)
        expect(olga.get_by_text("Wendy Writer has this article open")).to_be_visible()
        expect_accessible(olga)
        type_lead(wendy, "Wendy's lead.")
        wendy.locator("#id_summary").fill("Wendy's summary.")
        type_lead(olga, "Olga's lead.")
        olga.locator("#id_key_points-1-text").fill("Olga on bees.")
        wendy.get_by_role("button", name="Save", exact=True).click()
        expect(wendy.get_by_text("Saved.")).to_be_visible()
        olga.get_by_role("button", name="Save", exact=True).click()
        expect(olga.get_by_role("heading", name="Not saved: this article was saved by Wendy Writer")).to_be_visible()
        three = olga.locator(".ed-field", has_text="Theirs, stored now")
        for words in ("Two sentences of lead. They say what it is about.", "Wendy's lead.", "Olga's lead."):
            expect(three.get_by_text(words)).to_be_visible()
        expect(olga.locator("#id_summary")).to_have_value("Wendy's summary.")
        expect_accessible(olga)
        olga.set_viewport_size({"width": 375, "height": 667})
        assert olga.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        olga.emulate_media(color_scheme="dark")
        expect_accessible(olga)
        lead = olga.locator(LEAD).input_value()
        assert "Wendy's lead." in lead
        assert "Olga's lead." in lead
        olga.get_by_role("button", name="Save", exact=True).click()
        expect(olga.get_by_text("Saved.")).to_be_visible()
    saved = Draft.objects.get(pk=draft.pk)
    assert (saved.summary, saved.version) == ("Wendy's summary.", 3)
    assert "Olga's lead." in saved.lead
    assert [point.text for point in saved.key_points.all()] == ["About Ant.", "Olga on bees.", "About Cat."]
    assert saved.saved_at <= timezone.now()
