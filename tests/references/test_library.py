"""The library: records in, columns derived, the same record out."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medsite.audit.models import AuditEntry
from references import csl, library
from references.models import Reference
from tests import factories
from tests.conftest import Cast

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


def test_identifiers_of_trials_journals_and_books_become_columns() -> None:
    reference = library.put(
        {"id": "a", "type": "article-journal", "title": "T", "ISSN": "0028-4793, 1533-4406", "ISBN": "0-306-40615-2"}
        | {"custom": {"NCT": "nct00000000", "study_type": "randomised-trial"}}
    )

    assert (reference.issn, reference.isbn, reference.nct) == ("0028-4793, 1533-4406", "9780306406157", "NCT00000000")
    assert library.frozen(reference)["custom"] == {"NCT": "NCT00000000", "evidence": "Randomised controlled trial"}
    assert library.as_record(reference)["custom"] == {"NCT": "NCT00000000", "study_type": "randomised-trial"}
    page = library.put({"id": "b", "type": "webpage", "title": "T", "number": "NCT00000001"})
    assert page.nct == "NCT00000001"


@pytest.mark.parametrize(
    "words",
    [
        "https://doi.org/10.1000/ABC.",
        "PMID: 12345",
        "PMC77",
        "pmc77",
        "nct00000000",
        "0306406152",
        "00284793",
        "sörensen",
    ],
)
def test_a_work_is_found_by_each_spelling_of_its_identifiers_and_by_its_authors(words: str) -> None:
    factories.make_reference(
        "smith1998",
        DOI="10.1000/abc",
        PMID="12345",
        PMCID="PMC77.2",
        ISBN="0-306-40615-2",
        ISSN="0028-4793",
        author=[{"family": "Sörensen"}],
        custom={"NCT": "NCT00000000"},
    )
    factories.make_reference("other", DOI="10.1000/abcd", PMID="123456")

    assert [r.key for r in Reference.objects.matching(words)] == ["smith1998"]


def test_a_search_is_one_statement_however_many_it_finds(django_assert_num_queries: Any) -> None:
    for number in range(3):
        factories.make_reference(f"a{number}", author=[{"family": "Sample"}])

    with django_assert_num_queries(1):
        assert len(Reference.objects.matching("sample study")) == 3


def test_the_list_of_the_admin_takes_as_many_statements_for_three_as_for_one(as_writer: Client) -> None:
    counts = []
    for number in (1, 3):
        for place in range(number):
            factories.make_reference(f"r{number}x{place}")
        with CaptureQueriesContext(connection) as queries:
            assert as_writer.get("/admin/references/reference/?q=sample").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


class TestMerging:
    def test_the_old_key_stays_and_says_what_the_kept_record_says(self, cast: Cast) -> None:
        kept = factories.make_reference("kept", volume="1", custom={"evidence": "Guideline"})
        other = factories.make_reference("old", volume="2", PMID="12345", custom={"NCT": "NCT00000000"})

        merged = library.merge(kept, other, by=cast.writer, now=factories.NOW, reason="The same study.")

        assert (merged.csl["volume"], merged.pmid, merged.nct) == ("1", "12345", "NCT00000000")
        [alias] = Reference.objects.for_keys(["old"])
        assert library.frozen(alias) == library.frozen(merged) | {"id": "old"}
        assert [r.key for r in Reference.objects.current()] == ["kept"]
        entry = AuditEntry.objects.get(act="references merged")
        data = json.loads(entry.data)
        assert (data["kept"], data["merged"], data["record"]["volume"]) == ("kept", "old", "2")

    @pytest.mark.parametrize("whole_is_kept", [True, False])
    def test_an_identifier_alone_takes_nothing_from_the_whole_record(self, cast: Cast, whole_is_kept: bool) -> None:
        whole = factories.make_reference("whole", title="A made-up trial", DOI="10.1000/x")
        bare = library.put(
            {"id": "bare", "type": "document", "title": "DOI 10.1000/x", "DOI": "10.1000/x", "PMID": "12345"}
            | {"status": csl.IDENTIFIER_ONLY}
        )

        kept, other = (whole, bare) if whole_is_kept else (bare, whole)
        merged = library.merge(kept, other, by=cast.writer, now=factories.NOW)

        assert (merged.title, merged.csl["type"], merged.pmid) == ("A made-up trial", "article-journal", "12345")
        assert "status" not in merged.csl

    def test_a_notice_of_either_record_stays(self, cast: Cast) -> None:
        kept = factories.make_reference("kept", status="in press")
        other = factories.make_reference("old", status="retracted", custom={"retracted_in": "J. 2021."})

        merged = library.merge(kept, other, by=cast.writer, now=factories.NOW)

        assert (merged.csl["status"], merged.csl["custom"]["retracted_in"]) == ("retracted", "J. 2021.")
        assert merged.standing == "retracted"

    def test_a_record_under_the_old_key_changes_the_kept_one(self, cast: Cast) -> None:
        kept, other = factories.make_reference("kept"), factories.make_reference("old")
        library.merge(kept, other, by=cast.writer, now=factories.NOW)

        stored = library.put(factories.make_reference("third").csl | {"id": "old", "volume": "9"})

        assert (stored.key, stored.csl["volume"]) == ("kept", "9")

    def test_aliases_follow_when_the_kept_record_is_merged_again(self, cast: Cast) -> None:
        one, two, three = (factories.make_reference(key) for key in ("one", "two", "three"))
        library.merge(two, one, by=cast.writer, now=factories.NOW)
        library.merge(three, two, by=cast.writer, now=factories.NOW)

        assert {r.merged_into and r.merged_into.key for r in Reference.objects.for_keys(["one", "two"])} == {"three"}

    def test_nothing_is_merged_twice_with_itself_or_by_somebody_else(self, cast: Cast) -> None:
        one, two = factories.make_reference("one"), factories.make_reference("two")
        with pytest.raises(library.CannotMerge, match="not two records"):
            library.merge(one, one, by=cast.writer, now=factories.NOW)
        with pytest.raises(library.CannotMerge, match="Only a writer"):
            library.merge(one, two, by=cast.superuser, now=factories.NOW)
        library.merge(one, two, by=cast.writer, now=factories.NOW)
        with pytest.raises(library.CannotMerge, match="two was merged"):
            library.merge(one, two, by=cast.writer, now=factories.NOW)

    def test_the_database_refuses_a_record_merged_into_itself(self) -> None:
        one = factories.make_reference("one")
        one.merged_into = one
        with pytest.raises(IntegrityError, match="a_reference_is_not_merged_into_itself"), transaction.atomic():
            one.save()
