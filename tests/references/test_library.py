"""The library: records in, columns derived, the same record out."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from references import csl, library
from references.models import Reference
from tests import factories

pytestmark = pytest.mark.django_db


def test_columns_are_derived_from_the_record() -> None:
    reference = library.put(
        {
            "id": "a2020",
            "type": "article-journal",
            "title": "T",
            "container-title": "J",
            "issued": {"date-parts": [[2020]]},
            "DOI": "10.1000/ABC",
            "PMID": "12",
            "custom": {"evidence": "Guideline"},
        }
    )

    assert (reference.title, reference.container, reference.year) == ("T", "J", 2020)
    assert (reference.doi, reference.pmid, reference.evidence) == ("10.1000/abc", "12", "Guideline")


def test_the_same_key_again_replaces_the_record() -> None:
    library.put({"id": "a", "type": "book", "title": "One", "DOI": "10.1000/x"})
    library.put({"id": "a", "type": "book", "title": "Two"})

    reference = Reference.objects.get()
    assert (reference.title, reference.doi) == ("Two", "")


def test_a_frozen_record_put_back_is_the_same() -> None:
    record = library.frozen(factories.make_reference("a", custom={"evidence": "Guideline"}))

    assert library.frozen(library.put(record)) == record


def test_a_record_that_cannot_be_used_is_not_stored() -> None:
    with pytest.raises(csl.InvalidRecord):
        library.put({"id": "a", "type": "book"})

    assert Reference.objects.count() == 0


def test_the_database_refuses_a_reference_without_a_title() -> None:
    with pytest.raises(IntegrityError, match="a_reference_has_a_key_and_a_title"), transaction.atomic():
        Reference.objects.create(key="a", csl={}, title="")


def test_words_are_found_in_key_title_container_and_identifiers() -> None:
    factories.make_reference("smith1998", DOI="10.1000/ABC")
    factories.make_reference("jones2001", title="Another subject")

    found = [[r.key for r in Reference.objects.matching(words)] for words in ("smith", "another", "10.1000/abc", "x y")]

    assert found == [["smith1998"], ["jones2001"], ["smith1998"], []]


def test_the_admin_refuses_a_broken_record_beside_its_field_and_keeps_it(as_writer: Client) -> None:
    data = {
        "key": "a2020",
        "csl": '{"type": "poem", "title": "Words that must not be lost"}',
        "evidence": "",
        "notes": "",
    }

    response = as_writer.post("/admin/references/reference/add/", data)

    html = response.content.decode()
    assert "is not a kind of work" in html
    assert "Words that must not be lost" in html
    assert Reference.objects.count() == 0


def test_the_admin_adds_and_changes_a_record(as_writer: Client) -> None:
    data = {
        "key": "a2020",
        "csl": '{"id": "a2020", "type": "book", "title": "One"}',
        "evidence": "Guideline",
        "notes": "",
    }
    as_writer.post("/admin/references/reference/add/", data)
    reference = Reference.objects.get()

    changed = data | {"csl": '{"id": "a2020", "type": "book", "title": "Two"}'}
    as_writer.post(f"/admin/references/reference/{reference.pk}/change/", changed)

    reference.refresh_from_db()
    assert (reference.key, reference.title, reference.evidence) == ("a2020", "Two", "Guideline")
    broken = data | {"csl": '{"type": "book", "title": "T", "DOI": "nonsense"}'}
    refused = as_writer.post(f"/admin/references/reference/{reference.pk}/change/", broken)
    assert "DOI: &#x27;nonsense&#x27; is not a DOI." in refused.content.decode()
    assert Reference.objects.count() == 1
