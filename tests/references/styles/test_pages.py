"""Citations as readers see them."""

from typing import Any

import pytest

from references import styles

ARTICLE: dict[str, Any] = {
    "id": "a",
    "type": "article-journal",
    "title": "A study of things",
    "author": [{"family": "Sample", "given": "Ada B."}, {"family": "Example", "given": "Jean-Luc"}],
    "container-title": "Sample Journal of Medicine",
    "container-title-short": "Sample J Med",
    "issued": {"date-parts": [[2020, 6, 30]]},
    "volume": "14",
    "issue": "2",
    "page": "101-118",
}

CASES: list[tuple[dict[str, Any], str]] = [
    (ARTICLE, "Sample AB, Example JL. A study of things. Sample J Med. 2020;14(2):101–118."),
    (
        {key: value for key, value in ARTICLE.items() if key not in {"volume", "issue", "page"}},
        "Sample AB, Example JL. A study of things. Sample J Med. 2020 Jun 30.",
    ),
    (ARTICLE | {"title": "Is it so?"}, "Sample AB, Example JL. Is it so? Sample J Med. 2020;14(2):101–118."),
    (
        ARTICLE | {"author": [{"family": f"Name{n}", "given": "A"} for n in range(8)]},
        "Name0 A, Name1 A, Name2 A, Name3 A, Name4 A, Name5 A, et al. A study of things. Sample J Med. "
        "2020;14(2):101–118.",
    ),
    (
        {
            "type": "webpage",
            "title": "A safety communication",
            "author": [{"literal": "Sample Agency"}],
            "publisher": "Sample Agency",
            "issued": {"date-parts": [[2020, 9, 23]]},
            "accessed": {"date-parts": [[2026, 11, 23]]},
        },
        "Sample Agency. A safety communication [Internet]. 2020 Sep 23 [cited 2026 Nov 23].",
    ),
    (
        {"type": "chapter", "title": "A chapter", "container-title": "A Book", "publisher": "P"}
        | {"publisher-place": "Bern"},
        "A chapter. In: A Book. Bern: P.",
    ),
    (
        {"type": "book", "title": "A book", "editor": [{"family": "Ed", "given": "I"}], "edition": "3",
         "publisher": "P", "issued": {"date-parts": [[2001]]}},
        "Ed I, editor. A book. 3rd ed. P; 2001.",
    ),
    ({"type": "report", "title": "Only a title"}, "Only a title."),
]  # fmt: skip


@pytest.mark.parametrize(("record", "citation"), CASES)
def test_a_record_is_cited_in_the_order_of_nlm(record: dict[str, Any], citation: str) -> None:
    assert styles.as_text(record) == citation


@pytest.mark.parametrize(("record", "citation"), CASES)
def test_html_and_text_say_the_same(record: dict[str, Any], citation: str) -> None:
    html = styles.as_html(record)

    assert html.replace("<cite>", "").replace("</cite>", "") == citation
    assert html.count("<cite>") == 1


def test_every_field_is_escaped() -> None:
    hostile = "<b onmouseover=x>&"
    record = dict.fromkeys(("title", "container-title", "volume", "issue", "page", "publisher"), hostile)

    html = styles.as_html(record | {"type": "article-journal", "author": [{"family": hostile, "given": hostile}]})

    assert "<b" not in html
    assert "&lt;b onmouseover" in html


def test_the_most_lasting_ways_to_a_work_come_first() -> None:
    record = {"URL": "https://example.org/a", "PMID": "123", "DOI": "10.1000/a<b>#1", "PMCID": "PMC12"}

    assert styles.links(record) == [
        ("DOI 10.1000/a<b>#1", "https://doi.org/10.1000/a%3Cb%3E%231"),
        ("PMID 123", "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ("PMC12", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12/"),
    ]
    assert styles.links({"URL": "https://example.org/a"}) == [("Full text", "https://example.org/a")]
    assert styles.links({}) == []
