"""Findings about the sources themselves: which work each one is, and what they are together."""

from typing import Any

import pytest

from articles.content import ArticleContent, Citation, Passage
from articles.quality import identity, mix, structure
from articles.quality.findings import Severity
from articles.quality.inspection import House, Inspection, OtherWork
from articles.quality.mix import mix_of

B, W = Severity.BLOCKER, Severity.WARNING


def record(key: str, **values: Any) -> dict[str, Any]:
    base = {
        "id": key,
        "type": "article-journal",
        "title": f"A sample study of things called {key}",
        "issued": {"date-parts": [[2020]]},
        "container-title": "Sample Journal",
    }
    return base | values


def content(*citations: Citation) -> ArticleContent:
    return ArticleContent(body=" ".join(f"So [@{c.key}]." for c in citations if c.key), citations=citations)


def found(*citations: Citation, **house: Any) -> list[tuple[str, Severity, tuple[str, ...]]]:
    inspection = Inspection(content(*citations), House(**house))
    return [(f.rule, f.severity, f.places) for f in [*identity.check(inspection), *mix.check(inspection)]]


def source(key: str, *, label: str = "", raw_text: str = "", passage: Passage | None = None, **values: Any) -> Citation:
    own = record(key, **values) | ({"custom": {"evidence": label}} if label else {})
    return Citation(key=key, reference=own, raw_text=raw_text, passage=passage)


def test_sound_sources_give_no_finding() -> None:
    assert found(source("a"), source("b"), source("c")) == []


def test_an_identifier_that_means_another_work_blocks() -> None:
    other = OtherWork("PubMed says that PMID 1 is “Another”.")

    assert found(source("a"), source("b"), other_works={"b": other}) == [
        ("identifier of another work", B, ("source 2",))
    ]


def test_a_title_that_nobody_could_compare_is_a_remark() -> None:
    other = OtherWork("PubMed says that PMID 1 is “[Another]”.", is_certain=False)

    assert found(source("a"), source("b"), other_works={"b": other}) == [("perhaps another work", W, ("source 2",))]


def test_an_identifier_alone_blocks() -> None:
    assert found(source("a", title="PMID 12345678", PMID="12345678", status="identifier only")) == [
        ("identifier only", B, ("source 1",))
    ]


@pytest.mark.parametrize(
    "wrong", [{"DOI": "11.1/x"}, {"PMID": "0"}, {"PMCID": "123"}, {"ISBN": "9783161484101"}, {"ISSN": "1234-5678"}]
)
def test_an_invalid_identifier_blocks(wrong: dict[str, Any]) -> None:
    assert found(source("a", **wrong)) == [("identifier invalid", B, ("source 1",))]


def test_an_identifier_of_another_work_blocks() -> None:
    raw = "Sample A. A sample study of things called a. Sample Journal. 2020. PMID: 22222222"

    assert found(source("a", raw_text=raw, PMID="11111111")) == [("another work", B, ("source 1",))]
    assert found(source("a", raw_text=raw, PMID="22222222")) == []


def test_another_title_or_year_is_a_warning() -> None:
    other = "Other B. Knees and hips of twelve small horses. Horse J. 2020."
    late = "Sample A. A sample study of things called a. Sample Journal. 2011."

    assert found(source("a", raw_text=other)) == [("perhaps another work", W, ("source 1",))]
    assert found(source("a", raw_text=late)) == [("perhaps another work", W, ("source 1",))]
    assert found(source("a", raw_text="Horses 1999")) == []


def test_one_work_under_two_keys_is_named_once() -> None:
    twins = (source("a", PMID="11111111"), source("b", PMID="11111111"))
    alias = Citation(key="ref-2", reference=record("a"))

    assert found(*twins) == [("source twice", W, ("source a", "source b"))]
    assert found(source("a"), alias) == [("source twice", W, ("source a", "source ref-2"))]


def test_a_missing_passage_is_named_where_passages_are_given_or_wanted() -> None:
    quoted = source("a", passage=Passage(quote="So it is."))

    assert found(quoted, source("b")) == [("passage missing", W, ("source b",))]
    assert found(source("a"), source("b")) == []
    assert found(source("a"), wants_passages=True) == [("passage missing", W, ("source a",))]
    assert found(quoted, wants_passages=True) == []


def old(key: str, year: int) -> Citation:
    return source(key, issued={"date-parts": [[year]]})


def test_only_old_sources_are_a_warning_where_the_year_is_known() -> None:
    sources = [old("a", 2001), old("b", 2010), old("c", 2010)]

    assert found(*sources, this_year=2026) == [("sources old", W, ("article",))]
    assert found(*sources) == []
    assert found(*sources, old("d", 2011), this_year=2026) == []
    assert found(*sources[:2], this_year=2026) == []


def test_many_web_pages_of_companies_are_a_warning() -> None:
    page = source("shop", type="webpage", URL="https://pills.example.com/x")
    paper = source("paper", URL="https://journal.example.com/x", DOI="10.5555/x")

    assert found(page, paper, source("c")) == [("sources commercial", W, ("source shop",))]
    known = source("known", type="webpage", URL="https://pages.example.com/x", DOI="10.5555/y")
    journal = source("journal", URL="https://journal.example.com/z")
    assert found(page, paper, known, journal, source("e")) == []


def test_no_review_and_no_guideline_is_a_warning_where_every_kind_is_said() -> None:
    trials = [source(key, label="Randomised trial") for key in "abc"]

    assert found(*trials) == [("no summary of evidence", W, ("article",))]
    assert found(*trials, source("d", label="Clinical guideline")) == []
    assert found(*trials, source("d")) == []


def test_the_mix_is_said_in_one_line() -> None:
    sources = (old("a", 2001), old("b", 2024), source("c", label="Systematic review"))

    assert mix_of(content(*sources)).in_words(this_year=2026) == (
        "3 sources: 1 systematic review, 2 kind not said; from 2001 to 2024; 1 older than 10 years."
    )
    assert mix_of(ArticleContent()).in_words(this_year=2026) == ""


@pytest.mark.parametrize("mark", ["so [1].", "so it is.²", "so (Smith et al., 2020)"])
def test_a_mark_of_another_list_is_named_with_its_place(mark: str) -> None:
    inspection = Inspection(ArticleContent(summary=f"It is {mark}", body="30 kg/m² in May (May 2020)."))

    (finding,) = [finding for finding in structure.check(inspection) if finding.rule == "old mark"]

    assert (finding.severity, finding.places) == (W, ("quick summary",))
