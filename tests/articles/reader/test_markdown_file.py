"""The Markdown file of an article: what the page says, as plain text that renders to the same words."""

import json

import pytest
from django.test import Client

from articles.content import KeyPoint, Question
from articles.models import Publication, Revision
from articles.rendering.shapes import SignedBody
from articles.rendering.to_markdown import to_markdown
from medsite.lib import markdown
from tests import factories
from tests.conftest import Cast


def test_the_file_has_front_matter_notices_on_top_text_sources_and_disclaimer(
    cast: Cast, approved_notices: None, client: Client
) -> None:
    draft = factories.make_draft(
        cast.writer,
        subjects=(factories.clonazepam(),),
        body="Clonazepam is a medicine [@sample2020].\n\n## What it is\n\nA statement [@sample2020, p. 3].",
        key_points=(KeyPoint(label="Dose", text="Not *more* than `x`."),),
        questions=(Question(question="Is this # a sample?", answer="Yes [@sample2020]."),),
    )
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    response = client.get("/articles/a-sample-article.md")

    text = response.content.decode()
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex"
    front, rest = text.removeprefix("---\n").split("\n---\n", 1)
    facts = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in front.splitlines())}
    assert facts["title"] == "A sample article"
    assert facts["reviewers"] == ["Clara Clinician, MD"]
    assert facts["id"] == f"urn:uuid:{draft.article.uuid}"
    order = [
        "# A sample article",
        "> **",
        "Two sentences of lead.",
        "## Quick summary",
        "The answer in brief[1].",
        "## Key points",
        "- **Dose** Not *more* than `x`.",
        "Clonazepam is a medicine[1].",
        "## What it is",
        "A statement[1, p. 3].",
        "### Is this # a sample?",
        "## References",
        "1. A sample study",
        "## How this article was reviewed",
        "Clara Clinician, MD",
        "Medical disclaimer",
    ]
    places = [rest.find(part.replace("1. A sample", "1. Sample A. A sample")) for part in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)


SOURCES = [
    "A<B and C>D give 5 mg; >5 µg, 2*250*3, a_b, `A<B` and ``x`y``.",
    "# not\n\n## Heading *with* emphasis\n\nText [@sample2020; @sample2020, p. 4] and **bold**text.",
    "1. one\n2. two\n4. four\n\n- a\n  - b\n\n    more\n- c",
    "3. three\n4. four\n\n\\# no heading\n\n\\- no list\n\n1\\. no list\n\n\\> no quotation",
    "> quoted\n>\n> - in it\n\n```\ncode ``` with\n  ticks\n```\n\n* * *\n\nH~2~O, 10^9^, m^2^.",
    "Table: Doses | of it\n\n| A | B |\n| --- | --: |\n| 1 \\| 2 | <5 |\n\nAfter.",
    "| | |\n| --- | --- |\n| a | b |",
    "A [link](https://example.org/a_(b)?x=1&y=2) and {Link: here https://example.org/}. AT&amp;T &copy; [x] [x](y",
    "Line one\\\nline two\n\nTable\\: no caption\n\n~~~\n~ ^ * _\n~~~",
    "Ends with spaces   \nand a backslash \\\\ and a tilde \\~ and a caret \\^ and 5^3.",
    "===\n\n---\n\n+ x\n\nSetext?\n\n\\=\\=\\=",
]


@pytest.mark.parametrize("source", SOURCES)
def test_the_markdown_of_signed_html_renders_to_the_same_words_and_structure(source: str) -> None:
    first = markdown.render(source, citations=markdown.CitationNumbers(["sample2020"]))

    again = markdown.render(to_markdown(first.html))

    assert again.text == first.text
    assert [(heading.level, heading.text) for heading in again.headings] == [
        (heading.level, heading.text) for heading in first.headings
    ]
    assert [table.caption for table in again.tables] == [table.caption for table in first.tables]
    assert [link.href for link in again.links] == [link.href for link in first.links]
    assert again.html.count("<li") == first.html.count("<li")


def test_every_word_of_the_signed_body_is_in_the_file(publication: Publication, client: Client) -> None:
    body = SignedBody.model_validate_json(Revision.objects.get().body_html)
    text = client.get("/articles/a-sample-article.md").content.decode()

    rendered = markdown.render(text.split("\n---\n", 1)[1]).text

    for part in (body.lead, body.summary, *(section.html for section in body.sections)):
        assert markdown.render(to_markdown(part)).text in rendered
