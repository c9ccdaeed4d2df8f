"""A reference as a text, and records that it may mean. The records are made up."""

from typing import Any

import pytest

from references.resemblance import conflicts, differences, read, score

RECORD: dict[str, Any] = {
    "id": "sample2019",
    "type": "article-journal",
    "title": "Sample sleep in older adults: a made-up trial",
    "author": [{"family": "Müller-Sample", "given": "Ada"}, {"family": "Second", "given": "B"}],
    "container-title": "Journal of Samples",
    "issued": {"date-parts": [[2019, 3]]},
    "DOI": "10.5555/Sample.2019",
    "PMID": "12345678",
}
WHOLE = "Muller-Sample A, Second B. Sample sleep in older adults: a made‑up trial. J Samples. 2019;4(2):11-9."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("doi: 10.5555/sample.2019.", {"DOI": "10.5555/sample.2019"}),
        ("https://doi.org/10.5555/Sample.2019), PMID: 12345678", {"DOI": "10.5555/sample.2019", "PMID": "12345678"}),
        ("see PMC123456.2 and NCT01234567", {"PMCID": "PMC123456", "NCT": "NCT01234567"}),
        ("https://pubmed.ncbi.nlm.nih.gov/12345678/", {"PMID": "12345678"}),
        ("Sample A. 12345678", {}),
        ("PMID 0", {}),
    ],
)
def test_identifiers_are_read_in_one_spelling(text: str, expected: dict[str, str]) -> None:
    assert dict(read(text).identifiers) == expected


def test_years_are_years_and_no_parts_of_numbers_or_identifiers() -> None:
    assert read("2019;12:2001-9. doi:10.1999/2018.x https://x.org/2003 PMID 19870001 (1998)").years == (
        2019,
        2001,
        1998,
    )


def test_a_whole_reference_fits_by_title_author_and_year() -> None:
    found = score(read(WHOLE), RECORD)

    assert (found.fits, found.differs) == (("title", "first author", "year"), ())
    assert found.percent == 90


def test_an_identifier_with_a_fitting_title_is_certain() -> None:
    assert score(read(f"{WHOLE} doi:10.5555/sample.2019"), RECORD).percent == 100


def test_an_identifier_with_another_title_is_a_doubt() -> None:
    text = "Other C. Something quite different about knees and hips in horses. 2003. doi:10.5555/sample.2019"
    found = score(read(text), RECORD)

    assert found.differs == ("title", "year")
    assert 0.4 <= found.value <= 0.6


def test_another_identifier_counts_against_a_fitting_title() -> None:
    said = read(f"{WHOLE} PMID: 11111111")

    assert conflicts(said, RECORD) == ("PMID 11111111",)
    assert score(said, RECORD).value < 0.5


def test_an_unrelated_work_scores_next_to_nothing() -> None:
    other = RECORD | {"title": "Knees of horses", "author": [{"family": "Other"}], "issued": {"date-parts": [[1990]]}}

    assert score(read(WHOLE), other).value < 0.1


def test_differences_name_title_and_year() -> None:
    assert differences(read(WHOLE), RECORD) == ()
    assert differences(read("Sample sleep in older adults: a made-up trial. 2001."), RECORD) == (
        "the year (2019; 2001)",
    )
    assert differences(read("Knees and hips of twelve small horses. 2020."), RECORD) == ("the title",)


@pytest.mark.parametrize("text", ["", "[1]", "\ud7ff" * 20, "10.5555/" + "(" * 3_000, "2019 " * 900])
def test_any_text_is_read(text: str) -> None:
    assert 0 <= score(read(text), RECORD).value <= 1


@pytest.mark.parametrize("record", [{"id": "x"}, {"id": "x", "author": []}, {"id": "x", "issued": {}, "author": [{}]}])
def test_a_record_that_says_nothing_fits_nothing(record: dict[str, Any]) -> None:
    assert score(read(WHOLE), record).value == 0
