"""A source is retracted: nobody cites it unknowingly, live pages say so at once, staff see what rests on it."""

import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from articles.domain import workflow
from articles.domain.drafting import drafts
from articles.domain.errors import Blocked
from articles.domain.knowledge.subjects import current_stamp
from articles.domain.upkeep.retractions import live_pages_in_doubt
from articles.models import Draft, Publication, PublishedPage
from references import library
from references.models import Completion, Reference
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

DOI = "10.5555/sample.2020"
FORMS = ("/articles/a-sample-article/", "/articles/a-sample-article.md", "/api/v1/articles/a-sample-article/")
HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,"
    "Paywalled,Notes,\n"
)


@pytest.fixture
def source() -> Reference:
    return factories.make_reference("sample2020", DOI=DOI)


@pytest.fixture
def draft(cast: Cast, source: Reference) -> Draft:
    return factories.make_draft(cast.writer, reference=source)


@pytest.fixture
def live(cast: Cast, approved_notices: None, draft: Draft) -> Publication:
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


@pytest.fixture
def notice(tmp_path: Path) -> Callable[[str], None]:
    """Have the public list say something about the source."""

    def say(nature: str) -> None:
        row = f"7,A sample study,,,,,,,,,5/3/2024 0:00,10.5555/notice,0,1/1/2020 0:00,{DOI},0,{nature},,No,,\n"
        path = tmp_path / "list.csv"
        path.write_text(HEADER + row, encoding="utf-8")
        call_command("check_retractions", str(path), report="json")

    return say


def rules(draft: Draft) -> dict[str, bool]:
    """The findings about sources, and whether they hold the article up."""
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    found = workflow.inspect_draft(loaded)
    return {f.rule: f.blocks_submission for f in found if f.rule.startswith("source ")}


def test_a_retracted_source_holds_an_article_up(cast: Cast, draft: Draft, notice: Callable[[str], None]) -> None:
    assert rules(draft) == {}

    notice("Retraction")

    assert rules(draft) == {"source retracted": True}
    with pytest.raises(Blocked):
        factories.submit(draft, cast.writer)


def test_a_typed_reason_lets_it_through_and_the_reviewer_reads_it(
    cast: Cast, draft: Draft, notice: Callable[[str], None], client: Client
) -> None:
    notice("Retraction")
    reason = "The article is about this retraction."
    citation = factories.citation(Reference.objects.get(key="sample2020")).model_copy(update={"despite": reason})

    factories.save(draft, cast.writer, citations=(citation,))

    assert rules(draft) == {"source retracted": False}
    revision = factories.submit(draft, cast.writer)
    client.force_login(cast.clinician)
    html = client.get(f"/admin/desk/revisions/{revision.pk}/").content.decode()
    assert reason in html
    assert "Retracted, 3 May 2024" in html


@pytest.mark.parametrize(
    ("nature", "rule", "blocks"),
    [
        ("Expression of concern", "source in doubt", False),
        ("Correction", "source has a notice", False),
        ("Retraction", "source retracted", True),
    ],
)
def test_each_kind_of_notice_is_said_with_its_weight(
    nature: str, rule: str, blocks: bool, draft: Draft, notice: Callable[[str], None]
) -> None:
    notice(nature)

    assert rules(draft) == {rule: blocks}


@pytest.mark.parametrize("address", FORMS)
def test_a_live_page_says_so_at_the_top_and_at_the_source_on_the_next_request(
    address: str, live: Publication, client: Client, notice: Callable[[str], None]
) -> None:
    before = client.get(address)
    assert "retracted" not in before.content.decode()

    notice("Retraction")

    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    text = after.content.decode()
    assert after.status_code == 200
    assert "A source of this article was retracted" in text
    assert "Retracted, 3 May 2024." in text
    assert "https://doi.org/10.5555/notice" in text
    assert text.index("A source of this article was retracted") < text.index("Retracted, 3 May 2024.")


def test_a_concern_stands_at_the_source_only(live: Publication, client: Client, notice: Callable[[str], None]) -> None:
    notice("Expression of concern")

    html = client.get(FORMS[0]).content.decode()
    assert "Expression of concern, 3 May 2024." in html
    assert "A source of this article was retracted" not in html


def test_a_reinstated_source_is_free_again(
    live: Publication, draft: Draft, client: Client, notice: Callable[[str], None]
) -> None:
    notice("Retraction")
    notice("Reinstatement")

    assert "A source of this article was retracted" not in client.get(FORMS[0]).content.decode()
    assert rules(drafts.open_draft(live.article, by=draft.article.created_by, now=factories.NOW)) == {  # type: ignore[arg-type]  # made by the cast
        "source has a notice": False
    }


def test_the_signed_text_stays_what_it_was(live: Publication, client: Client, notice: Callable[[str], None]) -> None:
    digests = (live.content_digest, live.html_digest)
    notice("Retraction")
    client.get(FORMS[0])

    page = PublishedPage.objects.get()
    assert (page.content_digest, page.html_digest) == digests


def test_a_record_that_says_it_itself_reaches_pages_too(live: Publication, client: Client) -> None:
    """PubMed marks the record; an import of it is a save like any other."""
    record = dict(Reference.objects.get(key="sample2020").csl)

    library.put(record | {"status": "retracted"})

    assert "A source of this article was retracted" in client.get(FORMS[0]).content.decode()


def test_pages_are_framed_afresh_only_when_a_standing_changed(live: Publication, notice: Callable[[str], None]) -> None:
    notice("Retraction")
    before = current_stamp()

    notice("Retraction")
    library.put(dict(Reference.objects.get(key="sample2020").csl))

    assert current_stamp() == before


def test_staff_find_the_live_pages_and_the_sentences_that_rest_on_it(
    cast: Cast, live: Publication, client: Client, notice: Callable[[str], None]
) -> None:
    assert list(live_pages_in_doubt()) == []
    notice("Retraction")
    client.force_login(cast.writer)

    desk = client.get("/admin/").content.decode()

    (row,) = live_pages_in_doubt()
    where = f"/admin/desk/sources/{row.reference_id}/"
    assert where in desk
    assert "retracted: sample2020" in desk
    assert "A statement with a source" in client.get(where).content.decode()


def test_another_paper_that_looks_alike_is_left_alone(live: Publication, client: Client, tmp_path: Path) -> None:
    paper = "10.5555/sample.20201"
    row = f"8,A sample study called sample2020,,,,,,,,,5/3/2024 0:00,,0,1/1/2020 0:00,{paper},0,Retraction,,No,,\n"
    path = tmp_path / "list.csv"
    path.write_text(HEADER + row, encoding="utf-8")

    call_command("check_retractions", str(path), report="json")

    assert "retracted" not in client.get(FORMS[0]).content.decode().lower()


def test_the_clock_reads_a_list_that_is_newer_than_the_last_one(
    live: Publication, client: Client, tmp_path: Path, settings: Any
) -> None:
    path = tmp_path / "list.csv"
    row = f"7,A sample study,,,,,,,,,5/3/2024 0:00,10.5555/notice,0,1/1/2020 0:00,{DOI},0,{{}},,No,,\n"
    path.write_text(HEADER + row.format("Retraction"), encoding="utf-8")
    settings.RETRACTIONS_FILE = str(path)

    call_command("clock", stdout=StringIO())

    assert "A source of this article was retracted" in client.get(FORMS[0]).content.decode()
    out = StringIO()
    call_command("clock", stdout=out)
    assert "Retractions" not in out.getvalue()
    path.write_text(HEADER + row.format("Reinstatement"), encoding="utf-8")
    os.utime(path, (2_000_000_000, 2_000_000_000))
    call_command("clock", stdout=out)
    assert "1 reference(s)" in out.getvalue()


def test_a_list_that_cannot_be_read_does_not_stop_the_clock(db: None, tmp_path: Path, settings: Any) -> None:
    settings.RETRACTIONS_FILE = str(tmp_path / "missing.csv")
    out, problems = StringIO(), StringIO()

    call_command("clock", stdout=out, stderr=problems)

    assert "could not be read" in problems.getvalue()
    assert "framed afresh" in out.getvalue()


@pytest.mark.parametrize("is_merged", [False, True])
def test_an_identifier_of_another_work_holds_the_article_up_until_the_record_is_mended(
    cast: Cast, draft: Draft, source: Reference, is_merged: bool
) -> None:
    work = source
    if is_merged:
        work = library.merge(
            factories.make_reference("kept", title=source.title), source, by=cast.writer, now=factories.NOW
        )
    Completion.objects.create(
        reference=work,
        state="other_work",
        identifier=f"DOI {work.doi}",
        service="Crossref",
        found={"id": "x", "type": "book", "title": "Quite another work of somebody else", "DOI": DOI},
        answered_at=factories.NOW,
    )
    with pytest.raises(Blocked) as refusal:
        factories.submit(draft, cast.writer)
    (finding,) = refusal.value.findings
    assert finding.rule == "identifier of another work"
    assert f"Crossref says that DOI {DOI} is “Quite another work" in finding.message

    library.put(dict(work.csl) | {"title": "Quite another work of somebody else"})

    assert factories.submit(draft, cast.writer)
