"""CSL records: what is accepted, what is refused and why."""

from typing import Any

import pytest

from references import csl

MINIMAL = {"id": "a2020", "type": "book", "title": "A title"}


def test_a_record_is_brought_into_one_form() -> None:
    cleaned = csl.clean(
        MINIMAL
        | {
            "title": "  A   title\n",
            "volume": 5,
            "DOI": "https://doi.org/10.1000/ABC.",
            "PMID": "PMID: 123",
            "author": [{"family": "Sample", "given": " Ada "}, {}],
            "issued": {"date-parts": [[2020, 6]]},
            "publisher": "",
            "nonsense": "x",
            "custom": {"evidence": "Guideline", "secret": "x"},
        }
    )

    assert cleaned == {
        "id": "a2020",
        "type": "book",
        "title": "A title",
        "volume": "5",
        "DOI": "10.1000/ABC",
        "PMID": "123",
        "author": [{"family": "Sample", "given": "Ada"}],
        "issued": {"date-parts": [[2020, 6]]},
        "custom": {"evidence": "Guideline"},
    }


def test_cleaning_twice_changes_nothing() -> None:
    once = csl.clean(MINIMAL | {"ISBN": "0-306-40615-2", "issued": {"date-parts": [["2020", "1"]]}})

    assert csl.clean(once) == once
    assert once["ISBN"] == "9780306406157"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ([], "JSON object"),
        ({}, "id: '' is no citation key"),
        (MINIMAL | {"id": "two words"}, "id: 'two words' is no citation key"),
        (MINIMAL | {"id": "x" * 101}, "is no citation key"),
        (MINIMAL | {"type": "poem"}, "type: 'poem' is not a kind of work"),
        ({"id": "a", "type": "book"}, "title: is missing"),
        (MINIMAL | {"title": ["x"]}, "title: is not text"),
        (MINIMAL | {"title": "x" * 20_001}, "title: is longer than 20,000 characters"),
        (MINIMAL | {"author": "Ada"}, "author: is not a list of names"),
        (MINIMAL | {"author": [{"family": "x"}] * 3_001}, "author: has more than 3,000 names"),
        (MINIMAL | {"issued": {"raw": "2020"}}, "issued: is not a date"),
        (MINIMAL | {"issued": {"date-parts": [[2020, 13]]}}, "is not a date"),
        (MINIMAL | {"issued": {"date-parts": [[99999]]}}, "is not a date"),
        (MINIMAL | {"DOI": "10.1/x"}, "DOI: '10.1/x' is not a DOI"),
        (MINIMAL | {"PMID": "0"}, "PMID: '0' is not a PMID"),
        (MINIMAL | {"URL": "javascript:alert(1)"}, "URL: 'javascript:alert(1)' does not begin with"),
    ],
)
def test_a_record_that_cannot_be_used_says_which_field_is_wrong(record: Any, message: str) -> None:
    with pytest.raises(csl.InvalidRecord) as refused:
        csl.clean(record)

    assert message in str(refused.value)


def test_control_characters_are_taken_out() -> None:
    assert csl.clean(MINIMAL | {"title": "A\x00 ti\x07tle\ud800"})["title"] == "A title"


@pytest.mark.parametrize(
    ("values", "findable"),
    [
        ({}, False),
        ({"DOI": "10.1000/x"}, True),
        ({"URL": "https://example.org/"}, True),
        ({"issued": {"date-parts": [[2020]]}}, False),
        ({"issued": {"date-parts": [[2020]]}, "publisher": "P"}, True),
        ({"issued": {"date-parts": [[2020]]}, "container-title": "J"}, True),
    ],
)
def test_a_work_is_findable_by_identifier_address_or_title_year_and_place(
    values: dict[str, Any], findable: bool
) -> None:
    assert csl.is_findable(MINIMAL | values) is findable


@pytest.mark.parametrize("key", ["a", "smith2020", "Smith_2020", "a-b", "a:b.c", "10.1000/x"])
def test_keys_are_letters_digits_and_single_marks(key: str) -> None:
    assert csl.clean(MINIMAL | {"id": key})["id"] == key


@pytest.mark.parametrize("key", ["", "-a", "a-", "a--b", "a b", "ä", "[a]", "a;b", "@a"])
def test_other_keys_are_refused(key: str) -> None:
    with pytest.raises(csl.InvalidRecord):
        csl.clean(MINIMAL | {"id": key})


@pytest.mark.parametrize(
    ("issns", "kept"),
    [("0028-4793", "0028-4793"), ("00284793;1533-4406", "0028-4793, 1533-4406"), ("0028-4793 0028-4793", "0028-4793")],
)
def test_issns_of_print_and_screen_stand_side_by_side(issns: str, kept: str) -> None:
    assert csl.clean(MINIMAL | {"ISSN": issns})["ISSN"] == kept


def test_check_digits_and_trial_numbers_have_to_be_right() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"ISSN": "0028-4793, 0028-4794"}, "is not an ISSN"),
        ({"ISBN": "0-306-40615-3"}, "is not an ISBN"),
        ({"custom": {"NCT": "NCT1"}}, "is no number of a trial"),
    ]
    for values, message in cases:
        with pytest.raises(csl.InvalidRecord, match=message):
            csl.clean(MINIMAL | values)


def test_overrides_of_the_writing_direction_are_taken_out() -> None:
    assert csl.clean(MINIMAL | {"title": "safe\u202etxt.exe\u2066"})["title"] == "safetxt.exe"


def test_only_our_own_fields_stay_under_custom() -> None:
    custom = {"NCT": "nct00000000", "study_type": "trial", "retracted_in": " J. 2020. ", "evidence": "", "x": 1}

    assert csl.clean(MINIMAL | {"custom": custom})["custom"] == {
        "NCT": "NCT00000000",
        "study_type": "trial",
        "retracted_in": "J. 2020.",
    }
    assert csl.is_findable(MINIMAL | {"custom": {"NCT": "NCT00000000"}})
