"""A record edited in plain fields: what is changed there counts, everything else of the record stays."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from references import library
from references.models import Reference
from references.screens.record_form import PLACES, RecordForm
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

ADD = "/admin/references/reference/add/"
RECORD: dict[str, Any] = {
    "id": "a2020",
    "type": "article-journal",
    "title": "A made-up title",
    "author": [
        {"family": "Sample", "given": "Ada", "non-dropping-particle": "van"},
        {"literal": "A Made-up Group"},
    ],
    "container-title": "Sample Journal",
    "issued": {"date-parts": [[2020, 5]]},
    "DOI": "10.1000/x",
    "abstract": "What has no field.",
    "custom": {"NCT": "NCT00000000"},
}


@pytest.fixture
def reference() -> Reference:
    return library.put(RECORD)


def sent(reference: Reference, **changes: str) -> dict[str, str]:
    """What a browser sends when a person changes some fields."""
    form = RecordForm(instance=reference)
    names = (*PLACES, "csl", "study_type", "evidence", "notes", "seen")
    data = {name: str(form[name].value() or "") for name in names}
    return data | changes


def change(client: Client, reference: Reference, **changes: str) -> str:
    address = f"/admin/references/reference/{reference.pk}/change/"
    html = client.post(address, sent(reference, **changes), follow=True).content.decode()
    reference.refresh_from_db()
    return html


def test_saving_what_was_shown_changes_nothing(as_writer: Client, reference: Reference) -> None:
    before = reference.csl
    change(as_writer, reference)

    assert reference.csl == before


@pytest.mark.parametrize("typed", ["NaN", "1e400", "5", "[]", '"x"', "true"])
@pytest.mark.parametrize("seen", ["", "another"])
def test_json_that_is_no_record_is_said_and_shown_again(
    typed: str, seen: str, as_writer: Client, reference: Reference
) -> None:
    before = reference.csl

    html = change(as_writer, reference, csl=typed, volume="7", **({"seen": seen} if seen else {}))

    assert "a record begins with {" in html
    assert "was changed while you had it open" not in html  # what cannot be read cannot be compared
    assert f">\n{escape(typed)}</textarea>" in html and 'value="7"' in html
    assert reference.csl == before


@pytest.mark.parametrize("people", ["5", '["x"]', '[{"literal": 5}]', '[{"family": ["x"]}]'])
def test_people_that_are_none_are_a_mistake_in_the_form(people: str, as_writer: Client, reference: Reference) -> None:
    record = json.dumps(RECORD | {"author": "PEOPLE"}).replace('"PEOPLE"', people)

    change(as_writer, reference, csl=record, authors_field="Other, Bo")

    assert reference.csl["author"] in (RECORD["author"], [{"family": "Other", "given": "Bo"}])


def test_a_changed_field_counts_and_the_rest_stays(as_writer: Client, reference: Reference) -> None:
    people = "van Sample, Ada\nOther, Bo\nAn Institute,"
    change(as_writer, reference, title_field="Another title", issued="3 June 2021", authors_field=people, volume="7")

    assert (reference.title, reference.year, reference.csl["volume"]) == ("Another title", 2021, "7")
    assert reference.csl["issued"] == {"date-parts": [[2021, 6, 3]]}
    assert reference.csl["author"] == [
        RECORD["author"][0],
        {"family": "Other", "given": "Bo"},
        {"literal": "An Institute"},
    ]
    assert (reference.csl["abstract"], reference.nct) == ("What has no field.", "NCT00000000")


def test_an_emptied_field_is_taken_out(as_writer: Client, reference: Reference) -> None:
    change(as_writer, reference, doi_field="", authors_field="")

    assert reference.doi == ""
    assert "author" not in reference.csl


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("doi_field", "10.1/x", "is not a DOI"),
        ("issued", "some time", "This is no date"),
        ("issued", "31/12/2020", "This is no date"),
        ("issued", "Winter 2020", "This is no date"),
        ("title_field", "", "title: is missing"),
        ("address", "javascript:alert(1)", "does not begin with http"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    as_writer: Client, reference: Reference, field: str, value: str, said: str
) -> None:
    html = change(as_writer, reference, **{field: value, "notes": "A note to keep"})

    assert said in html
    assert value in html
    assert "A note to keep" in html
    assert reference.csl["DOI"] == "10.1000/x"


def test_a_record_is_added_without_writing_json(as_writer: Client) -> None:
    data = {"key": "b2021", "kind": "book", "title_field": "A made-up book", "authors_field": "Sample, Ada"}
    as_writer.post(ADD, data | {"issued": "2021", "csl": "", "study_type": "", "evidence": "", "notes": ""})

    reference = Reference.objects.get(key="b2021")
    assert (reference.csl["type"], reference.title, reference.year) == ("book", "A made-up book", 2021)


def test_a_record_without_a_kind_is_asked_for_one(as_writer: Client) -> None:
    html = as_writer.post(ADD, {"key": "b", "title_field": "A title", "csl": ""}).content.decode()

    assert "Choose the kind of work; it decides how" in html
    assert Reference.objects.count() == 0


def test_a_title_ends_that_only_an_identifier_is_known(as_writer: Client) -> None:
    bare = library.put({"id": "x", "type": "document", "title": "PMID 7", "PMID": "7", "status": "identifier only"})
    change(as_writer, bare, title_field="What it is called", kind="article-journal")

    assert "status" not in bare.csl


@pytest.mark.parametrize(
    "typed",
    [
        "[" * 5_000,
        '{"type": "book", "title": "T", "volume": ' + "9" * 5_000 + "}",
        '{"type": "book", "title": "T", "issued": {"date-parts": [[1e999]]}}',
        '{"type": "book", "title": "\\ud800", "DOI": "nonsense"}',
    ],
)
def test_a_record_that_no_program_can_read_is_refused_and_shown_again(as_writer: Client, typed: str) -> None:
    response = as_writer.post(ADD, {"key": "b", "csl": typed, "study_type": "", "evidence": "", "notes": ""})

    assert response.status_code == 200
    assert escape(typed) in response.content.decode()
    assert Reference.objects.count() == 0


def test_a_record_that_changed_meanwhile_is_not_overwritten_before_that_is_seen(
    as_writer: Client, reference: Reference
) -> None:
    data = sent(reference, volume="7")
    library.put(RECORD | {"status": "retracted"})
    address = f"/admin/references/reference/{reference.pk}/change/"

    html = as_writer.post(address, data).content.decode()

    assert "This record was changed while you had it open: status is “retracted”, here empty." in html
    assert 'value="7"' in html
    reference.refresh_from_db()
    assert (reference.csl["status"], reference.csl.get("volume")) == ("retracted", None)

    again = data | {"seen": sent(reference)["seen"], "csl": json.dumps(reference.csl)}
    assert f'value="{again["seen"]}"' in html
    as_writer.post(address, again)
    reference.refresh_from_db()
    assert (reference.csl["status"], reference.csl["volume"]) == ("retracted", "7")


def test_who_only_looks_sees_the_record(client: Client, cast: Cast, reference: Reference) -> None:
    client.force_login(cast.clinician)
    html = client.get(f"/admin/references/reference/{reference.pk}/change/").content.decode()

    assert "A made-up title" in html
    assert 'name="title_field"' not in html
