"""The signed body: numbered by first mention, in the order of the page, the same bytes every time."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from articles.content import ArticleContent, Citation, KeyPoint, Question
from articles.rendering.body import html_digest, reading_minutes, render_body
from articles.rendering.shapes import SignedBody
from medsite.lib.markdown import TooComplex
from tests.articles.test_content import contents

ARTICLE = UUID("6f9c1c4e-0d3b-4c59-9d7e-2f1f6f0c1a11")


def source(key: str, **values: Any) -> Citation:
    record = {"id": key, "type": "book", "title": f"Title of {key}", "URL": f"https://example.org/{key}"}
    return Citation(key=key, reference=record | values)


SOURCES = tuple(source(key) for key in ("a", "b", "c", "d", "e"))


def test_sources_are_numbered_by_first_mention_in_page_order() -> None:
    body = render_body(
        ArticleContent(
            title="T",
            lead="Lead [@e].",
            summary="Summary [@d].",
            key_points=(KeyPoint(label="L", text="Point [@c; @e]."),),
            body="Body [@b].",
            questions=(Question(question="Q?", answer="Answer [@d] [@b]."),),
            citations=SOURCES,
        )
    )

    assert [(item.number, item.key) for item in body.references] == [(1, "e"), (2, "d"), (3, "c"), (4, "b")]
    assert [(item.number, item.key) for item in body.further_reading] == [(5, "a")]
    assert body.references[0].cited_at == ("cite-1a", "cite-1b")
    assert body.references[3].cited_at == ("cite-4a", "cite-4b")


def test_the_contents_list_is_made_from_second_level_headings() -> None:
    body = render_body(
        ArticleContent(
            body="Before.\n\n## Use\n\nA [@a].\n\n### Detail\n\nB.\n\n## Risks\n\nC.",
            questions=(Question(question="Q?", answer="A."),),
            citations=SOURCES,
        )
    )

    assert [entry.text for entry in body.contents] == ["Use", "Risks", "Common questions", "References"]
    assert [section.anchor for section in body.sections] == ["", "s-use", "s-risks"]
    anchors = {entry.anchor for entry in body.contents[:2]}
    assert anchors == {section.anchor for section in body.sections if section.anchor}


def test_a_record_never_becomes_markup() -> None:
    hostile = "<script>alert(1)</script>&\"'"
    cited = source("a", title=hostile, author=[{"literal": hostile}], publisher=hostile, DOI='10.1000/"><script>')

    body = render_body(ArticleContent(body="[@a]", citations=(cited,)))

    assert "<script" not in body.references[0].html
    assert "&lt;script&gt;" in body.references[0].html


def test_a_source_without_a_record_says_so() -> None:
    body = render_body(ArticleContent(citations=(Citation(number=3), Citation(key="x", raw_text="Smith <2020>"))))

    assert [item.html for item in body.further_reading] == ["<p>Source missing.</p>", "<p>Smith &lt;2020&gt;</p>"]


@given(contents())
def test_the_same_content_gives_the_same_bytes(content: ArticleContent) -> None:
    try:
        first = render_body(content)
    except TooComplex:
        return

    text = first.to_json()
    assert render_body(ArticleContent.from_json(content.to_json())).to_json() == text
    assert SignedBody.model_validate_json(text).to_json() == text


def test_the_html_digest_covers_article_renderer_and_text() -> None:
    digests = {
        html_digest(ARTICLE, "1", "x"),
        html_digest(UUID(int=1), "1", "x"),
        html_digest(ARTICLE, "2", "x"),
        html_digest(ARTICLE, "1", "y"),
        html_digest(ARTICLE, "1x", ""),
    }

    assert len(digests) == 5


def test_the_html_of_a_known_content_stays_what_it_is() -> None:
    """If this changes, RENDERER_VERSION has to grow: signed HTML would not be made again as it was."""
    content = ArticleContent(
        title="A sample",
        lead="A *lead* with H~2~O and 10^3^.",
        body="If A<B and C>D give 5 µg [@a, p. 3].\n\n## Use\n\n- one\n- two\n\n"
        "Table: What\n\n| A | B |\n|---|---|\n| 1 | 2 |",
        citations=(source("a"),),
    )

    assert (
        html_digest(ARTICLE, "1", render_body(content).to_json())
        == "7e37098929dd4ff0ff70c880c734c9d04a26bfd908f0baa00ccadc40adf3d22a"
    )


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (199, 1), (301, 2), (1_000, 5)])
def test_reading_time_is_counted_from_words(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes
