"""The checks of words, claims, outline and completeness: what each finds, and what it leaves alone."""

import time

import pytest

from articles.content import ArticleContent, Question
from articles.quality import abbreviations, absolutes, claims, person_first, reading, required
from articles.quality.checks import inspect, inspect_in
from articles.quality.findings import Finding, Severity
from articles.quality.inspection import House, Inspection, KnownSubject
from articles.quality.reading import measures
from tests.articles.quality.test_checks import complete

SAMPLE = KnownSubject("samplam", "Samplam", ("samplam", "Brandol"), generic=("samplam",), brands=("Brandol",))
MOST_MILLISECONDS = 50


def told(rule: str, house: House | None = None, **values: object) -> list[Finding]:
    return [one for one in inspect(complete(**values), house or House()) if one.rule == rule]


def places(rule: str, text: str) -> list[str]:
    return [place for one in told(rule, body=f"{text}\n\nText [@a2020].") for place in one.places]


@pytest.mark.parametrize(
    "text",
    [
        "Take 5 mg at night.",
        "It helped 30% of them.",
        "It helped 3 in 10.",
        "It helped 40 patients.",
        "It reduces pain.",
        "Studies have shown a difference.",
        "According to research, it is so.",
        "Take 20 micrograms daily.",
        "Use 10 drops.",
        "Thirty per cent relapse.",
        "Six out of ten get better.",
        "It affects 2 million people.",
        "The risk is three times higher.",
        "Half of all patients recover.",
        "It doubles the risk.",
        "It cuts the risk of stroke.",
        "It relieves pain.",
        "It can stop seizures.",
        "It works better than placebo.",
        "Side effects include nausea.",
        "It is safe in pregnancy.",
        "It takes two to four weeks to work.",
        "Symptoms last for 7 days.",
        "There is strong evidence that it helps.",
        "Experts believe that it helps.",
        "It is safe [@a2020]. It reduces pain.",
        "It helped 30% of them. So it was [@a2020].",
    ],
)
def test_a_statement_without_a_source_is_named(text: str) -> None:
    assert places("claim uncited", text) == ["body"]


@pytest.mark.parametrize(
    "text",
    [
        "Take 5 mg at night [@a2020].",
        "It reduces pain. So it was [@a2020].",
        "It reduces pain. [@a2020] Yes.",
        "These help [@a2020]:\n\n- walking reduces pain\n- 5 mg at night",
        "Does it reduce pain?",
        "Ask your doctor before you stop.",
        "In 2020 it was called otherwise.",
        "You can call 24 hours a day.",
        "You can stop at any time.",
        "A pharmacist can help with that.",
        "See the section on side effects.",
        "Chapter 3 has more.",
        "1. Sit down.\n2. Wait.",
    ],
)
def test_a_statement_with_its_source_or_none_to_make_is_left_alone(text: str) -> None:
    assert places("claim uncited", text) == []


def test_a_section_that_cites_nothing_is_named_once_and_others_not() -> None:
    body = "Text [@a2020].\n\n## Effects\n\nIt reduces pain. It raises blood pressure.\n\n## Help\n\nAsk a doctor."

    (finding,) = told("section uncited", body=body)
    assert finding.places == ("section “Effects”",)
    assert "“It reduces pain.”; “It raises blood pressure.”" in finding.message


def test_a_lead_may_sum_up_but_not_appeal_to_unnamed_studies() -> None:
    assert told("claim uncited", lead="It reduces pain.") == []
    assert [one.places for one in told("claim uncited", lead="Studies show that it helps.")] == [("lead",)]


@pytest.mark.parametrize(
    ("rule", "text", "is_found"),
    [
        ("promise", "A miracle [@a2020].", True),
        ("promise", "It is completely safe [@a2020].", True),
        ("promise", "It has no side effects [@a2020].", True),
        ("promise", "There are no known side effects [@a2020].", True),
        ("promise", "A wonder drug that never fails [@a2020].", True),
        ("promise", "It works for everyone [@a2020].", True),
        ("promise", "A breakthrough. Detox your liver [@a2020].", True),
        ("promise", "It is not guaranteed [@a2020].", False),
        ("promise", "Breakthrough bleeding and breakthrough cancer pain [@a2020].", False),
        ("promise", "Alcohol detoxification, medical detox [@a2020].", False),
        ("promise", "Is it safe [@a2020]?", False),
        ("absolute word", "It cures migraine [@a2020].", True),
        ("absolute word", "It always works [@a2020].", True),
        ("absolute word", "It does not cure migraine [@a2020].", False),
        ("absolute word", "Never stop suddenly [@a2020].", False),
        ("absolute word", "Never crush the tablets [@a2020].", False),
        ("absolute word", "> It always works\n\n[@a2020]", False),
        ("word that may hurt", "Addicts and the elderly [@a2020].", True),
        ("word that may hurt", "They suffer from pain [@a2020].", True),
        ("word that may hurt", "Elderly patients fall [@a2020].", True),
        ("word that may hurt", "Migraine sufferers [@a2020].", True),
        ("word that may hurt", "A victim of stroke [@a2020].", True),
        ("word that may hurt", "The disabled are here [@a2020].", True),
        ("word that may hurt", "She is an epileptic [@a2020].", True),
        ("word that may hurt", "A bipolar patient [@a2020].", True),
        ("word that may hurt", "Bedridden for weeks [@a2020].", True),
        ("word that may hurt", "She has been clean for ten years [@a2020].", True),
        ("word that may hurt", "Keep the wound clean for two days [@a2020].", False),
        ("word that may hurt", "A blind trial in the deaf community [@a2020].", False),
        ("word that may hurt", "Alcoholic ketoacidosis [@a2020].", False),
        ("word that may hurt", "Alcoholic drinks and alcoholic hepatitis [@a2020].", False),
        ("word that may hurt", "The National Institute on Drug Abuse says so [@a2020].", False),
        ("word that may hurt", "He said “addicts” [@a2020].", False),
        ("word that may hurt", "Diabetic retinopathy, an epileptic seizure [@a2020].", False),
        ("abbreviation", "The CGRP [@a2020].", True),
        ("abbreviation", "The eGFR [@a2020].", True),
        ("abbreviation", "HbA1c [@a2020].", True),
        ("abbreviation", "The CYP3A4 enzyme [@a2020].", True),
        ("abbreviation", "BRCA1 and BRCA2 genes [@a2020].", False),
        ("abbreviation", "DO NOT STOP SUDDENLY. WARNING: rest [@a2020].", False),
        ("abbreviation", "CO2, a PhD, 5 mL [@a2020].", False),
        ("abbreviation", "CGRP, short for calcitonin gene-related peptide [@a2020].", False),
        ("abbreviation", "The XKY and later xylo kappa ypsilon (XKY) [@a2020].", True),
        ("abbreviation", "Calcitonin gene-related peptide (CGRP) and CGRP [@a2020].", False),
        ("abbreviation", "CGRP (calcitonin gene-related peptide) [@a2020].", False),
        ("abbreviation", "CGRP is short for calcitonin gene-related peptide [@a2020].", False),
        ("abbreviation", "The NHS, an MRI and stage IV [@a2020].", False),
        ("heading order", "[@a2020]\n\n## A\n\nB.\n\n#### C\n\nD.", True),
        ("heading order", "[@a2020]\n\n## A\n\nB.\n\n### C\n\nD.\n\n## E\n\nF.", False),
        ("table header", "[@a2020]\n\nTable: T\n\n| | |\n|---|---|\n| a | b |", True),
        ("table header", "[@a2020]\n\nTable: T\n\n| A | |\n|---|---|\n| a | b |", False),
        ("AI use not stated", "Text [@a2020].", True),
        ("AI use not stated", "Written without artificial intelligence [@a2020].", False),
    ],
)
def test_a_rule_finds_what_it_is_for_and_leaves_the_rest(rule: str, text: str, is_found: bool) -> None:
    assert bool(told(rule, body=text)) is is_found


def test_a_word_that_may_hurt_comes_with_a_better_one() -> None:
    (finding,) = told("word that may hurt", body="Addicts [@a2020].")

    assert finding.message.startswith("“Addicts”: try “person with an addiction”.")
    assert [one.places for one in told("word that may hurt", title="The elderly")] == [("title",)]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("Brandol (samplam) [@a2020].", True), ("Samplam (Brandol) [@a2020].", False), ("Only Brandol [@a2020].", True)],
)
def test_the_generic_name_comes_first(text: str, is_found: bool) -> None:
    found = told("brand before generic", House(subjects=(SAMPLE,)), body=text)

    assert bool(found) is is_found
    assert all("samplam (Brandol)" in one.message for one in found)


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("drug", {"benefits missing", "risks missing", "no treatment missing", "uncertainty missing"}),
        ("test", {"benefits missing", "risks missing", "no treatment missing", "uncertainty missing"}),
        ("condition", {"no treatment missing", "uncertainty missing"}),
        ("news", {"uncertainty missing"}),
        ("opinion", set()),
    ],
)
def test_what_readers_need_to_decide_depends_on_the_kind_of_article(kind: str, missing: set[str]) -> None:
    said = {one.rule for one in inspect(complete(article_type=kind), House()) if one.rule.endswith("missing")}

    assert said == missing
    full = "It helps some [@a2020]. Side effects are known. Other ways exist. It is unclear for how long."
    assert {one.rule for one in inspect(complete(article_type=kind, body=full), House())} <= {"AI use not stated"}


def test_readability_is_told_by_section_and_never_of_a_short_one() -> None:
    hard = "Pharmacological interventions necessitate individualised multidisciplinary consideration. " * 11
    content = complete(body=f"[@a2020]\n\n## Hard\n\n{hard}\n\n## Short\n\nIt is. It was.")
    grades = {one.place: one.grade for one in measures(Inspection(content))}

    assert grades["section “Short”"] == "too short"
    assert float(grades["section “Hard”"]) > 20
    (finding,) = told("hard to read", body=content.body)
    assert finding.severity is Severity.HINT
    assert "section “Hard”" in finding.places
    assert told("hard to read", body=content.body, audience="clinicians") == []


@pytest.mark.parametrize("text", ["1" * 50_000, "." * 50_000, "always " * 7_000, "“" * 50_000, "AB (" * 12_000])
def test_no_text_takes_long(text: str) -> None:
    inspection = Inspection(ArticleContent(body=text))
    assert inspection.parts
    start = time.process_time()
    for module in (abbreviations, absolutes, claims, person_first, reading, required):
        list(module.check(inspection))

    assert time.process_time() - start < 1


def test_a_text_without_sources_that_leads_to_one_site_is_told_so() -> None:
    body = "See [a](https://www.example.com/a) and [b](https://example.com/b)."

    assert [one.places for one in told("one site only", body=body, citations=())] == [("body",)]
    assert told("one site only", body=f"{body} Or [c](https://example.org/).", citations=()) == []
    assert told("one site only", body=f"{body} [@a2020]") == []


def test_a_whole_article_is_checked_in_time() -> None:
    """Everything but the rendering, which the preview needs anyway and the checks share."""
    section = "It reduces pain in 30% of adults at 5 mg [@a2020]. " * 8
    content = complete(
        body="\n\n".join(f"## Part {number}\n\n{section}" for number in range(12)),
        questions=(Question(question="Is it?", answer="It is [@a2020]."),) * 6,
    )
    house = House(subjects=tuple(KnownSubject(f"s{n}", f"S{n}", (f"sample{n}",)) for n in range(600)))

    assert min(_milliseconds(content, house) for _ in range(3)) < MOST_MILLISECONDS


def _milliseconds(content: ArticleContent, house: House) -> float:
    inspection = Inspection(content, house)
    assert inspection.rendered
    start = time.process_time()
    inspect_in(inspection)
    return (time.process_time() - start) * 1000


@pytest.mark.parametrize("written", ["Samplam", "SAMPLAM", "BRANDOL", "sAmplam"])
def test_a_subject_is_found_in_any_letters(written: str) -> None:
    assert told("subject not confirmed", House(subjects=(SAMPLE,)), body=f"Take {written} [@a2020].")


@pytest.mark.parametrize("written", ["İNSULIN", "Insulin", "ınsulin", "İnsulin"])
def test_letters_of_other_languages_hide_no_subject(written: str) -> None:
    insulin = KnownSubject("insulin", "Insulin", ("insulin", "Straße"))
    house = House(subjects=(insulin,))

    assert told("subject not confirmed", house, body=f"Take {written} [@a2020].")
    assert told("subject not confirmed", house, body="Straße [@a2020].")


def test_one_name_matches_however_often_it_is_used() -> None:
    (finding,) = told("subject not confirmed", House(subjects=(SAMPLE,)), body="Samplam, samplam, samplam [@a2020].")

    assert '"Samplam" (3 times) matches the subject Samplam.' in finding.message
