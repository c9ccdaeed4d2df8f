"""Markdown with a front matter → content and report; content → Markdown → the same content."""

import time
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.content import ArticleContent, Citation, KeyPoint, Question
from articles.importing.export import to_markdown
from articles.importing.markdown import read_markdown
from articles.importing.report import Fate, Identity, Imported, NameKind, Severity, UnreadableSource, Wanted
from tests.articles.test_content import contents

ARTICLE = UUID("6f9c1c4e-0d3b-4c59-9d7e-2f1f6f0c1a11")
TYPED = """---
title: Metformin and vitamin B12
author: Wendy Writer
layout: post   # of the old site
topics:
  - Diabetes
# for the desk
faq:
  - question: Is it safe?
    answer: |
      Yes.

      # This is no comment
---
An opening [1].

## Key takeaways

- **First point:** a sentence [^2].
- Second point: another,
  wrapped

## What it is

Code `[1]` stays, [2] does not. [^9]

```
## FAQ
[1]
```

## References

1. The first source.
2. The second source.

[^2]: A footnote.

## Disclaimer

This is not medical advice.
"""


def read(text: str) -> Imported:
    return read_markdown(text, source="article.md")


def told(imported: Imported) -> list[tuple[tuple[int, ...], str]]:
    return [(line.lines, line.message) for line in imported.report]


def test_a_typed_file_gives_this_content() -> None:
    assert read(TYPED).content == ArticleContent(
        title="Metformin and vitamin B12",
        key_points=(
            KeyPoint(label="First point", text="a sentence [@note-ref-2]."),
            KeyPoint(label="Second point", text="another,\nwrapped"),
        ),
        body="An opening [@ref-1].\n\n## What it is\n\nCode `[1]` stays, [@ref-2] does not. [^9]"
        "\n\n```\n## FAQ\n[1]\n```",
        questions=(Question(question="Is it safe?", answer="Yes.\n\n# This is no comment"),),
        citations=(
            Citation(key="ref-1", number=1, raw_text="The first source."),
            Citation(key="ref-2", number=2, raw_text="The second source."),
            Citation(key="note-ref-2", number=2, raw_text="A footnote."),
        ),
    )


def test_a_typed_file_gives_this_report() -> None:
    assert told(read(TYPED)) == [
        ((4,), 'Left out: "layout" is no part of an article here.'),
        ((4,), 'Left out: the comment "# of the old site".'),
        ((7,), 'Left out: the comment "# for the desk".'),
        ((8,), '"faq" was taken as questions. Check.'),
        ((34, 35), "2 references came as text. Match each with a record of the library."),
        ((37,), '"2" is a footnote and a number of the references. Check.'),
        ((37,), "1 footnote became a source. Match it with a record of the library."),
        ((39, 41), "Disclaimer left out; ours takes its place."),
        ((), "3 in-text marks became citations."),
        ((), '"[^9]" stays as typed: the file has no such source.'),
        ((), "Not found: lead and quick summary. Check the file, or write what is missing."),
        ((), "Not in the file: funding, audience and article type. Add them before you send it."),
    ]


def test_people_and_topics_that_are_only_named_are_handed_on() -> None:
    assert read(TYPED).wanted == (
        Wanted(NameKind.AUTHOR, "Wendy Writer", (3,)),
        Wanted(NameKind.TOPIC, "Diabetes", (5, 6)),
    )


def test_each_line_has_a_fate() -> None:
    fates = dict(read(TYPED).fates)

    assert set(fates) == {number for number, row in enumerate(TYPED.split("\n"), 1) if row.strip()}
    assert [number for number, fate in fates.items() if fate is Fate.LEFT] == [4, 7]
    assert [number for number, fate in fates.items() if fate is Fate.REPLACED] == [39, 41]


def test_without_a_front_matter_the_headings_say_what_is_what() -> None:
    imported = read(
        "# The title\n\nThe lead.\n\n## Quick summary\n\nIn brief.\n\n## What\n\nText.\n\n## FAQ\n\n"
        "### Why?\n\nSo.\n\n#### More\n\nDeep.\n\n**Not a question**\n\n### And?\n\nYes.\n"
    )

    assert imported.content == ArticleContent(
        title="The title",
        lead="The lead.",
        summary="In brief.",
        body="## What\n\nText.",
        questions=(
            Question(question="Why?", answer="So.\n\n#### More\n\nDeep.\n\n**Not a question**"),
            Question(question="And?", answer="Yes."),
        ),
    )
    assert told(imported)[0] == ((3,), "The first paragraph was taken as the lead. Check.")


def test_what_the_front_matter_gives_is_not_looked_for_in_the_text() -> None:
    imported = read("---\ntitle: T\nkey_points: []\n---\n## Key points\n\n- **A:** b\n")

    assert imported.content.key_points == ()
    assert imported.content.body == "## Key points\n\n- **A:** b"


def test_a_section_that_holds_something_else_loses_nothing() -> None:
    imported = read("# T\n\n## FAQ\n\nJust prose.\n\n## Key points\n\nBefore.\n\n- **A:** b\n")

    assert imported.content.body == "## FAQ\n\nJust prose.\n\nBefore."
    assert imported.content.key_points == (KeyPoint(label="A", text="b"),)


def test_a_title_that_is_said_twice_is_left_out_once() -> None:
    imported = read("---\ntitle: The same\n---\n\n# The same\n\nText.\n")

    assert imported.content.body == "Text."
    assert ((5,), "Left out: the heading says the title again.") in told(imported)


@pytest.mark.parametrize(
    ("typed", "title"),
    [("2020", "2020"), ("yes", "yes"), ("2020-01-31", "2020-01-31"), ("1.50", "1.50"), ("0x1F", "0x1F"), ("~", "")],
)
def test_a_value_is_what_was_typed(typed: str, title: str) -> None:
    assert read(f"---\ntitle: {typed}\n---\n").content.title == title


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("a: &x [1]\nb: *x", "alias"),
        ("a: &x [a,a]\nb: &y [*x,*x]\nc: [*y,*y]", "alias"),
        ("a: " + "[" * 60 + "]" * 60, "nested"),
        ("a: [" + "1," * 30_000 + "]", "20,000 values"),
        ("title: !!python/object/apply:os.system ['true']", "tag"),
        ("title: Clonazepam: what is known", "line 2"),
        ("- a\n- b", "no list of names and values"),
        ("title: 'open", "cannot be read"),
        ("title: a\x07b", "cannot be read"),
        ("authors:\n  - profile: nobody\n    name: N", "line 2, authors.0.profile"),
        ("key_points:\n  - note: x", "line 2, key_points.0.note"),
        ("title: " + "x" * 600, "line 2, title"),
        ("locale: English", "locale"),
        ("citations:\n  - key: a\n  - key: a", "stands for two sources"),
        ("body: |\n" + "  x\n" * 40_000, "lines"),
    ],
)
def test_a_header_that_is_wrong_gets_a_sentence(header: str, said: str) -> None:
    started = time.monotonic()

    with pytest.raises(UnreadableSource, match=said):
        read(f"---\n{header}\n---\nText.\n")

    assert time.monotonic() - started < 5


def test_a_header_that_nobody_closed_gets_a_sentence() -> None:
    with pytest.raises(UnreadableSource, match="no second line --- ends it"):
        read("---\ntitle: T\n\nText.\n")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("title: A\nTitle: B", 'Left out: "Title" is given a second time.'),
        ("title: [a, b]", 'Left out: "title" has to be one text, not a list.'),
        ("uuid: 12", 'Left out: "12" is no identity of an article.'),
        ("slug: a/b", 'Left out: "a/b" is no address of an article.'),
        ("questions:\n  - [a]", 'Left out: item 1 of "questions" is not understood.'),
        ("weight: 7", 'Left out: "weight" is no part of an article here.'),
    ],
)
def test_what_is_not_understood_is_named(header: str, said: str) -> None:
    imported = read(f"---\n{header}\n---\nText.\n")

    assert next((line.message, line.severity) for line in imported.report if line.lines) == (said, Severity.WARNING)


def test_a_csl_record_in_the_front_matter_is_a_source() -> None:
    imported = read(
        "---\nreferences:\n  - id: sample2020\n    type: book\n    title: T\n    issued: {date-parts: [[2020]]}\n---\n"
    )

    record = {"id": "sample2020", "type": "book", "title": "T", "issued": {"date-parts": [[2020]]}}
    assert imported.content.citations == (Citation(key="sample2020", reference=record),)


def test_the_identity_of_an_article_is_kept() -> None:
    imported = read(to_markdown(ArticleContent(title="T"), uuid=ARTICLE, slug="the-address"))

    assert (imported.identity, imported.slug) == (Identity(ARTICLE, "the-address"), "the-address")


# The first draw builds tables of characters, which a busy machine may take seconds for.
@given(contents())
def test_an_export_is_read_back_as_the_same_content(content: ArticleContent) -> None:
    imported = read(to_markdown(content, uuid=ARTICLE, slug="a"))

    assert imported.content == content
    assert [line for line in imported.report if line.lines] == []


@pytest.mark.parametrize(
    "values",
    [
        {"body": "## Key points\n\n- **A:** b\n\n## References\n\n1. x\n\n---\n\n# Title\n\n[1] [^1]\n\n[^1]: note"},
        {"body": "  indented\n\ntrailing  \n\n\n"},
        {"body": "```\n## FAQ\n"},
        {"key_points": (KeyPoint(label="A**b", text="- c\n\n  d"), KeyPoint(text="only text"))},
        {"questions": (Question(question="", answer="a"), Question(question="# b #", answer="### c"))},
        {"title": "*not: an alias", "lead": "&a !b %c @d `e", "summary": "---\n...\n# x"},
        {"summary": "a\u2028b\u0085c\ufeffd\u00a0e\U0001f48a"},
        {"translation_of": {"article": ARTICLE, "version": 3, "content_digest": "1e" * 32}},
        {"translation_of": {"article": ARTICLE, "version": 12, "content_digest": "7" * 64}},
    ],
    ids=["parts", "spaces", "fence", "points", "questions", "signs", "characters", "link", "link in digits"],
)
def test_what_is_hard_to_write_is_read_back_as_well(values: dict[str, object]) -> None:
    content = ArticleContent.model_validate(values)

    assert read(to_markdown(content)).content == content


def test_an_ordinary_article_is_exported_as_one_would_write_it() -> None:
    content = ArticleContent(
        title="A sample",
        lead="Two lines.\nOf lead.",
        body="An opening.\n\n## What it is\n\nText [@a].",
        key_points=(KeyPoint(label="First", text="A point."),),
        questions=(Question(question="Why?", answer="So."),),
        citations=(Citation(key="a", raw_text="A source."),),
    )

    assert to_markdown(content, slug="a-sample") == (
        "---\nschema_version: 1\nslug: a-sample\nlocale: en\ntitle: A sample\nlead: |-\n  Two lines.\n  Of lead.\n"
        "summary: ''\ncitations:\n- key: a\n  raw_text: A source.\n---\n\nAn opening.\n\n"
        "## What it is\n\nText [@a].\n\n"
        "## Key points\n\n- **First:** A point.\n\n## Frequently asked questions\n\n### Why?\n\nSo.\n"
    )


_MARKDOWN = st.lists(
    st.sampled_from(
        ["", "", "# T", "## FAQ", "## Key points", "## References", "## In this article", "## Disclaimer", "## Other"]
        + ["### Q?", "- **A:** b", "- c", "1. One", "[^1]: n", "text [1] [^1]", "    code", "```", "~~~", "> q"]
        + ["This is not medical advice.", "| a | b |", "Skip to content", "**Bold**", "***", "---", "key: v"]
    ),
    max_size=25,
).map("\n".join)


@settings(max_examples=200)
@given(_MARKDOWN)
def test_whatever_is_typed_every_line_is_accounted_for_and_no_word_is_lost(text: str) -> None:
    try:
        imported = read(text)
    except UnreadableSource:
        return

    assert set(dict(imported.fates)) >= {number for number, row in enumerate(text.split("\n"), 1) if row.strip()}
    assert [line.message for line in imported.report if "fault of the import" in line.message] == []


@pytest.mark.parametrize(
    "text", ["` `` " * 11_000, "[" * 59_000, "# " + " #" * 29_000, "- **" * 14_000, "[^a] " * 9_000]
)
def test_no_text_takes_long(text: str) -> None:
    started = time.monotonic()

    read(f"# T\n\n{text}\n")

    assert time.monotonic() - started < 3
