"""Writing in a real browser: previews, the bar, order by mouse and by keyboard, sources, images, unsaved work."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.content import KeyPoint, Question
from articles.models import Draft
from tests import factories
from tests.conftest import Cast, make_cast
from tests.journeys.conftest import Site, expect_accessible


def open_form(page: Page, draft: Draft) -> None:
    page.goto(f"/admin/articles/draft/{draft.pk}/change/")


def make_draft(cast: Cast) -> Draft:
    factories.make_reference("zinc2020", title="Zinc in a sample")
    return factories.make_draft(
        cast.writer,
        now=timezone.now(),
        key_points=tuple(KeyPoint(label=name, text=f"About {name}.") for name in ("Ant", "Bee", "Cat")),
        questions=(Question(question="Is this a sample?", answer="Yes [@sample2020]."),),
    )


def test_previews_stand_beside_every_field_with_the_numbers_of_the_page(site: Site) -> None:
    cast = make_cast()
    draft = make_draft(cast)
    with site.staff("wendy") as page:
        open_form(page, draft)
        body = page.locator(".field-body")
        expect(body.locator(".ed-preview .cite")).to_have_text("Reference [1]")
        page.locator("#id_lead").fill("A lead with *its own* source [@zinc2020].")
        expect(page.locator(".field-lead .ed-preview em")).to_have_text("its own")
        expect(body.locator(".ed-preview .cite")).to_have_text("Reference [2]")
        _beside(body)
        page.locator("#questions-group").get_by_role("button", name="Add another Question").click()
        page.locator("#id_questions-1-answer").fill("A new row [@nobody].")
        expect(page.locator("#questions-1 .ed-preview .cite-missing")).to_have_text("[@nobody]")
        page.locator("#id_body").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.field-body .ed-preview')"), "Tab leaves the editor"
        expect_accessible(page)


def _beside(field: object) -> None:
    area, preview = field.locator("textarea").bounding_box(), field.locator(".ed-preview").bounding_box()  # type: ignore[attr-defined]  # a locator
    assert preview["x"] >= area["x"] + area["width"]


def test_the_bar_says_what_is_unsaved_how_long_the_text_is_and_what_is_to_do(site: Site) -> None:
    cast = make_cast()
    draft = make_draft(cast)
    with site.staff("wendy") as page:
        open_form(page, draft)
        bar = page.locator(".ed-bar")
        expect(bar.get_by_text("Everything is saved")).to_be_visible()
        expect(bar).to_be_in_viewport(ratio=1)
        page.locator("#id_lead").fill("One two three [@nobody].")
        expect(bar.get_by_text("Unsaved changes")).to_be_visible()
        expect(bar.get_by_text("1 thing to do")).to_be_visible()
        length = bar.locator("[data-length]").inner_text()
        bar.get_by_role("button", name="Save and continue editing").click()
        expect(page.locator(".ed-bar").get_by_text("Everything is saved")).to_be_visible()
        assert page.locator(".ed-bar [data-length]").inner_text() == length


def test_the_form_fits_a_phone_in_light_and_dark(site: Site) -> None:
    cast = make_cast()
    draft = make_draft(cast)
    with site.staff("wendy", phone=True) as page:
        open_form(page, draft)
        expect(page.locator(".field-body .ed-preview .cite")).to_have_text("Reference [1]")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        expect(page.locator(".ed-bar")).to_be_in_viewport(ratio=1)
        expect_accessible(page)
        page.emulate_media(color_scheme="dark")
        expect_accessible(page)
        body = page.locator("#id_body")
        body.focus()
        bar, area = page.locator(".ed-bar").bounding_box(), body.bounding_box()
        assert bar is not None and area is not None and area["y"] < bar["y"], "the field with the focus is in sight"
