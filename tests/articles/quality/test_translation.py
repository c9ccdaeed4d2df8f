"""What the checks say of a translation."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from articles.content import ArticleContent, KeyPoint, Question, TranslationOf
from articles.quality.findings import Severity
from articles.quality.inspection import House, Inspection, OriginalFact
from articles.quality.translation import check

LINK = TranslationOf(article=UUID(int=1), version=1, content_digest="a" * 64)
ORIGINAL = ArticleContent(
    title="A title with some words",
    lead="Two sentences of lead. They say it.",
    body="A first paragraph.\n\nA second one that is long enough to be told from others.",
)


def found(original: ArticleContent = ORIGINAL, **values: Any) -> list[tuple[str, Severity, tuple[str, ...]]]:
    days = {name: values.pop(name) for name in ("changed_on", "withdrawn_on") if name in values}
    content = ArticleContent(**{"locale": "es", "title": "Un título", "translation_of": LINK} | values)
    house = House(original=OriginalFact(content=original, **days))
    return [(finding.rule, finding.severity, finding.places) for finding in check(Inspection(content, house))]


def test_nothing_is_said_of_a_translation_that_is_one() -> None:
    assert found(lead="Dos frases de entrada. Lo dicen.") == []


def test_nothing_is_said_of_a_text_that_is_none() -> None:
    assert list(check(Inspection(ORIGINAL))) == []


def test_what_says_the_same_word_for_word_is_not_translated_yet() -> None:
    assert found(lead=ORIGINAL.lead, body=ORIGINAL.body, title=ORIGINAL.title) == [
        ("not translated yet", Severity.BLOCKER, ("title", "lead", "body"))
    ]


def test_points_and_answers_that_are_left_are_named_by_their_numbers() -> None:
    rows = {
        "key_points": (KeyPoint(label="L", text="A short one."), KeyPoint(label="L", text="A sentence about this.")),
        "questions": (Question(question="Is this a sample?", answer="It is one of them."), Question(question="So?")),
    }

    assert found(ORIGINAL.model_copy(update=rows), **rows) == [
        ("not translated yet", Severity.BLOCKER, ("key point 2", "answer 1", "question 1"))
    ]


@pytest.mark.parametrize("title", ["Metformin", "Vitamin B12"])
def test_a_name_may_be_the_same_in_two_languages(title: str) -> None:
    assert found(ORIGINAL.model_copy(update={"title": title}), title=title) == []


def test_a_passage_that_is_left_is_a_remark() -> None:
    body = f"Un primer párrafo.\n\n{ORIGINAL.body.partition(chr(10) * 2)[2]}"

    assert found(body=body) == [("passage not translated", Severity.WARNING, ("body",))]


def test_a_translation_into_the_language_of_its_original_is_none() -> None:
    assert found(ORIGINAL.model_copy(update={"locale": "es"})) == [
        ("translation in its own language", Severity.BLOCKER, ("the whole text",))
    ]


def test_a_translation_of_a_translation_is_held_up() -> None:
    assert found(ORIGINAL.model_copy(update={"translation_of": LINK})) == [
        ("translation of a translation", Severity.BLOCKER, ("the whole text",))
    ]


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        ({"changed_on": date(2026, 11, 26)}, "original has changed"),
        ({"withdrawn_on": date(2026, 11, 26)}, "original withdrawn"),
        ({"changed_on": date(2026, 11, 25), "withdrawn_on": date(2026, 11, 26)}, "original withdrawn"),
    ],
)
def test_a_change_of_the_original_is_a_remark(days: dict[str, Any], rule: str) -> None:
    assert found(**days) == [(rule, Severity.WARNING, ("the whole text",))]
