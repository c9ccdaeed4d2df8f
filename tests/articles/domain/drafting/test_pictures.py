"""Images: taken in once, bound by the signature, given to readers only while a live page lists them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from articles.content import ArticleContent, File
from articles.domain.doctor import files
from articles.domain.drafting import drafts, pictures
from articles.domain.drafting.conversion import CannotPlace, draft_content, file_of
from articles.domain.errors import NotAllowed, Refused, Tampered, TooMany
from articles.domain.publication import taking_down
from articles.models import Draft, Picture, PublishedFile
from medsite.audit.models import AuditEntry
from people.roles import Role
from tests import factories
from tests.conftest import Cast


def shown(picture: Picture, **values: str) -> File:
    return file_of(picture, **{"alt": "A sample chart", "caption": "Made up.", "credit": "Nobody, CC0"} | values)


@pytest.fixture
def picture(cast: Cast) -> Picture:
    return factories.make_picture(cast.writer)


@pytest.fixture
def illustrated(cast: Cast, picture: Picture) -> Draft:
    body = f"## What it is\n\nIt is so [@sample2020].\n\n![](file:{picture.digest[:12]})"
    return factories.make_draft(cast.writer, body=body, files=(shown(picture),))


def publish(draft: Draft, cast: Cast) -> None:
    factories.approve_all_notices(cast.clinician)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)


def test_an_image_is_kept_once_under_the_digest_of_its_bytes(cast: Cast, picture: Picture) -> None:
    again = factories.make_picture(cast.writer)

    assert again == picture
    assert Picture.objects.count() == 1
    assert (picture.media_type, picture.width, picture.height) == ("image/png", 60, 40)
    assert AuditEntry.objects.filter(act="picture.added").count() == 1


@pytest.mark.parametrize("role", ["clinician", "publisher", "administrator", "superuser"])
def test_only_writers_add_images(role: str, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        pictures.add_picture(factories.image_bytes(), by=getattr(cast, role), now=factories.NOW)

    assert not Picture.objects.exists()


def test_one_person_adds_so_many_images_in_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "UPLOADS_AN_HOUR", 1)
    factories.make_picture(cast.writer)

    with pytest.raises(TooMany, match="add it in an hour"):
        factories.make_picture(cast.writer, colour="navy")

    hour = factories.later(hours=1)
    assert pictures.add_picture(factories.image_bytes(colour="navy"), by=cast.writer, now=hour).added_at == hour


def test_images_of_somebody_else_do_not_count(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "UPLOADS_AN_HOUR", 1)
    factories.make_picture(factories.make_user("walter", Role.WRITER))

    assert factories.make_picture(cast.writer, colour="navy").added_by == cast.writer


def test_what_is_no_image_is_refused_and_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(Refused, match="cannot be read as an image"):
        pictures.add_picture(b"<svg/>", by=cast.writer, now=factories.NOW)

    assert not Picture.objects.exists()
    assert not AuditEntry.objects.filter(act="picture.added").exists()


def test_a_draft_and_its_content_hold_the_same_images(cast: Cast, picture: Picture, illustrated: Draft) -> None:
    assert draft_content(illustrated).files == (shown(picture),)


def test_an_image_that_is_not_here_is_said(cast: Cast) -> None:
    with pytest.raises(CannotPlace, match="does not have the image aaaaaaaaaaaa"):
        factories.make_draft(cast.writer, files=(File(digest="a" * 64),))


def test_a_text_version_is_signed_and_stands_in_every_representation(
    cast: Cast, picture: Picture, client: Client
) -> None:
    body = f"## What it is\n\nIt is so [@sample2020].\n\n![](file:{picture.digest[:12]})"
    chart = shown(picture, kind="chart", text_version="Table: Who stopped\n\n| One | Two |\n|---|---|\n| 11% | 39% |")
    draft = factories.make_draft(cast.writer, body=body, files=(chart,))
    publish(draft, cast)
    address = f"/articles/{draft.article.slug}"

    page = client.get(f"{address}/").content.decode()
    reading = client.get(f"{address}/?view=reading").content.decode()
    plain = client.get(f"{address}.md").content.decode()
    data = client.get(f"/api/v1{address}/").json()

    for html in (page, reading, *(section["html"] for section in data["sections"])):
        figure = html[html.index("<details><summary>Read this figure as text</summary>") :]
        assert "<caption>Who stopped</caption>" in figure[: figure.index("</figure>")]
    assert "**Read this figure as text**\n\nTable: Who stopped\n\n| One | Two |" in plain
    assert "| 11% | 39% |" in plain
    assert "Who stopped" in draft.article.revisions.get().body_html


def test_the_words_and_the_bytes_of_an_image_are_signed(cast: Cast, picture: Picture, illustrated: Draft) -> None:
    revision = factories.submit(illustrated, cast.writer)

    assert ArticleContent.from_json(revision.content_json).files[0].digest == picture.digest
    for words in (f"/files/{picture.digest}.png", "A sample chart", "Made up.", "Nobody, CC0"):
        assert words in revision.body_html


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_text_whose_image_was_damaged_is_not_published(
    damage: str, cast: Cast, picture: Picture, illustrated: Draft
) -> None:
    factories.approve_all_notices(cast.clinician)
    factories.approve(factories.submit(illustrated, cast.writer), cast.clinician)
    name = pictures.stored_name(picture.digest, picture.media_type)
    data = pictures.read_bytes(picture.digest, picture.media_type)
    assert data is not None
    default_storage.delete(name)
    if damage == "changed":
        default_storage.save(name, ContentFile(data + b"x"))
    try:
        with pytest.raises(Tampered, match=damage):
            factories.publish(illustrated, cast.publisher)
    finally:
        default_storage.delete(name)

    assert not PublishedFile.objects.exists()


def test_readers_get_an_image_only_while_a_live_page_lists_it(
    cast: Cast, picture: Picture, illustrated: Draft, client: Client
) -> None:
    address = f"/files/{picture.digest}.png"
    assert client.get(address).status_code == 404, "a draft lists it"
    publish(illustrated, cast)

    response = client.get(address)

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response.content == pictures.read_bytes(picture.digest, picture.media_type)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.get(f"/files/{picture.digest}.jpg").status_code == 404
    assert client.get(f"/files/{picture.digest[:12]}.png").status_code == 404
    assert f'src="{address}"' in client.get(illustrated.article.page.get_absolute_url()).content.decode()

    taking_down.withdraw(illustrated.article, by=cast.publisher, now=factories.later(days=1), note="Withdrawn.")

    assert client.get(address).status_code == 404


def test_an_image_that_a_new_text_leaves_out_is_not_served_any_more(
    cast: Cast, picture: Picture, illustrated: Draft, client: Client
) -> None:
    publish(illustrated, cast)
    draft = drafts.open_draft(illustrated.article, by=cast.writer, now=factories.later(hours=1))
    factories.save(draft, cast.writer, body="It is so [@sample2020].", files=())
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher, now=factories.later(hours=2))

    assert client.get(f"/files/{picture.digest}.png").status_code == 404
    assert pictures.read_bytes(picture.digest, "image/png") is not None, "a revision names it, so it stays"


def test_doctor_finds_a_missing_file(cast: Cast, picture: Picture, illustrated: Draft) -> None:
    factories.submit(illustrated, cast.writer)
    (examination,) = files.EXAMINATIONS
    assert examination.run(factories.NOW).findings == ()
    default_storage.delete(pictures.stored_name(picture.digest, picture.media_type))

    (finding,) = examination.run(factories.NOW).findings

    assert (finding.broken, finding.message.split(" is ")[1]) == (True, "missing. Restore it from a backup first.")
