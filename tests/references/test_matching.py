"""When two records are the same work, when they may be, and when they are not."""

import time
from typing import Any

import pytest

from references import matching
from references.matching import Index, Likeness, compare, traits

PAPER: dict[str, Any] = {
    "id": "a",
    "type": "article-journal",
    "title": "Clonazepam and the serotonin system: a randomised trial in adults",
    "author": [{"family": "Sample", "given": "Ada"}],
    "container-title": "The New England Journal of Medicine",
    "issued": {"date-parts": [[2020]]},
    "volume": "14",
    "page": "101-118",
    "DOI": "10.1000/one",
    "PMID": "123",
}


def other(**values: Any) -> dict[str, Any]:
    changed = PAPER | {"id": "b"} | {name.replace("_", "-"): value for name, value in values.items()}
    return {name: value for name, value in changed.items() if value is not None}


def on(year: int) -> dict[str, Any]:
    return {"date-parts": [[year]]}


BARE = {"DOI": None, "PMID": None}
TITLE = "An entirely different study of migraine in children"

CASES: list[tuple[str, dict[str, Any], Likeness]] = [
    ("the same", {}, Likeness.SAME),
    (
        "title and year alone",
        BARE | {"volume": None, "page": None, "container_title": None, "author": None},
        Likeness.SAME,
    ),
    ("abbreviated journal", BARE | {"container_title": "N Engl J Med"}, Likeness.SAME),
    (
        "another spelling",
        BARE | {"title": "CLONAZEPAM and the Serotonin System – A Randomised Trial in Adults."},
        Likeness.SAME,
    ),
    ("marked as retracted", BARE | {"title": "RETRACTED: " + str(PAPER["title"])}, Likeness.SAME),
    ("subtitle left out, same DOI", {"PMID": None, "title": "Clonazepam and the serotonin system"}, Likeness.SAME),
    (
        "typing error, same place",
        BARE | {"title": str(PAPER["title"]).replace("serotonin", "serotonine")},
        Likeness.SAME,
    ),
    ("another part in the same place", BARE | {"title": f"{PAPER['title']}, part 2"}, Likeness.OTHER),
    (
        "a like title in the same place, another DOI",
        {"PMID": None, "DOI": "10.1000/2", "title": f"{PAPER['title']}s"},
        Likeness.OTHER,
    ),
    ("a year apart, same DOI", {"issued": on(2021)}, Likeness.SAME),
    ("same title and year, another DOI", {"DOI": "10.1000/two", "PMID": None}, Likeness.POSSIBLE),
    ("same title and year, another PMID", {"PMID": "124", "DOI": None}, Likeness.POSSIBLE),
    ("same title and year, another journal", BARE | {"container_title": "Lancet"}, Likeness.POSSIBLE),
    ("same title and year, another page", BARE | {"page": "7"}, Likeness.POSSIBLE),
    ("same title and year, a web page", BARE | {"type": "webpage", "volume": None, "page": None}, Likeness.POSSIBLE),
    ("a year apart, nothing shared", BARE | {"issued": on(2021), "volume": None}, Likeness.POSSIBLE),
    ("one without a year", BARE | {"issued": None, "volume": None}, Likeness.POSSIBLE),
    ("same DOI, another title", {"PMID": None, "title": TITLE}, Likeness.POSSIBLE),
    ("same PMID, another title", {"DOI": None, "title": TITLE}, Likeness.POSSIBLE),
    ("same DOI and title, another PMID", {"PMID": "9"}, Likeness.POSSIBLE),
    ("years apart", BARE | {"issued": on(2010), "volume": None}, Likeness.OTHER),
    ("another title", BARE | {"title": TITLE, "volume": None}, Likeness.OTHER),
    ("another title in the same place", BARE | {"title": TITLE}, Likeness.OTHER),
    (
        "its erratum",
        {"DOI": "10.1000/err", "PMID": "9", "title": f"Erratum: {PAPER['title']}", "volume": "15"},
        Likeness.OTHER,
    ),
]


@pytest.mark.parametrize(("values", "likeness"), [pytest.param(v, x, id=name) for name, v, x in CASES])
def test_title_year_and_identifiers_decide_together(values: dict[str, Any], likeness: Likeness) -> None:
    one, two = traits(PAPER), traits(other(**values))

    assert compare(one, two).likeness is likeness
    assert compare(two, one).likeness is likeness


def test_reasons_say_what_agrees_and_what_does_not() -> None:
    verdict = compare(traits(PAPER), traits(other(DOI="10.1000/two", PMID=None)))

    assert verdict.reason == "a like title and the same volume, page and author, but not the same DOI"
    assert compare(traits(PAPER), traits(other(title=TITLE, PMID=None))).reason == "the same DOI, but another title"


def test_abstracts_of_a_conference_that_share_a_doi_are_never_merged_alone() -> None:
    abstracts = [other(id=f"a{n}", title=f"{word} in the treatment of insomnia", PMID=None, page=str(n))
                 for n, word in enumerate(("Light", "Exercise", "Melatonin", "Hypnotherapy"))]  # fmt: skip

    verdicts = {compare(traits(a), traits(b)).likeness for a in abstracts for b in abstracts if a is not b}

    assert verdicts == {Likeness.POSSIBLE}


def test_an_identifier_alone_is_its_paper() -> None:
    bare = {"id": "x", "type": "document", "title": "PMID 123", "PMID": "123", "status": "identifier only"}

    assert compare(traits(bare), traits(PAPER)).likeness is Likeness.SAME
    assert compare(traits(bare | {"PMID": "124"}), traits(PAPER)).likeness is Likeness.OTHER


def test_pages_without_year_and_author_are_told_apart_by_their_address() -> None:
    page = {"id": "p", "type": "webpage", "title": "High blood pressure", "URL": "https://example.org/a"}

    assert compare(traits(page), traits(page | {"URL": "http://www.example.org/a/"})).likeness is Likeness.SAME
    assert compare(traits(page), traits(page | {"URL": "https://example.org/b"})).likeness is Likeness.POSSIBLE
    assert compare(traits(page), traits(page | {"id": "q", "URL": "https://example.com/a"})).likeness is Likeness.OTHER


def test_the_chapters_of_a_book_are_not_the_book() -> None:
    book = {"id": "b", "type": "book", "title": "A book of sleep", "ISBN": "9780306406157"}
    chapter = {"id": "c", "type": "chapter", "title": "Dreams", "ISBN": "9780306406157"}

    assert compare(traits(book), traits(chapter)).likeness is Likeness.OTHER


def test_the_likeliest_record_is_found_and_the_same_key_wins() -> None:
    index = Index()
    for key in ("one", "two", "three"):
        index.add(traits(PAPER | {"id": key}), key)
    index.add(traits(other(id="four", title=TITLE)), "four")

    assert index.best(traits(PAPER | {"id": "two"}))[1] == "two"
    assert index.best(traits(PAPER | {"id": "new"}))[1] == "one"
    verdict, found = index.best(traits(other(id="new", title="Quite other", DOI=None, PMID=None, volume=None)))
    assert (verdict.likeness, found) == (Likeness.OTHER, None)


def test_ten_thousand_records_are_compared_in_seconds() -> None:
    index = Index()
    records = [other(id=f"k{n}", title=f"A study of sleep number {n}", DOI=f"10.1000/{n}", PMID=str(n + 1), page=str(n))
               for n in range(10_000)]  # fmt: skip
    start = time.process_time()

    found = 0
    for record in records:
        known = traits(record)
        found += index.best(known)[0].likeness is not Likeness.OTHER
        index.add(known, record["id"])

    assert found == 0
    assert time.process_time() - start < 10


@pytest.mark.parametrize(("one", "two", "same"), [("", "", False), ("abc", "abc", True), ("abc", "xyz", False)])
def test_titles_that_are_not_there_are_not_alike(one: str, two: str, same: bool) -> None:
    assert matching.alike(one, two) is same
