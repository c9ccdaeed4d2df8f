"""Importing references by hand: nothing is stored unseen, what is wrong is said, nobody but writers may."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.roles import Role
from references import formats
from references.models import PendingImport, Reference
from references.screens import forms
from tests import factories
from tests.conftest import Cast
from tests.references.formats.samples import RIS

pytestmark = pytest.mark.django_db

START = "/admin/references/reference/import/"


def given(client: Client, text: str = "", **more: Any) -> Any:
    return client.post(START, {"text": text, "format": ""} | more, follow=True)


def upload(data: bytes, name: str = "library.ris") -> dict[str, Any]:
    return {"upload": SimpleUploadedFile(name, data)}


def test_a_file_is_previewed_and_then_stored(as_writer: Client) -> None:
    seen = given(as_writer, **upload(RIS.encode() + b"TY  - JOUR\nER  -\n"))

    html = seen.content.decode()
    assert Reference.objects.count() == 0
    assert "2 records, read as RIS. Nothing is stored yet." in html
    assert "New: 1" in html
    assert "Cannot be used: 1" in html
    assert "It is empty: it has no field but its kind." in html

    stored = as_writer.post(seen.redirect_chain[-1][0], {"step": "store"}, follow=True)

    assert "Read from library.ris: 1 added, 0 were in the library, 1 could not be used." in stored.content.decode()
    assert Reference.objects.get().key == "sample2020"
    assert PendingImport.objects.count() == 0


def test_pasted_identifiers_are_read(as_writer: Client) -> None:
    html = given(as_writer, "PMID: 12140307\n10.1000/x\nnonsense\n", format="identifiers").content.decode()

    assert "New: 2" in html
    assert "&#x27;nonsense&#x27; is no DOI" in html


def test_the_preview_can_be_narrowed_and_dropped(as_writer: Client) -> None:
    address = given(as_writer, RIS + "TY  - JOUR\nER  -\n").redirect_chain[-1][0]

    narrowed = as_writer.get(address, {"status": "invalid"}).content.decode()
    assert "It is empty" in narrowed
    assert "sample2020" not in narrowed
    assert "No record of this kind." in as_writer.get(address, {"status": "possible"}).content.decode()
    dropped = as_writer.post(address, {"step": "drop"}, follow=True).content.decode()
    assert "Nothing was stored." in dropped
    assert (Reference.objects.count(), PendingImport.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose a file, or paste references."),
        ({"text": "Dear colleague"}, "What this is could not be told."),
        (upload(b"%PDF-1.7"), "This is a PDF"),
        ({"text": RIS} | upload(RIS.encode()), "not both"),
        ({"text": RIS, "format": "csl-json"}, "This is no CSL-JSON"),
        ({"text": "x" * 1_000_001}, "at most 1000000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_writer: Client, data: dict[str, Any], message: str) -> None:
    response = given(as_writer, **data)

    assert response.status_code == 400
    assert message in response.content.decode()
    if "Dear" in data.get("text", ""):
        assert "Dear colleague" in response.content.decode()
    assert PendingImport.objects.count() == 0


def test_more_than_fits_on_a_screen_is_refused(as_writer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "RECORD_LIMIT", 1)
    assert "It holds 2 references; 1 at a time" in given(as_writer, RIS + RIS).content.decode()
    monkeypatch.setattr(forms, "UPLOAD_LIMIT", 10)
    assert "at most 10 are read" in given(as_writer, **upload(RIS.encode())).content.decode()


def test_hostile_records_reach_the_preview_escaped(as_writer: Client) -> None:
    hostile = RIS.replace("A made-up study", "<script>alert(1)</script> {{ 7*7 }}").replace("Sämple", "<b>x</b>")

    html = given(as_writer, hostile).content.decode()

    assert "<script>alert" not in html
    assert "<b>x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in html


def test_nobody_else_imports_or_sees_a_pending_file(as_writer: Client, cast: Cast, client: Client) -> None:
    address = given(as_writer, RIS).redirect_chain[-1][0]

    for person, status in ((cast.superuser, 403), (cast.publisher, 403), (cast.stranger, 302)):
        client.force_login(person)
        for asked in (START, address, "/admin/references/reference/pairs/"):
            assert client.get(asked).status_code == status
            assert client.post(asked, {"step": "store", "text": RIS}).status_code == status
    other = factories.make_user("second", Role.WRITER)
    client.force_login(other)
    assert client.get(address).status_code == 404
    assert Reference.objects.count() == 0


def test_forgotten_files_go_when_somebody_imports_again(as_writer: Client, cast: Cast) -> None:
    PendingImport.objects.create(
        by=cast.writer, at=factories.NOW.replace(year=2020), name="old", format="ris", data=b"x"
    )

    given(as_writer, RIS)

    assert [row.name for row in PendingImport.objects.all()] == ["pasted text"]


class TestPairs:
    def pair(self) -> tuple[Reference, Reference]:
        return (
            factories.make_reference("one", title="The same title", DOI="10.1000/1"),
            factories.make_reference("two", title="The same title", DOI="10.1000/2"),
        )

    ADDRESS = "/admin/references/reference/pairs/"

    def test_they_stand_side_by_side_and_one_is_kept(self, as_writer: Client) -> None:
        one, two = self.pair()
        html = as_writer.get(self.ADDRESS).content.decode()
        assert "The same title and year, but not the same DOI." in html

        done = as_writer.post(self.ADDRESS, {"one": one.pk, "two": two.pk, "act": "two"}, follow=True).content.decode()

        assert "one went into two." in done
        assert "No two records look like one work." in done
        assert [row.key for row in Reference.objects.current()] == ["two"]

    def test_a_record_that_was_retracted_says_so_before_anybody_merges_it(self, as_writer: Client) -> None:
        one, _ = self.pair()
        assert "Retracted" not in as_writer.get(self.ADDRESS).content.decode()

        Reference.objects.filter(pk=one.pk).update(standing="retracted")

        assert as_writer.get(self.ADDRESS).content.decode().count(">Retracted<") == 1

    def test_two_works_stay_two_and_are_not_shown_again(self, as_writer: Client) -> None:
        one, two = self.pair()
        for _ in range(2):
            done = as_writer.post(self.ADDRESS, {"one": two.pk, "two": one.pk, "act": "apart"}, follow=True)

        assert "No two records look like one work." in done.content.decode()
        assert Reference.objects.current().count() == 2

    @pytest.mark.parametrize(
        "data", [{}, {"one": 1, "two": 999_999, "act": "one"}, {"one": "x", "two": "y", "act": "z"}]
    )
    def test_nonsense_is_refused_with_a_sentence(self, as_writer: Client, data: dict[str, Any]) -> None:
        response = as_writer.post(self.ADDRESS, data)

        assert response.status_code == 400
        assert "These are not two records of the library." in response.content.decode()

    def test_the_list_takes_as_many_statements_for_three_pairs_as_for_one(self, as_writer: Client) -> None:
        counts = []
        for number in (1, 3):
            for place in range(number):
                for side in "ab":
                    factories.make_reference(
                        f"{number}{place}{side}", title=f"Title {number} {place}", DOI=f"10.1000/{number}{place}{side}"
                    )
            with CaptureQueriesContext(connection) as queries:
                as_writer.get(self.ADDRESS)
            counts.append(len(queries))

        assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["ris", "bibtex", "nbib", "csl-json", "endnote-xml", "pubmed-xml"])
def test_chosen_references_are_downloaded(as_writer: Client, name: str) -> None:
    rows = [factories.make_reference(key) for key in ("a", "b", "c")]
    data = {"action": f"export_{name.replace('-', '_')}", "_selected_action": [rows[0].pk, rows[2].pk]}

    response = as_writer.post("/admin/references/reference/", data)

    assert response["Content-Disposition"].startswith('attachment; filename="references.')
    read = formats.read(response.content, format_name=name).reads
    assert [item.record and item.record["id"] for item in read] == ["a", "c"]
