"""What an article itself says, place by place."""

from articles.content import Citation, KeyPoint, Question
from articles.rendering.body import render_body
from articles.rendering.spoken import passages
from medsite.lib.phrases import Reading
from tests import factories


def places(phrase: str, **values: object) -> list[str]:
    content = factories.content(reference=None, citations=(), authors=(), author=None, **values)
    return [mention.place for mention in Reading(passages(render_body(content))).mentions(phrase)]


def test_every_field_of_an_article_is_read(db: None) -> None:
    fields: dict[str, dict[str, object]] = {
        "the title": {"title": "An overdose"},
        "the lead": {"lead": "An overdose."},
        "the quick summary": {"summary": "An overdose."},
        "key point 1": {"key_points": (KeyPoint(label="Overdose", text="A sentence."),)},
        "the opening of the text": {"body": "An overdose."},
        "the section “Risks”": {"body": "## Risks\n\nAn **overdose**."},
        "question 1": {"questions": (Question(question="An overdose?", answer="Yes."),)},
    }

    assert {place: places("overdose", **values) for place, values in fields.items()} == {
        place: [place] for place in fields
    }


def test_an_answer_a_list_and_a_table_are_read(db: None) -> None:
    assert places("overdose", questions=(Question(question="What?", answer="- one\n- an overdose"),)) == ["question 1"]
    assert places("overdose", body="Table: T\n\n| A | B |\n|---|---|\n| x | overdose |") == ["the opening of the text"]


def test_quotations_code_and_sources_are_left_out(db: None) -> None:
    assert places("overdose", body="> An overdose.\n\n`overdose`\n\n```\noverdose\n```") == []
    assert places("overdose", body="[a link](https://example.org/overdose)") == []
    source = Citation(key="a", reference={"id": "a", "type": "article-journal", "title": "Overdose and stroke"})
    content = factories.content(citations=(source,), summary="So [@a].", body="So [@a].")
    assert Reading(passages(render_body(content))).mentions("overdose") == ()


def test_words_of_two_blocks_make_no_phrase(db: None) -> None:
    assert places("chest pain", body="A chest\n\npain") == []
    assert places("chest pain", body="A *chest* **pain**") == ["the opening of the text"]
