"""Writing in a real browser: previews, the bar, order by mouse and by keyboard, sources, images, unsaved work."""

from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

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


def _beside(field: Locator) -> None:
    area, preview = field.locator("textarea").bounding_box(), field.locator(".ed-preview").bounding_box()
    assert area is not None and preview is not None
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


def _labels(page: Page) -> list[str]:
    fields = page.locator("#key_points-group .inline-related:not(.empty-form) [name$=-label]")
    return [field.input_value() for field in fields.all()]


def _stored(draft: Draft) -> list[str]:
    return list(Draft.objects.get(pk=draft.pk).key_points.values_list("label", flat=True))


def _middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_rows_are_ordered_with_a_real_mouse_and_saved_as_shown(site: Site) -> None:
    cast = make_cast()
    draft = make_draft(cast)
    with site.staff("wendy") as page:
        open_form(page, draft)
        page.locator("#key_points-group").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('key_points-group').scrollIntoView()")
        handles = page.locator("#key_points-group .inline-related:not(.empty-form) .ed-handle")
        x, y = _middle(handles.nth(0))
        _, low = _middle(page.locator("#key_points-2"))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 3, y + 40, steps=4)
        page.mouse.move(x, low + 40, steps=12)
        page.mouse.up()
        assert _labels(page) == ["Bee", "Cat", "Ant"]
        expect(page.locator("#ed-order-said")).to_have_text("Key point Ant: place 3 of 3")
        expect(page.locator(".ed-bar").get_by_text("Unsaved changes")).to_be_visible()
        expect_accessible(page)
        page.get_by_role("button", name="Save and continue editing").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert _labels(page) == ["Bee", "Cat", "Ant"]
    assert _stored(draft) == ["Bee", "Cat", "Ant"]


def test_rows_are_ordered_with_a_finger_and_escape_takes_a_drag_back(site: Site) -> None:
    cast = make_cast()
    draft = make_draft(cast)
    with site.staff("wendy", phone=True) as page:
        open_form(page, draft)
        # The previews have to be there first: what they fill moves the rows away from under the finger.
        page.wait_for_load_state("networkidle")
        page.evaluate("document.getElementById('key_points-group').scrollIntoView()")
        page.wait_for_timeout(500)
        handles = page.locator("#key_points-group .inline-related:not(.empty-form) .ed-handle")
        x, y = _middle(handles.nth(0))
        _, low = _middle(page.locator("#key_points-1"))
        touch = page.context.new_cdp_session(page)

        def finger(kind: str, at: float) -> None:
            points = [] if kind == "touchEnd" else [{"x": x, "y": at}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        finger("touchStart", y)
        for place in range(1, 11):
            finger("touchMove", y + (low + 20 - y) * place / 10)
        finger("touchEnd", low)
        assert _labels(page) == ["Bee", "Ant", "Cat"]
        x, y = _middle(handles.nth(0))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + 400, steps=10)
        page.keyboard.press("Escape")
        page.mouse.up()
        assert _labels(page) == ["Bee", "Ant", "Cat"]


def test_rows_are_ordered_by_keyboard_and_by_single_clicks(site: Site) -> None:
    cast = make_cast()
    draft = make_draft(cast)
    with site.staff("wendy") as page:
        open_form(page, draft)
        page.get_by_role("button", name="Move Key point Cat", exact=True).focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert _labels(page) == ["Cat", "Ant", "Bee"]
        expect(page.locator("#ed-order-said")).to_have_text("Key point Cat: place 1 of 3")
        assert page.evaluate("document.activeElement.classList.contains('ed-handle')"), "the focus stays on the handle"
        page.keyboard.press("End")
        assert _labels(page) == ["Ant", "Bee", "Cat"]
        page.get_by_role("button", name="Move down: Key point Ant").click()
        assert _labels(page) == ["Bee", "Ant", "Cat"]
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    assert _stored(draft) == ["Bee", "Ant", "Cat"]


def test_a_new_row_that_was_moved_and_another_that_was_removed_save_as_shown(site: Site) -> None:
    cast = make_cast()
    draft = make_draft(cast)
    with site.staff("wendy") as page:
        open_form(page, draft)
        points = page.locator("#key_points-group")
        for label in ("Dog", "Eel"):
            points.get_by_role("button", name="Add another Key point").click()
            points.locator(".inline-related:not(.empty-form) [name$=-label]").last.fill(label)
            points.locator(".inline-related:not(.empty-form) [name$=-text]").last.fill(f"About {label}.")
        page.get_by_role("button", name="Move Key point Dog", exact=True).focus()
        page.keyboard.press("Home")
        points.locator(".inline-related:not(.empty-form)").last.get_by_role("button", name="Remove").click()
        assert _labels(page) == ["Dog", "Ant", "Bee", "Cat"]
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    assert _stored(draft) == ["Dog", "Ant", "Bee", "Cat"]


def test_sources_are_offered_while_one_types_and_taken_by_keyboard(site: Site) -> None:
    cast = make_cast()
    draft = make_draft(cast)
    with site.staff("wendy") as page:
        open_form(page, draft)
        lead = page.locator("#id_lead")
        lead.fill("")
        lead.press_sequentially("It helps [@")
        options = page.get_by_role("listbox", name="Sources").get_by_role("option")
        expect(options).to_have_text(["sample2020 A sample study called sample2020"])
        expect(page.locator("#ed-cite-said")).to_have_text("1 source. Arrow keys choose, Enter takes.")
        expect_accessible(page)
        lead.press_sequentially("z")
        expect(options).to_have_text(["zinc2020 Zinc in a sample library"])
        page.keyboard.press("Enter")
        expect(lead).to_have_value("It helps [@zinc2020]")
        expect(page.get_by_role("listbox")).to_have_count(0)
        expect(page.locator(".field-lead .ed-preview .cite")).to_have_text("Reference [1]")
        lead.press_sequentially(" or not [@sample2020; @")
        expect(options).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id !== 'id_lead'"), "a closed list lets Tab out"
        lead.focus()
        page.keyboard.press("End")
        page.keyboard.type("sam")
        expect(options).to_have_count(1)
        page.keyboard.press("Tab")
        expect(lead).to_have_value("It helps [@zinc2020] or not [@sample2020; @sample2020]")
        page.keyboard.press("Control+z")
        expect(lead).to_have_value("It helps [@zinc2020] or not [@sample2020; @sam")


def test_an_image_comes_by_button_paste_and_drop_and_shows_on_the_page(site: Site, tmp_path: Path) -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = make_draft(cast)
    chart = tmp_path / "chart.png"
    chart.write_bytes(factories.image_bytes())
    with site.staff("wendy") as page:
        open_form(page, draft)
        body = page.locator(".field-body")
        with page.expect_file_chooser() as choosing:
            body.get_by_role("button", name="Add an image").click()
        choosing.value.set_files(chart)
        window = page.get_by_role("dialog", name="Add an image")
        expect(window.get_by_role("img")).to_be_visible()
        expect_accessible(page)
        window.get_by_label("What it shows").fill("A teal chart")
        window.get_by_label("Caption").fill("Made up for a test.")
        window.get_by_label("What it is").select_option("Chart")
        window.get_by_label("Text version").fill("Table: Who stopped\n\n| One | Two |\n|---|---|\n| 11% | 39% |")
        window.get_by_role("button", name="Put it into the text").click()
        expect(body.locator(".ed-preview figure figcaption")).to_contain_text("Made up for a test.")
        expect(body.locator(".ed-preview figure details table caption")).to_have_text("Who stopped")
        expect(page.locator("#id_files-0-alt")).to_have_value("A teal chart")
        assert page.locator("#id_body").input_value().startswith("An opening paragraph."), "nobody was in the field yet"
        for kind, colour in (("paste", "navy"), ("drop", "olive")):
            _give(page, kind, factories.image_bytes("JPEG", colour=colour))
            window.get_by_label("What it shows").fill(f"A chart in {colour}")
            page.keyboard.press("Enter")
            expect(body.locator(f'.ed-preview img[alt="A chart in {colour}"]')).to_be_visible()
        _give(page, "drop", b"GIF89a", "image/gif")
        expect(body.locator(".ed-image-problem")).to_have_text("Only PNG, JPEG and WebP images can be added.")
        expect_accessible(page)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert _loaded(page, f"/admin/desk/drafts/{draft.pk}/preview/") == [60, 60, 60]
    factories.approve(factories.submit(draft, cast.writer, now=timezone.now()), cast.clinician, now=timezone.now())
    factories.publish(draft, cast.publisher, now=timezone.now())
    for phone, dark in ((False, False), (True, True)):
        with site.visitor(phone=phone, dark=dark) as page:
            assert _loaded(page, f"/articles/{draft.article.slug}/") == [60, 60, 60]
            expect(page.locator("figcaption").first).to_contain_text("Made up for a test.")
            table = page.get_by_role("table", name="Who stopped")
            expect(table).to_be_hidden()
            page.get_by_text("Read this figure as text").focus()
            page.keyboard.press("Enter")
            expect(table).to_be_visible()
            expect_accessible(page)


def _give(page: Page, kind: str, data: bytes, media_type: str = "image/jpeg") -> None:
    """What the browser sends when somebody pastes or drops a file into the body."""
    page.evaluate(
        """([kind, bytes, type]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "image", { type }));
            const options = { bubbles: true, cancelable: true };
            const event = kind === "paste"
                ? new ClipboardEvent("paste", { ...options, clipboardData: data })
                : new DragEvent("drop", { ...options, dataTransfer: data });
            document.getElementById("id_body").dispatchEvent(event);
        }""",
        [kind, list(data), media_type],
    )


def _loaded(page: Page, address: str) -> list[int]:
    """The widths of the images of a page, as the browser decoded them."""
    page.goto(address)
    images = page.locator("figure img")
    for image in images.all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
    widths: list[int] = images.evaluate_all("images => images.map(image => image.naturalWidth)")
    return widths
