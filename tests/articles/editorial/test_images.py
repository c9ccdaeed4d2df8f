"""Adding images from the desk, with and without script."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.choices import ImageKind
from articles.domain.drafting import pictures
from articles.domain.drafting.conversion import draft_content, file_of
from articles.models import Draft, Picture
from tests import factories
from tests.articles.admin.test_draft_form import add_row, address, form_data, stored
from tests.conftest import Cast

UPLOAD = "/admin/desk/images/"


def sent(data: bytes | None = None, name: str = "chart.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.image_bytes() if data is None else data, content_type="image/png")


def test_an_upload_says_how_the_text_shows_it(as_writer: Client) -> None:
    response = as_writer.post(UPLOAD, {"image": sent()})

    picture = Picture.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "key": picture.pk,
        "mark": f"![](file:{picture.digest[:12]})",
        "address": f"/admin/desk/files/{picture.digest}.png",
        "width": 60,
        "height": 40,
    }
    image = as_writer.get(response.json()["address"])
    assert (image.status_code, image["Content-Type"]) == (200, "image/png")
    assert image["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert image["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({}, 400, "No image was sent."),
        ({"image": "text"}, 400, "No image was sent."),
        ({"image": b"<svg onload=alert(1)>"}, 400, "cannot be read as an image"),
        ({"image": b"x" * 1_000_001}, 413, "more than 1 MB"),
    ],
)
def test_a_bad_upload_gets_a_sentence(
    data: dict[str, Any], status: int, words: str, as_writer: Client, settings: Any
) -> None:
    settings.MEDIA_IMAGE_BYTES = 1_000_000
    if isinstance(data.get("image"), bytes):
        data = {"image": sent(data["image"])}

    response = as_writer.post(UPLOAD, data)

    assert response.status_code == status
    assert words in response.json()["error"]
    assert not Picture.objects.exists()


def test_too_many_images_are_refused_with_a_sentence_on_both_ways(
    as_writer: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "UPLOADS_AN_HOUR", 0)
    data = add_row(form_data(as_writer, draft), "files", upload=sent(), alt="A chart", caption="", credit="")

    script = as_writer.post(UPLOAD, {"image": sent()})
    form = as_writer.post(address(draft), data | {"title": "Typed meanwhile"})

    assert (script.status_code, form.status_code) == (429, 200)
    assert "At most 0 images are added within an hour." in script.json()["error"]
    assert "At most 0 images are added within an hour." in form.content.decode()
    assert "Typed meanwhile" in form.content.decode()
    assert not Picture.objects.exists()


def test_a_form_with_more_images_than_are_left_of_the_hour_keeps_none(
    as_writer: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "UPLOADS_AN_HOUR", 1)
    data = form_data(as_writer, draft)
    for colour in ("teal", "navy"):
        upload = sent(factories.image_bytes(colour=colour), f"{colour}.png")
        data = add_row(data, "files", upload=upload, alt="A chart", caption="", credit="")

    form = as_writer.post(address(draft), data)

    assert form.status_code == 200
    assert form.content.decode().count("At most 1 images are added within an hour.") == 2
    assert not Picture.objects.exists()


def test_the_form_takes_an_image_without_script(as_writer: Client, draft: Draft) -> None:
    data = add_row(form_data(as_writer, draft), "files", upload=sent(), alt="A chart", caption="", credit="Nobody")

    assert as_writer.post(address(draft), data).status_code == 302

    picture = Picture.objects.get()
    assert stored(draft).files == (file_of(picture, alt="A chart", credit="Nobody"),)
    html = as_writer.get(address(draft)).content.decode()
    assert f"![](file:{picture.digest[:12]})" in html
    assert f"/admin/desk/files/{picture.digest}.png" in html


def test_the_form_and_the_preview_take_what_a_chart_says_in_words(as_writer: Client, cast: Cast, draft: Draft) -> None:
    picture = factories.make_picture(cast.writer)
    said = {"alt": "A chart", "kind": "chart", "text_version": "- One: 11%"}
    data = add_row(form_data(as_writer, draft), "files", picture=str(picture.pk), caption="", credit="", **said)
    data["body"] = f"Text [@sample2020].\n\n![](file:{picture.digest[:12]})"

    live = as_writer.post(f"/admin/desk/drafts/{draft.pk}/live/", data).json()
    assert as_writer.post(address(draft), data).status_code == 302

    assert "<details><summary>Read this figure as text</summary><ul>\n<li>One: 11%</li>" in live["previews"]["body"]
    assert stored(draft).files == (file_of(picture, **said),)


def test_a_text_version_that_is_too_long_is_refused_beside_its_field(
    as_writer: Client, cast: Cast, draft: Draft
) -> None:
    picture = factories.make_picture(cast.writer)
    row = {"picture": str(picture.pk), "alt": "A chart", "caption": "", "credit": "", "kind": "chart"}
    data = add_row(form_data(as_writer, draft), "files", **row, text_version="1" * 5_001)

    response = as_writer.post(address(draft), data)

    assert response.status_code == 200
    assert "at most 5000 characters" in response.content.decode()
    assert "1" * 5_001 in response.content.decode()


def test_the_window_offers_every_kind_of_image(as_writer: Client, draft: Draft) -> None:
    html = as_writer.get(address(draft)).content.decode()
    window = html[html.index('<select id="ed-image-kind">') : html.index('<textarea id="ed-image-text_version"')]

    assert re.findall(r'<option value="(\w+)">(\w+)</option>', window) == ImageKind.choices


def test_a_form_with_a_bad_image_says_so_beside_the_field(as_writer: Client, draft: Draft) -> None:
    data = add_row(form_data(as_writer, draft), "files", upload=sent(b"no image"), alt="A chart")

    response = as_writer.post(address(draft), data)

    assert response.status_code == 200
    assert "cannot be read as an image" in response.content.decode()
    assert stored(draft).files == ()


def test_an_image_row_without_an_image_asks_for_one(as_writer: Client, draft: Draft) -> None:
    response = as_writer.post(address(draft), add_row(form_data(as_writer, draft), "files", alt="A chart"))

    assert "Choose an image file." in response.content.decode()


def test_an_image_sent_with_a_stale_form_is_kept(as_writer: Client, cast: Cast, draft: Draft) -> None:
    data = add_row(form_data(as_writer, draft), "files", upload=sent(), alt="A chart")
    factories.save(draft, cast.writer, title="Their title")

    response = as_writer.post(address(draft), data)

    assert response.status_code == 409
    picture = Picture.objects.get()
    rows = {i.formset.prefix: i.formset for i in response.context["inline_admin_formsets"]}
    assert rows["files"].forms[0]["picture"].value() == str(picture.pk)


def test_staff_see_images_of_a_draft_from_their_own_address(as_writer: Client, cast: Cast) -> None:
    factories.approve_all_notices(cast.clinician)
    picture = factories.make_picture(cast.writer)
    body = f"Text [@sample2020].\n\n![](file:{picture.digest[:12]})"
    draft = factories.make_draft(cast.writer, body=body, files=(file_of(picture, alt="A chart"),))
    assert draft_content(draft).files
    image = f'<img src="/admin/desk/files/{picture.digest}.png" alt="A chart"'

    live = as_writer.post(f"/admin/desk/drafts/{draft.pk}/live/", form_data(as_writer, draft)).json()
    preview = as_writer.get(f"/admin/desk/drafts/{draft.pk}/preview/").content.decode()
    revision = factories.submit(draft, cast.writer)
    review = as_writer.get(f"/admin/desk/revisions/{revision.pk}/").content.decode()
    again = as_writer.get(f"/admin/desk/revisions/{revision.pk}/preview/").content.decode()

    for html in (live["previews"]["body"], preview, review, again):
        assert image in html
    assert f'src=\\"/files/{picture.digest}.png' in revision.body_html, "what is signed names the readers' address"
