"""Approval packs of publications of every kind, and the command that writes them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from articles.choices import Lane, PublicationKind, StopReason
from articles.content import ArticleContent
from articles.domain.drafting import drafts, pictures
from articles.domain.errors import NotAllowed, Tampered
from articles.domain.pack.making import make_pack, pack_digest
from articles.domain.publication import publishing, reframing, taking_down
from articles.domain.reviewing import revocations
from articles.models import Decision, Draft, Publication, PublishedPage, Rendering
from tests import factories
from tests.articles.domain.pack.conftest import SCRIPT
from tests.articles.domain.pack.forging import unpacked
from tests.conftest import Cast


def record_of(pack: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(unpacked(pack)["record.json"])
    return found


def expect_whole(pack: bytes, folder: Path) -> None:
    (folder / "pack.zip").write_bytes(pack)
    command = [sys.executable, "-I", str(SCRIPT), str(folder / "pack.zip")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_rows_give_the_same_bytes(proven: Publication, cast: Cast) -> None:
    factories.make_draft(cast.writer, title="So that the last entry has one after it")
    first = make_pack(proven, by=cast.publisher)
    factories.make_draft(cast.writer, title="Something else happens")

    assert make_pack(proven, by=cast.clinician) == first


def test_pages_and_text_are_the_very_bytes(proven: Publication, cast: Cast) -> None:
    files = unpacked(make_pack(proven, by=cast.publisher))

    assert files["content.json"].decode() == proven.revision.content_json
    assert files["body.json"].decode() == proven.revision.body_html
    assert files["pages/0001.html"].decode() == proven.article.page.document


def test_people_are_named_as_they_signed(proven: Publication, cast: Cast) -> None:
    record = json.loads(unpacked(make_pack(proven, by=cast.publisher))["record.json"])
    (decision,) = record["decisions"]

    assert decision["signed"]["by_name"] == "Clara Clinician"
    assert decision["signed"]["by_registration"] == Decision.objects.latest("pk").by_registration
    assert record["people"][str(cast.writer.pk)] == "Wendy Writer"
    assert decision["contributors"] == [cast.writer.pk]
    assert record["policies"]["strict-1"]["signers"] == 1


def test_other_articles_are_not_in_it(proven: Publication, cast: Cast) -> None:
    texts = b"".join(unpacked(make_pack(proven, by=cast.publisher)).values()).decode(errors="replace")

    assert "Another article" not in texts
    assert "A third article" not in texts


def test_every_kind_of_publication_has_a_pack_that_holds(proven: Publication, cast: Cast, tmp_path: Path) -> None:
    article = proven.article
    reframing.rebuild([article.page.pk], now=factories.later(minutes=11))
    taking_down.withdraw(article, by=cast.publisher, now=factories.later(minutes=12), note="A source was retracted.")
    publishing.reinstate(article, by=cast.publisher, now=factories.later(minutes=13))
    taking_down.stop(
        article,
        kind=PublicationKind.SUSPENDED,
        reason=StopReason.OTHER,
        by=cast.clinician,
        now=factories.later(minutes=14),
    )
    publishing.reinstate(article, by=cast.publisher, now=factories.later(minutes=15))
    lane = drafts.open_draft(article, by=cast.writer, now=factories.later(minutes=16), lane=Lane.CORRECTION)
    factories.save(lane, cast.writer, now=factories.later(minutes=17), lead="Better words.")
    revision = factories.submit(lane, cast.writer, now=factories.later(minutes=18))
    decision = factories.approve(revision, cast.second_clinician, now=factories.later(minutes=19))
    factories.publish(
        Draft.objects.get(pk=lane.pk),
        cast.publisher,
        now=factories.later(minutes=20),
        correction=True,
        note="It was X.",
    )
    revocations.revoke(decision, by=cast.second_clinician, now=factories.later(minutes=21), reason="A doubt.")

    rows = list(article.publications.select_related("article").order_by("number"))

    assert [row.kind for row in rows] == [
        "published",
        "withdrawn",
        "reinstated",
        "suspended",
        "reinstated",
        "corrected",
    ]
    for row in rows:
        expect_whole(make_pack(row, by=cast.administrator), tmp_path)


def test_each_page_that_was_served_is_in_it(proven: Publication, cast: Cast, tmp_path: Path) -> None:
    PublishedPage.objects.filter(pk=proven.article.page.pk).update(etag="x" * 64)
    reframing.rebuild([proven.article.page.pk], now=factories.later(days=1))

    pack = make_pack(proven, by=cast.publisher)

    assert Rendering.objects.filter(publication=proven).count() == 2
    assert sorted(name for name in unpacked(pack) if name.startswith("pages/")) == [
        "pages/0001.html",
        "pages/0002.html",
    ]
    expect_whole(pack, tmp_path)


@pytest.mark.parametrize("who", ["writer", "stranger", "superuser"])
def test_packs_are_for_those_who_answer_for_texts(who: str, proven: Publication, cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Approval packs are for"):
        make_pack(proven, by=getattr(cast, who))


def test_a_damaged_page_gives_no_pack(proven: Publication, cast: Cast) -> None:
    rendering = Rendering.objects.get(publication=proven)
    rendering.document = b"x"
    with factories.triggers_lifted():
        Rendering.objects.bulk_update([rendering], ["document"])

    with pytest.raises(Tampered, match="is damaged"):
        make_pack(proven, by=cast.publisher)


def test_a_lost_image_gives_no_pack(proven: Publication, cast: Cast) -> None:
    (file,) = ArticleContent.from_json(proven.revision.content_json).files
    default_storage.delete(pictures.stored_name(file.digest, file.media_type))

    with pytest.raises(Tampered, match="is missing"):
        make_pack(proven, by=cast.publisher)


def test_the_command_writes_the_newest_or_the_one_that_is_named(
    proven: Publication, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slug, output = proven.article.slug, tmp_path / "pack.zip"
    taking_down.withdraw(proven.article, by=cast.publisher, now=factories.later(days=1), note="A reason.")

    call_command("approval_pack", slug, "--output", str(output))
    assert record_of(output.read_bytes())["publication"]["number"] == 2  # type: ignore[index]  # just read

    call_command("approval_pack", slug, "--publication", "1", "--output", str(output))
    assert record_of(output.read_bytes())["publication"]["number"] == 1  # type: ignore[index]  # just read
    assert f"Digest of the pack: {pack_digest(output.read_bytes())}" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(proven: Publication, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such publication"):
        call_command("approval_pack", "nowhere", "--output", str(tmp_path / "x.zip"))
    with pytest.raises(CommandError, match="No such publication"):
        call_command("approval_pack", proven.article.slug, "--publication", "9", "--output", str(tmp_path / "x.zip"))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("approval_pack", proven.article.slug, "--output", str(tmp_path / "no" / "x.zip"))
