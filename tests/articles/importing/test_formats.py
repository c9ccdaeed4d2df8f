"""Which format a text has, and how many articles it holds."""

import json

import pytest

from articles.content import ArticleContent
from articles.importing.formats import Format, detect, pieces
from articles.importing.records import read_record
from articles.importing.report import UnreadableSource


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.md", "Text", Format.MARKDOWN),
        ("a.MARKDOWN", "Text", Format.MARKDOWN),
        ("a.jsonl", "x", Format.JSONL),
        ("a.txt", "Title\n\n# One\n\n# Two", Format.TEXT),
        ("a.txt", "---\ntitle: T\n---\nText", Format.MARKDOWN),
        ("a.txt", '{"title": "T"}', Format.JSONL),
        ("", "Title\n\nIn This Article\n\nText", Format.TEXT),
        ("", "# Title\n\n## One", Format.MARKDOWN),
        ("", '{\n  "title": "T"\n}', Format.JSONL),
        ("", "---\nTitle", Format.TEXT),
    ],
)
def test_the_format_is_found_by_name_and_by_look(name: str, text: str, found: Format) -> None:
    assert detect(text, name=name) is found


def test_each_line_is_an_article_and_one_object_over_lines_is_one() -> None:
    pretty = json.dumps({"title": "T"}, indent=2)

    assert [piece.source for piece in pieces('{"title": "A"}\n\n{"title": "B"}', source="f")] == ["f:1", "f:3"]
    assert [piece.read().content.title for piece in pieces(pretty, source="f")] == ["T"]


def test_a_record_may_name_its_article() -> None:
    text = '{"uuid": "6f9c1c4e-0d3b-4c59-9d7e-2f1f6f0c1a11", "slug": "a", "title": "T"}'
    imported = read_record(text, source="f")

    assert (str(imported.identity.uuid), imported.identity.slug) == ("6f9c1c4e-0d3b-4c59-9d7e-2f1f6f0c1a11", "a")
    assert imported.content == ArticleContent(title="T")


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        '{"titel": "T"}',
        '{"uuid": "x", "title": "T"}',
        '{"slug": ' + "[" * 50_000,
        '{"citations": [{"key": "a", "reference": {"id": "a", "volume": 1.5}}]}',
        '{"slug": "a", "citations": [{"key": "a", "reference": {"id": "a", "n": ' + "9" * 5_000 + "}}]}",
    ],
    ids=["no json", "unknown name", "no uuid", "deep", "fraction", "huge number"],
)
def test_a_record_that_is_none_gets_a_sentence(text: str) -> None:
    with pytest.raises(UnreadableSource):
        read_record(text, source="f")
