"""Uploaded images that nothing names: found, removed on demand, and never one that anything names."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from articles.content import Question
from articles.domain.drafting import unsaved
from articles.domain.drafting.conversion import file_of
from articles.domain.drafting.pictures import add_picture, read_bytes
from articles.domain.drafting.unused_pictures import KEPT_FOR, remove, unused
from articles.models import ArticleImport, Draft, Picture, PublishedFile, PublishedPage, Snapshot
from medsite.audit import trail
from medsite.audit.models import AuditEntry
from tests import factories
from tests.conftest import Cast

LATER = factories.NOW + KEPT_FOR + timedelta(minutes=1)


@pytest.fixture
def picture(cast: Cast) -> Picture:
    return factories.make_picture(cast.writer)


def is_there(picture: Picture) -> bool:
    return read_bytes(picture.digest, picture.media_type) is not None


def mark(picture: Picture) -> str:
    return f"Text [@sample2020].\n\n![](file:{picture.digest[:12]})"


def listed(cast: Cast, picture: Picture) -> None:
    factories.make_draft(cast.writer, body="Text [@sample2020].", files=(file_of(picture, alt="A"),))


def in_a_row_only(cast: Cast, picture: Picture) -> None:
    listed(cast, picture)
    Snapshot.objects.all().delete()


def marked_only(cast: Cast, picture: Picture) -> None:
    factories.make_draft(cast.writer, body=mark(picture))
    Snapshot.objects.all().delete()


def marked_in_an_answer_only(cast: Cast, picture: Picture) -> None:
    factories.make_draft(cast.writer, questions=(Question(question="Is it?", answer=mark(picture)),))
    Snapshot.objects.all().delete()


def in_an_import(cast: Cast, picture: Picture) -> None:
    factories.make_import("The title\n\nQuick Summary\n\nIn brief.\n", by=cast.writer)
    ArticleImport.objects.update(content_json=factories.content(files=(file_of(picture, alt="A"),)).to_json())


def on_a_live_page(cast: Cast, picture: Picture) -> None:
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)
    page = PublishedPage.objects.get()
    PublishedFile.objects.create(page=page, digest=picture.digest, media_type=picture.media_type)


def in_an_older_save(cast: Cast, picture: Picture) -> None:
    listed(cast, picture)
    factories.save(Draft.objects.get(), cast.writer, files=())


def in_a_revision(cast: Cast, picture: Picture) -> None:
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer, body=mark(picture), files=(file_of(picture, alt="A"),))
    factories.submit(draft, cast.writer)
    Snapshot.objects.all().delete()
    draft.files.all().delete()
    Draft.objects.update(body="Text.")


def in_unsaved_work(cast: Cast, picture: Picture) -> None:
    draft = factories.make_draft(cast.writer)
    unsaved.keep_unsaved(draft, f"files-0-picture={picture.pk}", version=1, by=cast.writer, now=factories.NOW)


def pasted_in_unsaved_work(cast: Cast, picture: Picture) -> None:
    draft = factories.make_draft(cast.writer)
    form = f"body=%21%5B%5D%28file%3A{picture.digest[:12]}%29&title=x"
    unsaved.keep_unsaved(draft, form, version=1, by=cast.writer, now=factories.NOW)


@pytest.mark.parametrize(
    "name_it",
    [
        listed,
        in_a_row_only,
        marked_only,
        marked_in_an_answer_only,
        in_an_older_save,
        in_a_revision,
        in_an_import,
        on_a_live_page,
        in_unsaved_work,
        pasted_in_unsaved_work,
    ],
)
def test_what_anything_names_is_never_removed(
    name_it: Callable[[Cast, Picture], None], cast: Cast, picture: Picture
) -> None:
    name_it(cast, picture)

    assert unused(now=LATER) == []
    assert remove([picture], now=LATER) == 0
    assert is_there(picture)


def test_an_image_that_nothing_names_is_found_after_thirty_days(cast: Cast, picture: Picture) -> None:
    factories.make_draft(cast.writer)

    assert unused(now=factories.NOW + KEPT_FOR) == []
    assert unused(now=LATER) == [picture]
    assert is_there(picture)


def test_the_number_of_another_image_in_unsaved_work_keeps_that_one_only(cast: Cast, picture: Picture) -> None:
    form = f"files-0-picture={picture.pk}0"
    unsaved.keep_unsaved(factories.make_draft(cast.writer), form, version=1, by=cast.writer, now=factories.NOW)

    assert unused(now=LATER) == [picture]


def test_removing_takes_the_bytes_and_leaves_the_row_and_an_entry(cast: Cast, picture: Picture) -> None:
    other = factories.make_picture(cast.writer, colour="navy")
    listed(cast, other)

    assert remove([picture, other], now=LATER) == 1

    assert (is_there(picture), is_there(other)) == (False, True)
    assert list(AuditEntry.objects.filter(act="picture.removed").values_list("subject", flat=True)) == [
        f"picture {picture.digest}"
    ]
    assert list(trail.verify()) == []
    assert unused(now=LATER) == []
    again = add_picture(factories.image_bytes(), by=cast.writer, now=LATER)
    assert again == picture
    assert is_there(picture)


def test_the_command_lists_and_removes_only_when_it_is_told(
    cast: Cast, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)

    assert said() == [
        f"{picture.digest[:12]}  added {factories.NOW:%Y-%m-%d}, 1 kB",
        "1 image(s) are used nowhere. Run it with --remove to delete their files.",
    ]
    assert is_there(picture)
    assert said("--remove")[-1] == "1 image(s) removed."
    assert not is_there(picture)


def said(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("remove_unused_images", *arguments, stdout=out)
    return out.getvalue().splitlines()
