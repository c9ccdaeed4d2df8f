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
        ("10.1000/xyz).,", "10.1000/xyz"),
        ("<10.1000/xyz>", ""),
        ("10.1000/xyz]", "10.1000/xyz"),
        ("10.1016/s0140\u2010673\u00ad6(97)", "10.1016/s0140-6736(97)"),
        ("https://www.nejm.org/doi/full/10.1056/NEJMoa1200303", "10.1056/NEJMoa1200303"),
        ("https://doi-org.proxy.example.edu/10.1000/a%3Cb%3E", "10.1000/a<b>"),
        ("DOI: https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("doi.org/10.1000/xyz/full", "10.1000/xyz/full"),
        ("www.doi.org/10.1000/xyz", "10.1000/xyz"),
        ("info:doi/10.1000/xyz", "10.1000/xyz"),
        ("urn:doi:10.1000/xyz", "10.1000/xyz"),
        ("10.1000/xyz [doi]", "10.1000/xyz"),
        ("10.1000/10.1234/xyz", "10.1000/10.1234/xyz"),
        ("https://doi.org/10.1016%2FS0140-6736(97)11096-0", "10.1016/S0140-6736(97)11096-0"),
        ("https://ezproxy.example.edu/login?url=https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("https://onlinelibrary.example.com/doi/10.1002/abc.123/full?tab=1#refs", "10.1002/abc.123"),
        ("https://www.medrxiv.org/content/10.1101/2020.01.01.12345678v2.full", "10.1101/2020.01.01.12345678"),
        ("10.1000/" + "x" * 300, ""),
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
        ("https://www.ncbi.nlm.nih.gov/pubmed/12140307", "12140307"),
        ("PMID:12140307 [PubMed - indexed for MEDLINE]", "12140307"),
        ("PubMed ID: 12140307", "12140307"),
        ("https://pubmed.ncbi.nlm.nih.gov/12140307/?dopt=Abstract#affiliation", "12140307"),
        ("https://pubmed-ncbi-nlm-nih-gov.proxy.example.edu/12140307/", "12140307"),
        ("https://example.org/12140307/", ""),
        ("0", ""),
        ("012", ""),
        ("\u0661\u0662", ""),
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
        ("PMCID: PMC2615549", "PMC2615549"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC2615549/", "PMC2615549"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2615549/pdf/main.pdf", "PMC2615549"),
        ("https://europepmc.org/article/PMC/PMC2615549?x=1", "PMC2615549"),
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
        ("ISBN 978-0-306-40615-7 (hardback)", "9780306406157"),
        ("0-306-40615-3", ""),
        ("978-0-306-40615-8", ""),
        ("12345", ""),
    ],
)
def test_isbns(text: str, isbn: str) -> None:
    assert identifiers.isbn(text) == isbn


@pytest.mark.parametrize(
    ("text", "issn"),
    [
        ("0028-4793", "0028-4793"),
        ("ISSN: 00284793", "0028-4793"),
        ("1050-124x (Print)", "1050-124X"),
        ("0028-4794", ""),
        ("0028-479", ""),
        ("", ""),
    ],
)
def test_issns(text: str, issn: str) -> None:
    assert identifiers.issn(text) == issn


@pytest.mark.parametrize(
    ("text", "nct"),
    [
        ("NCT00000000", "NCT00000000"),
        ("nct00000000", "NCT00000000"),
        ("https://clinicaltrials.gov/study/NCT00000000?tab=history", "NCT00000000"),
        ("https://www.clinicaltrials.gov/ct2/show/NCT00000000", "NCT00000000"),
        ("ClinicalTrials.gov: NCT00000000", "NCT00000000"),
        ("ClinicalTrials.gov Identifier: NCT00000000", "NCT00000000"),
        ("https://beta.clinicaltrials.gov/study/NCT00000000#results", "NCT00000000"),
        ("NCT0000000", ""),
        ("NCT000000000", ""),
        ("00000000", ""),
    ],
)
def test_trial_numbers(text: str, nct: str) -> None:
    assert identifiers.nct(text) == nct
