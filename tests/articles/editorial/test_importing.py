"""The import screens: check, make, decide; whatever goes wrong, nothing typed is lost."""

import html
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, ArticleImport, Draft
from tests import factories
from tests.conftest import Cast

ADDRESS = "/admin/desk/import/"
TEXT = "Skip to content\n\nThe title\n\n3 min read\n\nIn This Article\n\nThe text <b>5</b>.\n"


def check(client: Client, **data: Any) -> Any:
    return client.post(ADDRESS, {"step": "check", "format": "auto"} | data)


def carried(response: Any) -> dict[str, str]:
    """The hidden fields of the second step, as a browser would send them."""
    page = response.content.decode()
    fields = re.findall(r'<input type="hidden" name="(form-[^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in fields}


def make(client: Client, response: Any, **data: Any) -> Any:
    return client.post(ADDRESS, carried(response) | {"step": "make"} | data)


def file(name: str, data: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def test_a_check_shows_every_line_and_stores_nothing(as_writer: Client) -> None:
    response = check(as_writer, text=TEXT)
    page = response.content.decode()

    assert response.status_code == 200
    for said in (
        "Left out: &quot;Skip to content&quot; is a page control.",
        "Replaced",
        "Make the draft",
        "things to do before it can be sent for review",
    ):
        assert said in page
    assert "<b>5</b>" not in page
    assert Article.objects.count() == 0


def test_the_checked_text_becomes_a_draft_whose_report_can_be_read_later(as_writer: Client) -> None:
    response = make(as_writer, check(as_writer, text=TEXT))

    row = ArticleImport.objects.get()
    assert response["Location"] == f"/admin/desk/articles/{row.article_id}/"
    assert f"/admin/desk/imports/{row.pk}/" in as_writer.get(response["Location"]).content.decode()
    report = as_writer.get(f"/admin/desk/imports/{row.pk}/").content.decode()
    assert "Left out: &quot;Skip to content&quot; is a page control." in report
    assert Draft.objects.get().body == "The text \\<b>5\\</b>."


def test_several_files_are_checked_together_and_made_together(as_writer: Client) -> None:
    files = [
        file("a.md", "---\ntitle: A\n---\nText."),
        file("b.txt", TEXT),
        file("c.jsonl", '{"title": "C"}\n{"title": "D"}'),
    ]

    response = check(as_writer, uploads=files)
    assert "Make 4 drafts" in response.content.decode()
    made = make(as_writer, response)

    assert made["Location"] == "/admin/articles/article/"
    assert sorted(Article.objects.values_list("working_title", flat=True)) == ["A", "C", "D", "The title"]


def test_an_empty_file_is_told_of_by_name_and_the_others_are_checked(as_writer: Client) -> None:
    response = check(as_writer, uploads=[file("good.md", "---\ntitle: A\n---\nText."), file("bad.txt", b"")])

    page = response.content.decode()
    assert (response.status_code, "Make the draft" in page) == (200, True)
    assert "bad.txt" in page and "This file is empty. Export the article again." in page


def test_sources_that_cannot_be_read_do_not_hold_the_others_up(as_writer: Client) -> None:
    bad = file("bad.jsonl", '{"title": "C"}\nnonsense')
    files = [file("a.pdf", b"%PDF-1.7"), bad, file("a.md", "---\ntitle: A\n---\nText."), file("b.txt", TEXT)]

    response = check(as_writer, uploads=files)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Make 2 drafts" in page and "2 of the sources cannot be taken in" in page
    made = make(as_writer, response)

    assert made["Location"] == "/admin/articles/article/"
    assert sorted(Article.objects.values_list("working_title", flat=True)) == ["A", "The title"]


def test_a_source_that_is_here_already_may_be_made_anew_whichever_place_it_has(as_writer: Client, cast: Cast) -> None:
    factories.make_import(TEXT, by=cast.writer)

    page = check(as_writer, uploads=[file("a.md", "---\ntitle: A\n---\nText."), file("b.txt", TEXT)]).content.decode()

    assert "Check again" in page


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"PK\x03\x04 word/document.xml", "a Word document"),
        ("a.txt", "Dose 5 µg".encode("latin-1"), "UTF-8"),
        ("a.txt", b"x" * 2_000_001, "2,000,000"),
        ("a.md", b"---\ntitle: a: b\n---\n", "The front matter cannot be read in line 2"),
        ("a.jsonl", b'{"titel": "x"}', "titel: is no part of an article. Take it out."),
        ("a.json", b'{"title": "x", "uuid": "y"}', "This line is no article: its uuid 'y' is none. Export it again."),
        ("a.md", b"---\nlocale: klingon\n---\n", "line 2, locale: has to be the code of a language, such as en"),
        ("a.txt", b"", "This file is empty. Export the article again."),
        ("a.html", b"<html><body>Title</body></html>", "This is a web page (HTML), not a plain-text file."),
        ("a.jsonl", b'{"title": "x"}\n' * 21, "21 articles; 20 can be imported here at once"),
    ],
    ids=["word", "latin-1", "huge", "header", "json", "uuid", "language", "empty", "web page", "many"],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_a_pasted_text_stays(
    name: str, data: bytes, said: str, as_writer: Client
) -> None:
    response = check(as_writer, uploads=[file(name, data)], text="")

    assert response.status_code == 400
    assert said in html.unescape(response.content.decode())
    assert Article.objects.count() == 0


def test_a_broken_paste_stays_in_its_field(as_writer: Client) -> None:
    response = check(as_writer, text="---\ntitle: a: b\n---\nMy long text.")

    assert response.status_code == 400
    assert "My long text.</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a file, or paste a text."),
        ({"uploads": [file(f"{n}.txt", "T") for n in range(11)]}, "You chose 11 files; 10 can be imported at once."),
        ({"text": "x" * 600_001}, "600000"),
    ],
    ids=["nothing", "many", "long"],
)
def test_the_limits_are_told(data: dict[str, Any], said: str, as_writer: Client) -> None:
    response = check(as_writer, **data)

    assert response.status_code == 400
    assert said in response.content.decode()


def test_a_second_step_that_did_not_arrive_whole_gets_a_sentence(as_writer: Client) -> None:
    for data in ({}, {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}, {"form-TOTAL_FORMS": "9999999"}):
        response = as_writer.post(ADDRESS, data | {"step": "make"})
        assert response.status_code == 400
        assert "did not arrive whole" in response.content.decode()


def test_a_refusal_at_the_second_step_keeps_everything(as_writer: Client) -> None:
    content = json.dumps({"title": "T", "topics": [{"slug": "nowhere", "name": "Nowhere"}]})

    response = make(as_writer, check(as_writer, text=content))

    assert response.status_code == 400
    assert "This site does not know the topic Nowhere." in response.content.decode()
    assert carried(response)["form-0-text"] == content
    assert "Make the draft</button>" in response.content.decode()


def test_of_two_sources_only_the_refused_one_stays(as_writer: Client) -> None:
    refused = json.dumps({"title": "T", "topics": [{"slug": "nowhere", "name": "Nowhere"}]})

    response = make(as_writer, check(as_writer, uploads=[file("a.md", "---\ntitle: A\n---\nText.")], text=refused))

    assert response.status_code == 400
    assert carried(response) == {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-MIN_NUM_FORMS": "1",
        "form-MAX_NUM_FORMS": "11",
        "form-0-name": "pasted text",
        "form-0-text": refused,
        "form-0-format": "auto",
    }
    assert "Make the draft</button>" in response.content.decode()
    assert "“A” is a draft now." in response.content.decode()
    assert Article.objects.count() == 1
    factories.make_topic("Nowhere")
    assert make(as_writer, response)["Location"] == f"/admin/desk/articles/{Article.objects.latest('pk').pk}/"


def test_a_refused_article_that_is_made_anew_on_purpose_stays_one(as_writer: Client, cast: Cast) -> None:
    content = json.dumps({"title": "T", "topics": [{"slug": "nowhere", "name": "Nowhere"}]})

    response = make(as_writer, check(as_writer, text=content), **{"form-0-as_new": "on"})

    assert 'name="form-0-as_new"' in response.content.decode()
    assert re.search(r"form-0-as_new[^>]* checked", response.content.decode())


def test_what_is_here_already_can_be_made_anew_on_purpose(as_writer: Client, cast: Cast) -> None:
    factories.make_import(TEXT, by=cast.writer)
    response = check(as_writer, text=TEXT)
    assert "Nothing new" in response.content.decode()
    assert "Make the draft" not in response.content.decode()

    again = as_writer.post(ADDRESS, carried(response) | {"step": "again", "form-0-as_new": "on"})
    assert "Make the draft" in again.content.decode()
    make(as_writer, again, **{"form-0-as_new": "on"})

    assert Article.objects.count() == 2


def test_a_changed_text_leads_to_its_differences_and_their_decision(as_writer: Client, cast: Cast) -> None:
    factories.make_import(TEXT, by=cast.writer)
    response = make(as_writer, check(as_writer, text=TEXT.replace("The text", "The new text")))
    row = ArticleImport.objects.latest("pk")
    assert response["Location"] == f"/admin/desk/imports/{row.pk}/"
    assert re.search(r"<ins>(<[^>]*>[^<]*</[^>]*>)?\s*new", as_writer.get(response["Location"]).content.decode())

    stale = as_writer.post(f"/admin/desk/imports/{row.pk}/take/", {"version": "7", "choice-body": "keep"})
    assert stale.status_code == 409
    assert 'id="keep-body" name="choice-body" value="keep" checked' in stale.content.decode()
    nothing = as_writer.post(f"/admin/desk/imports/{row.pk}/set-aside/", {"reason": " "})
    assert nothing.status_code == 400

    as_writer.post(f"/admin/desk/imports/{row.pk}/take/", {"version": "1", "take": "all"})

    assert Draft.objects.get().body == "The new text \\<b>5\\</b>."


def test_a_clinician_reads_a_proposal_and_cannot_decide_on_it(client: Client, cast: Cast) -> None:
    factories.make_import(TEXT, by=cast.writer)
    row = factories.make_import(TEXT.replace("text", "words"), by=cast.writer).row
    assert row is not None
    client.force_login(cast.clinician)

    page = client.get(f"/admin/desk/imports/{row.pk}/").content.decode()

    assert "What the source has otherwise" in page
    assert "Take over" not in page


def test_an_article_shows_its_imports_in_a_fixed_number_of_statements(as_writer: Client, cast: Cast) -> None:
    row = factories.make_import(TEXT, by=cast.writer).row
    assert row is not None
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            as_writer.get(f"/admin/desk/articles/{row.article_id}/")
        counts.append(len(queries))
        factories.make_import(TEXT.replace("text", f"text {number}"), by=cast.writer)

    assert len(set(counts)) == 1
