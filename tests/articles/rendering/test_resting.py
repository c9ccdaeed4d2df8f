"""Which sentences rest on which source."""

from typing import Any

from articles.content import ArticleContent, KeyPoint, Question
from articles.rendering.body import render_body
from articles.rendering.resting import claims
from tests.articles.rendering.test_body import SOURCES


def found(**values: Any) -> dict[str, list[tuple[str, str]]]:
    body = render_body(ArticleContent(citations=SOURCES, **values))
    return {key: [(claim.place, claim.text) for claim in claimed] for key, claimed in claims(body).items()}


def test_a_mark_belongs_to_its_sentence_or_the_one_before_it() -> None:
    body = "First. The second one [@a]. A third.[@b] The fourth has [@c] it in the middle."

    assert found(body=body) == {
        "a": [("the opening of the text", "The second one.")],
        "b": [("the opening of the text", "A third.")],
        "c": [("the opening of the text", "The fourth has it in the middle.")],
    }


def test_every_part_of_the_page_is_looked_at_in_its_order() -> None:
    sentences = found(
        lead="A lead [@a].",
        summary="A summary [@a].",
        key_points=(KeyPoint(label="L", text="A point [@a]."),),
        body="Before [@a].\n\n## Risks & more [@b]\n\nA risk [@a].\n\n- an item [@a]",
        questions=(Question(question="Q?", answer="An answer [@a]."),),
    )

    assert sentences["a"] == [
        ("the lead", "A lead."),
        ("the quick summary", "A summary."),
        ("key point 1", "A point."),
        ("the opening of the text", "Before."),
        ("the section “Risks & more”", "A risk."),
        ("the section “Risks & more”", "an item"),
        ("the answer to question 1", "An answer."),
    ]
    assert sentences["b"] == [("the section “Risks & more”", "Risks & more")]


def test_a_row_of_a_table_is_one_sentence() -> None:
    body = "Table: Doses\n\n| Drug | Dose |\n|---|---|\n| Sample | 5 mg. Daily [@a] |\n| Other | 2 mg |"

    assert found(body=body) == {"a": [("the opening of the text", "Sample · 5 mg. Daily")]}


def test_two_marks_in_one_sentence_count_once_and_a_lonely_one_has_no_words() -> None:
    assert found(body="One [@a] and [@a] two.\n\n[@a]") == {
        "a": [("the opening of the text", "One and two."), ("the opening of the text", "")]
    }


def test_what_is_listed_and_not_cited_carries_nothing() -> None:
    assert found(body="Nothing here.") == {}


def test_the_anchor_leads_to_the_mark() -> None:
    body = render_body(ArticleContent(citations=SOURCES, body="One [@b]. Two [@a; @b]."))

    assert [claim.anchor for claim in claims(body)["b"]] == ["cite-1a", "cite-1b"]
    assert all(f'id="{claim.anchor}"' in body.sections[0].html for claim in claims(body)["b"])
