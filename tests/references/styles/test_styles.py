"""The layouts of NLM and AMA 11, kind by kind, and what holds for all of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references import csl, styles
from references.styles import PageRange
from references.styles.marks import EMPHASIS_ON, TITLE_ON
from references.styles.people import named
from references.styles.ranges import page_range
from references.styles.wording import title_case
from tests.references.styles.samples import CASES, TRANSPLANT, on, people


@pytest.mark.parametrize(("record", "citation"), [pytest.param(r, nlm, id=name) for name, r, nlm, _ in CASES])
def test_nlm_sets_each_kind_as_its_samples_do(record: dict[str, Any], citation: str) -> None:
    assert styles.as_text(record) == citation


@pytest.mark.parametrize(("record", "citation"), [pytest.param(r, ama, id=name) for name, r, _, ama in CASES])
def test_ama_sets_each_kind_as_its_manual_does(record: dict[str, Any], citation: str) -> None:
    assert styles.as_text(record, style="ama") == citation


@pytest.mark.parametrize("record", [pytest.param(case[1], id=case[0]) for case in CASES])
def test_each_sample_is_a_record_that_the_library_takes(record: dict[str, Any]) -> None:
    assert styles.as_text(csl.clean(record | {"id": "a"})) == styles.as_text(record)


@pytest.mark.parametrize(
    ("edition", "nlm", "ama"),
    [
        ("2", "2nd ed.", "2nd ed."),
        ("2nd", "2nd ed.", "2nd ed."),
        ("2e", "2nd ed.", "2nd ed."),
        ("2nd ed.", "2nd ed.", "2nd ed."),
        ("Second edition", "2nd ed.", "2nd ed."),
        ("11. edn", "11th ed.", "11th ed."),
        ("First edition", "1st ed.", ""),
        ("Rev. ed.", "Rev. ed.", "Rev. ed."),
        ("International edition", "International edition.", "International edition."),
    ],
)
def test_an_edition_reads_alike_however_a_program_writes_it(edition: str, nlm: str, ama: str) -> None:
    book = csl.clean({"id": "a", "type": "book", "title": "A book", "publisher": "P", "edition": edition})

    assert styles.as_text(book) == f"A book. {nlm} P."
    assert styles.as_text(book, style="ama") == " ".join(part for part in ("A Book.", ama, "P.") if part)


def test_ama_sets_journals_and_books_in_italics() -> None:
    assert "<i>N Engl J Med</i>." in styles.as_html(TRANSPLANT, style="ama")
    book = {"type": "book", "title": "The care of the heart", "publisher": "P"}
    assert styles.as_html(book, style="ama") == "<cite><i>The Care of the Heart</i>.</cite> P."


def test_identifiers_are_written_as_each_style_wants() -> None:
    nlm = styles.as_text(TRANSPLANT, identifiers=True)
    ama = styles.as_text(TRANSPLANT, style="ama", identifiers=True)

    assert nlm.endswith("2002;347(4):284–287. doi: 10.1056/NEJMsb020632. PMID: 12140307.")
    assert ama.endswith("2002;347(4):284–287. doi:10.1056/NEJMsb020632")
    page = {"type": "webpage", "title": "T", "URL": "https://example.org/a"}
    assert styles.as_text(page, identifiers=True) == "T [Internet]. Available from: https://example.org/a"
    assert styles.as_text(page, style="ama", identifiers=True) == "T. https://example.org/a"


def test_identifiers_are_links_in_html() -> None:
    assert styles.as_html(TRANSPLANT, identifiers=True).endswith(
        'doi: <a href="https://doi.org/10.1056/NEJMsb020632" rel="noopener noreferrer">10.1056/NEJMsb020632</a>. '
        'PMID: <a href="https://pubmed.ncbi.nlm.nih.gov/12140307/" rel="noopener noreferrer">12140307</a>.'
    )


def test_an_address_that_a_browser_must_not_follow_is_no_link() -> None:
    record = {"type": "webpage", "title": "T", "URL": "javascript:alert(1)"}

    assert styles.links(record) == []
    assert "javascript" not in styles.as_html(record, identifiers=True)


@pytest.mark.parametrize("style", ["nlm", "ama"])
def test_retracted_works_say_so(style: str) -> None:
    retracted = TRANSPLANT | {"status": "retracted"}
    noticed = retracted | {"custom": {"retracted_in": "Sample J Med. 2010;2(1):3."}}

    assert styles.as_text(TRANSPLANT | {"status": "published"}, style=style) == styles.as_text(TRANSPLANT, style=style)
    assert styles.as_text(retracted, style=style).endswith("284–287. Retracted.")
    assert styles.as_text(noticed, style=style).endswith("Retracted in: Sample J Med. 2010;2(1):3.")
    again = noticed | {"status": "Retracted-and-republished"}
    assert styles.as_text(again, style=style).endswith("Retracted and republished in: Sample J Med. 2010;2(1):3.")


def test_abbreviations_come_from_the_record_or_the_library_and_are_never_made_up() -> None:
    whole = {name: value for name, value in TRANSPLANT.items() if name != "container-title-short"}

    assert ". The New England journal of medicine. 2002" in styles.as_text(whole)
    known = {"the new england journal of medicine": "N Engl J Med"}
    assert ". N Engl J Med. 2002" in styles.as_text(whole, abbreviations=known)


@pytest.mark.parametrize(
    ("pages", "full", "short"),
    [
        ("284-7", "284–287", "284–7"),
        ("284-287", "284–287", "284–7"),
        ("335–339", "335–339", "335–9"),
        ("1--10", "1–10", "1–10"),
        ("S93-9", "S93–S99", "S93–9"),
        ("S93-S99", "S93–S99", "S93–9"),
        ("99-101", "99–101", "99–101"),
        ("7", "7", "7"),
        ("e123", "e123", "e123"),
        ("iii-v", "iii–v", "iii–v"),
        ("10-5", "10–15", "10–5"),
        ("1123-1123", "1123–1123", "1123–3"),
        ("120-1, 130-5", "120–121, 130–135", "120–1, 130–5"),
        ("A1-B2", "A1–B2", "A1–B2"),
    ],
)
def test_page_ranges_are_set_in_full_or_short(pages: str, full: str, short: str) -> None:
    assert page_range(pages, PageRange.FULL) == full
    assert page_range(pages, PageRange.SHORT) == short
    assert page_range(full, PageRange.FULL) == full


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"family": "Sample", "given": "Ada B."}, "Sample AB"),
        ({"family": "Sample", "given": "AB"}, "Sample AB"),
        ({"family": "Sample", "given": "ABC"}, "Sample ABC"),
        ({"family": "SAMPLE", "given": "ADA"}, "SAMPLE A"),
        ({"family": "Chen", "given": "Chwen-Yuen A"}, "Chen CYA"),
        ({"family": "Souza", "given": "João de"}, "Souza J"),
        ({"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}, "van der Berg J"),
        ({"family": "Gilstrap", "given": "L", "suffix": "III"}, "Gilstrap L 3rd"),
        ({"family": "Gilstrap", "given": "L", "suffix": "Jr."}, "Gilstrap L Jr"),
        ({"family": "王", "given": "小明"}, "王小明"),
        ({"given": "Plato"}, "P"),
        ({"literal": "Sample Group"}, "Sample Group"),
    ],
)
def test_names_are_family_and_initials(person: dict[str, str], name: str) -> None:
    assert named(person, arabic=True) == name


@pytest.mark.parametrize(
    ("title", "cased"),
    [
        ("the care of the heart", "The Care of the Heart"),
        ("pH and mRNA in p53 and what it is for", "pH and mRNA in p53 and What It Is For"),
        ("sleep: a guide", "Sleep: A Guide"),
    ],
)
def test_title_case_leaves_names_of_things_alone(title: str, cased: str) -> None:
    assert title_case(title) == cased


HOSTILE = st.text(alphabet="<>&\"'{}%ab \x02\x03\x0e\x0f\u202e.", max_size=12)


@given(HOSTILE, HOSTILE, HOSTILE, st.sampled_from(sorted(csl.TYPES)), st.sampled_from(["nlm", "ama"]))
def test_no_field_of_any_kind_reaches_html_unescaped(a: str, b: str, c: str, kind: str, style: str) -> None:
    record = dict.fromkeys(csl.TEXT_FIELDS, a) | {"title": b, "URL": "https://example.org/" + c, "DOI": "10.1000/" + c}
    record |= {"type": kind, "author": [{"family": a, "given": b}, {"literal": c}], "editor": people("Ed|I")}  # type: ignore[dict-item]  # names are lists
    record |= {"issued": on(2020, 2, 3), "accessed": on(2021)}  # type: ignore[dict-item]  # dates are objects

    html = styles.as_html(record, style=style, identifiers=True)

    for tag in ("<cite>", "</cite>", "<i>", "</i>", "</a>"):
        html = html.replace(tag, "")
    for address in ("https://example.org/", "https://doi.org/10.1000/", "https://pubmed.ncbi.nlm.nih.gov/"):
        html = html.replace(f'<a href="{address}', "").replace(' rel="noopener noreferrer">', "")
    assert "<" not in html
    assert not {TITLE_ON, EMPHASIS_ON, "\u202e"} & set(html)
