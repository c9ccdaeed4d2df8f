"""One spelling of each identifier, or none."""

import pytest

from medsite.lib import identifiers


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/xyz", "10.1000/xyz"),
        ("https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("http://dx.doi.org/10.1000/xyz", "10.1000/xyz"),
        ("doi:10.1000/xyz.", "10.1000/xyz"),
        ("DOI 10.1000/xyz;", "10.1000/xyz"),
        ("10.1016/S0140-6736(97)11096-0", "10.1016/S0140-6736(97)11096-0"),
        ("10.1000/xyz)", "10.1000/xyz"),
        ("10.1002/(SICI)1097<1::AID>3.0", "10.1002/(SICI)1097<1::AID>3.0"),
        ("10.1/x", ""),
        ("10.5555/1 (retracted)", ""),
        ("12140307", ""),
        ("", ""),
    ],
)
def test_dois(text: str, doi: str) -> None:
    assert identifiers.doi(text) == doi


@pytest.mark.parametrize(
    ("text", "pmid"),
    [
        ("12140307", "12140307"),
        ("PMID: 12140307", "12140307"),
        ("https://pubmed.ncbi.nlm.nih.gov/12140307/", "12140307"),
        ("0", ""),
        ("012", ""),
        ("12345678901", ""),
        ("PMC2615549", ""),
    ],
)
def test_pmids(text: str, pmid: str) -> None:
    assert identifiers.pmid(text) == pmid


@pytest.mark.parametrize(
    ("text", "pmcid"),
    [
        ("PMC2615549", "PMC2615549"),
        ("pmc2615549.2", "PMC2615549.2"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2615549/", "PMC2615549"),
        ("2615549", ""),
        ("PMC0", ""),
    ],
)
def test_pmcids(text: str, pmcid: str) -> None:
    assert identifiers.pmcid(text) == pmcid


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("0-306-40615-2", "9780306406157"),
        ("ISBN 978-0-306-40615-7", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("0-306-40615-3", ""),
        ("978-0-306-40615-8", ""),
        ("12345", ""),
    ],
)
def test_isbns(text: str, isbn: str) -> None:
    assert identifiers.isbn(text) == isbn
