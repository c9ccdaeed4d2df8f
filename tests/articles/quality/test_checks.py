"""Each rule: what it finds, what it leaves alone, and the sentence it says."""

from typing import Any

import pytest

from articles.content import ArticleContent, Author, Citation, File, KeyPoint, Question, SubjectFact
from articles.quality.checks import blockers, inspect
from articles.quality.findings import Finding, Gate, Severity, ranges, stored_finding
from articles.quality.inspection import House, Inspection, KnownSubject
from articles.quality.subjects import propose

RECORD = {"id": "a2020", "type": "article-journal", "title": "T", "URL": "https://example.org/"}
CLONAZEPAM = KnownSubject("clonazepam", "Clonazepam", ("clonazepam", "Klonopin"), ("benzodiazepine",))
IMAGE = "ab" * 32
FILE = File(digest=IMAGE, alt="A chart")
SHOWN = f"[@a2020]\n\n![](file:{IMAGE[:12]})"
HOUSE = House(subjects=(CLONAZEPAM,))
AUTHOR = Author(profile="6f9c1c4e-0d3b-4c59-9d7e-2f1f6f0c1a11", name="Wendy Writer", role="Medical writer")


def complete(**values: Any) -> ArticleContent:
    """A content without any finding; give fields to differ."""
    defaults: dict[str, Any] = {
        "title": "A sample article",
        "lead": "A lead.",
        "summary": "A summary.",
        "key_points": (KeyPoint(label="Label", text="A sentence."),),
        "body": "Text with a source [@a2020].",
        "questions": (Question(question="Is it?", answer="It is."),),
        "citations": (Citation(key="a2020", reference=RECORD),),
        "authors": (AUTHOR,),
        "article_type": "explainer",
        "audience": "public",
        "funding": "none",
    }
    return ArticleContent(**defaults | values)


def chart(text_version: str) -> File:
    return FILE.model_copy(update={"kind": "chart", "text_version": text_version})


def found(**values: Any) -> list[tuple[str, Severity, tuple[str, ...]]]:
    """Without the hints, which are asked of real articles and have tests of their own."""
    findings = inspect(complete(**values), HOUSE)
    return [(f.rule, f.severity, f.places) for f in findings if f.severity is not Severity.HINT]


B, W = Severity.BLOCKER, Severity.WARNING

CASES: dict[str, tuple[dict[str, Any], list[tuple[str, Severity, tuple[str, ...]]]]] = {
    "a complete article": ({}, []),
    "no title": ({"title": ""}, [("title", B, ("article",))]),
    "no body": (
        {"body": " \n"},
        [("body", B, ("article",)), ("never cited", W, ("source a2020",))],
    ),
    "no lead": ({"lead": ""}, [("lead", W, ("article",))]),
    "no summary": ({"summary": ""}, [("quick summary", W, ("article",))]),
    "half a key point": (
        {"key_points": (KeyPoint(label="Label"), KeyPoint(text="Text."))},
        [("key point", B, ("key point 1", "key point 2"))],
    ),
    "answers without questions": (
        {"questions": (Question(answer="A."), Question(question="Q?", answer="A."), Question(answer="B."))},
        [("question missing", B, ("answer 1", "answer 3"))],
    ),
    "a question without an answer": (
        {"questions": (Question(question="Q?", answer=" "),)},
        [("answer missing", B, ("question 1",))],
    ),
    "a source without a record": (
        {"citations": (Citation(key="a2020", reference=RECORD), Citation(number=7))},
        [("source missing", B, ("source 7",))],
    ),
    "nothing cited": (
        {"body": "A statement."},
        [("cites nothing", B, ("article",)), ("never cited", W, ("source a2020",))],
    ),
    "an unknown key": (
        {"body": "A [@a2020] and [@b2021]."},
        [("citation unknown", B, ("body",))],
    ),
    "a source that nobody can find": (
        {"citations": (Citation(key="a2020", reference={"id": "a2020", "type": "book", "title": "T"}),)},
        [("source not findable", B, ("source 1",))],
    ),
    "a source cited nowhere": (
        {"citations": (Citation(key="a2020", reference=RECORD), Citation(key="b", reference=RECORD | {"id": "b"}))},
        [("never cited", W, ("source b",))],
    ),
    "no author": ({"authors": ()}, [("author", B, ("article",))]),
    "an author without credentials or role": (
        {"authors": (AUTHOR.model_copy(update={"role": ""}),)},
        [("author role", B, ("Wendy Writer",))],
    ),
    "no funding": ({"funding": ""}, [("funding", B, ("article",))]),
    "a sponsor without a name": ({"funding": "sponsored"}, [("funding note", B, ("article",))]),
    "a named sponsor": ({"funding": "sponsored", "funding_note": "Sample Trust"}, []),
    "no audience": ({"audience": ""}, [("audience", B, ("article",))]),
    "a named subject": (
        {"title": "Klonopin", "body": "Klonopin [@a2020]."},
        [("subject not confirmed", B, ("title", "body"))],
    ),
    "a link mark without a target": (
        {"body": "See {Link: a page} [@a2020]."},
        [("link without target", B, ("body",))],
    ),
    "a link that is not shown": (
        {"body": "See [this](javascript:alert) [@a2020]."},
        [("link refused", B, ("body",))],
    ),
    "an unknown image": ({"body": "![A chart](chart.png) [@a2020]"}, [("image", B, ("body",))]),
    "an image in its place": ({"body": f"[@a2020]\n\n![](file:{IMAGE[:12]})", "files": (FILE,)}, []),
    "an image within text": (
        {"body": f"[@a2020] ![](file:{IMAGE[:12]})", "files": (FILE,)},
        [("image misplaced", B, ("body",)), ("image not used", W, ("image 1",))],
    ),
    "an image without alternative text": (
        {"body": f"[@a2020]\n\n![](file:{IMAGE[:12]})", "files": (File(digest=IMAGE),)},
        [("image without words", B, ("image 1",))],
    ),
    "an image whose words stand in the text": (
        {"body": f"[@a2020]\n\n![A chart](file:{IMAGE[:12]})", "files": (File(digest=IMAGE),)},
        [],
    ),
    "a chart without a text version": (
        {"body": SHOWN, "files": (FILE.model_copy(update={"kind": "chart"}),)},
        [("text version missing", W, ("image 1",))],
    ),
    "a photograph without one": ({"body": SHOWN, "files": (FILE.model_copy(update={"kind": "photo"}),)}, []),
    "a chart with one": ({"body": SHOWN, "files": (chart("- One: 11%"),)}, []),
    "an alternative text of 250 characters": (
        {"body": SHOWN, "files": (FILE.model_copy(update={"alt": "a" * 250}),)},
        [],
    ),
    "a longer one": (
        {"body": SHOWN, "files": (FILE.model_copy(update={"alt": "a" * 251}),)},
        [("alternative text long", W, ("image 1",))],
    ),
    "a text version that cites": (
        {"body": SHOWN, "files": (chart("One: 11% [@a2020]"),)},
        [("text version holds a mark", B, ("text version 1",))],
    ),
    "a text version with an image": (
        {"body": SHOWN, "files": (chart(f"![](file:{IMAGE[:12]})"),)},
        [("text version holds a mark", B, ("text version 1",))],
    ),
    "a text version with a table without a caption": (
        {"body": SHOWN, "files": (chart("| a | b |\n|---|---|\n| 1 | 2 |"),)},
        [("table caption", B, ("text version 1, table 1",))],
    ),
    "a text version that would lose words": (
        {"body": SHOWN, "files": (chart('[Leaflet](https://example.org/ "5 mg")'),)},
        [("text lost", B, ("text version 1",))],
    ),
    "a placeholder in a text version": (
        {"body": SHOWN, "files": (chart("One: [TODO]"),)},
        [("leftover mark", B, ("text version 1",))],
    ),
    "a link mark without a target in a text version": (
        {"body": SHOWN, "files": (chart("One: {Link: a page}"),)},
        [("link without target", B, ("text version 1",))],
    ),
    "a link that is not shown in a text version": (
        {"body": SHOWN, "files": (chart("One: [this](javascript:alert)"),)},
        [("link refused", B, ("text version 1",))],
    ),
    "a text version beyond the limits": (
        {"body": SHOWN, "files": (chart("> " * 200 + "deep"),)},
        [("too complex", B, ("text version 1",))],
    ),
    "an image that is listed only": ({"files": (FILE,)}, [("image not used", W, ("image 1",))]),
    "a leftover mark": ({"summary": "Text [TODO: check]."}, [("leftover mark", B, ("quick summary",))]),
    "a table without a caption": (
        {"body": "[@a2020]\n\n| A | B |\n|---|---|\n| 1 | 2 |"},
        [("table caption", B, ("body, table 1",))],
    ),
    "a table with a caption": ({"body": "[@a2020]\n\nTable: What\n\n| A | B |\n|---|---|\n| 1 | 2 |"}, []),
    "a heading twice": (
        {"body": "[@a2020]\n\n## Use\n\nA.\n\n## Use\n\nB.\n\n## References\n\nC."},
        [("heading twice", W, ("heading Use", "heading References"))],
    ),
    "a heading inside an answer": (
        {"questions": (Question(question="Q?", answer="## No\n\nText."),)},
        [("heading in answer", B, ("answer 1",))],
    ),
    "a text that cannot be parsed": ({"lead": "[" * 5_000}, [("too complex", B, ("lead",))]),
    "words that would vanish": (
        {"body": "Text [@a2020].\n\n[x]: https://example.org/ 'dose 5 mg'"},
        [("text lost", B, ("body",))],
    ),
    "a sign that turns the direction of writing": (
        {"summary": "Take \u202e05\u202c mg."},
        [("hidden sign", B, ("quick summary",))],
    ),
    "comparisons that look like tags": ({"body": "If A<B and C>D give 5 mg [@a2020]; potassium <LLN, >5 µg."}, []),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds_exactly_what_it_is_for(case: str) -> None:
    values, expected = CASES[case]

    assert found(**values) == expected


def message(rule: str, **values: Any) -> str:
    return next(f.message for f in inspect(complete(**values), HOUSE) if f.rule == rule)


@pytest.mark.parametrize(
    ("rule", "values", "sentence"),
    [
        (
            "source missing",
            {"citations": (Citation(key="a2020", reference=RECORD), *(Citation(number=n) for n in (1, 2, 3, 9)))},
            "Sources 1-3, 9 are missing. Paste them, or close this with a reason.",
        ),
        (
            "source missing",
            {"citations": (Citation(key="a2020", reference=RECORD), Citation(number=4))},
            "Source 4 is missing. Paste it, or close this with a reason.",
        ),
        (
            "source missing",
            {"citations": (Citation(key="a2020", reference=RECORD), Citation(number=4, raw_text="A text. 2020."))},
            "Source 4 is only a text. Find its record in the library (“Find sources”), or import what it lacks.",
        ),
        (
            "subject not confirmed",
            {"body": "Klonopin, KLONOPIN and clonazepam [@a2020]."},
            '"Klonopin" (2 times) and "clonazepam" (1) match the subject Clonazepam (benzodiazepine). Confirm, so that '
            "its safety notices show.",
        ),
        (
            "subject not confirmed",
            {"body": "klonopin [@a2020]."},
            '"klonopin" (1 time) matches the subject Clonazepam (benzodiazepine). Confirm, so that its safety notices '
            "show.",
        ),
        (
            "citation unknown",
            {"body": "A [@a2020] [@b2021]."},
            "The text cites [@b2021], and no source of this article has that key. Add the source, or mend the key.",
        ),
    ],
)
def test_a_finding_says_what_to_do(rule: str, values: dict[str, Any], sentence: str) -> None:
    assert message(rule, **values) == sentence


def test_a_confirmed_or_rejected_subject_is_not_proposed_again() -> None:
    fact = SubjectFact(slug="clonazepam", name="Clonazepam", kind="drug")
    text = {"body": "Klonopin [@a2020]."}

    assert propose(Inspection(complete(**text), HOUSE)) != []
    assert propose(Inspection(complete(**text, subjects=(fact,)), HOUSE)) == []
    assert propose(Inspection(complete(**text), House((CLONAZEPAM,), frozenset({"clonazepam"})))) == []


@pytest.mark.parametrize("text", ["Klonopins", "preKlonopin", "Klono pin", "clonazepam_x"])
def test_a_name_counts_as_a_word_of_its_own_only(text: str) -> None:
    assert found(body=f"{text} [@a2020].") == []


@pytest.mark.parametrize("field", ["lead", "summary", "body"])
def test_a_name_is_found_in_every_text(field: str) -> None:
    text = {"lead": "A.", "summary": "B.", "body": "C [@a2020]."}

    assert [rule for rule, *_ in found(**text | {field: "Klonopin [@a2020]."})] == ["subject not confirmed"]


def test_names_with_regular_expression_signs_are_plain_text() -> None:
    house = House(subjects=(KnownSubject("odd", "Odd", ("a.b", "c(d")),))

    assert propose(Inspection(complete(body="axb cd [@a2020]"), house)) == []
    assert len(propose(Inspection(complete(body="a.b c(d [@a2020]"), house))) == 1


def test_blockers_come_first_and_only_they_hold_up() -> None:
    findings = inspect(complete(lead="", audience=""), HOUSE)

    told = [(f.rule, f.blocks_submission) for f in findings if f.severity is not Severity.HINT]
    assert told == [("audience", True), ("lead", False)]
    assert [f.severity for f in findings if f.severity is Severity.HINT] == [f.severity for f in findings[2:]]
    assert [f.rule for f in blockers(findings)] == ["audience"]


def test_a_blocker_of_another_gate_does_not_hold_up_a_submission() -> None:
    finding = Finding("sample", Severity.BLOCKER, Gate.PUBLICATION, ("article",), "Later.")

    assert blockers([finding]) == ()


@pytest.mark.parametrize(("numbers", "said"), [([], ""), ([3], "3"), ([1, 2, 3], "1-3"), ([7, 1, 2, 9], "1-2, 7, 9")])
def test_numbers_are_said_as_people_list_them(numbers: list[int], said: str) -> None:
    assert ranges(numbers) == said


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (("source 1", "source 2", "source 3", "source 9"), "source 1-3, 9"),
        (("title", "body"), "title, body"),
        (("body, table 1",), "body, table 1"),
        ((), ""),
    ],
)
def test_places_are_said_as_people_list_them(places: tuple[str, ...], said: str) -> None:
    assert Finding("sample", Severity.WARNING, Gate.NONE, places, "Text.").where == said


def test_a_finding_is_stored_and_read_back() -> None:
    finding = Finding("sample", Severity.BLOCKER, Gate.SUBMISSION, ("title",), "Text.")

    assert stored_finding(finding.as_json()) == finding
