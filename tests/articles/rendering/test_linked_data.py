"""What a page says to machines: the people, dates and sources of the page, and no statement of its own."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from articles.content import ArticleContent, Citation, Question, SubjectFact
from articles.models import Publication
from articles.rendering import linked_data
from articles.rendering.body import render_body
from articles.rendering.guard import NoticeMissing, refuse_without_notices
from articles.rendering.shapes import Byline, HistoryEntry, LanguageLink, Notices, NoticeText, OriginalText
from articles.rendering.sources import PageSource
from tests import factories
from tests.articles.rendering.test_page import FACTS, GENERAL
from tests.conftest import Cast

DANGER = NoticeText("stop", 1, "danger", "Do not stop", "<p>It is dangerous.</p>", "It is dangerous.")
STUDY = {"id": "a", "type": "article-journal", "title": "A made-up study", "DOI": "10.1000/xyz"}
CONTENT = ArticleContent(
    title="A title",
    body="## Use\n\nText [@a].",
    citations=(
        Citation(key="a", reference=STUDY),
        Citation(key="b", reference={"id": "b", "type": "book", "title": "B"}),
    ),
    questions=(Question(question="Is it?", answer="It is [@a]."), Question(question="Which?", answer="- One\n- Two")),
    subjects=(
        SubjectFact(slug="x", name="Samplazepam", kind="drug"),
        SubjectFact(slug="y", name="Sample state", kind="condition"),
    ),
)
VOCABULARY = {
    "MedicalWebPage": {"url", "name", "description", "inLanguage", "mainEntity", "about", "audience", "lastReviewed",
                       "reviewedBy", "publisher", "usageInfo"},
    "Article": {"headline", "mainEntityOfPage", "inLanguage", "author", "publisher", "datePublished", "dateModified",
                "wordCount", "about", "citation", "correction", "url", "translationOfWork", "workTranslation"},
    "Organization": {"name", "url", "publishingPrinciples"},
    "Person": {"name", "url", "honorificSuffix", "jobTitle"},
    "FAQPage": {"isPartOf", "mainEntity"},
    "Question": {"name", "url", "acceptedAnswer"},
    "Answer": {"text"},
    "Audience": {"audienceType"},
    "CorrectionComment": {"text", "datePublished"},
    "ScholarlyArticle": {"name", "url"},
    "Drug": {"name", "warning"},
    "MedicalCondition": {"name"},
}  # fmt: skip  # types and their properties in the schema.org vocabulary, as far as they are used


def source(*, notices: Notices | None = None, content: ArticleContent = CONTENT, **facts: Any) -> PageSource:
    shown = notices or Notices(safety=(), status=(), general=GENERAL)
    return PageSource(content=content, body=render_body(content), facts=replace(FACTS, **facts), notices=shown)


def graph(of: PageSource) -> dict[str, dict[str, Any]]:
    """The nodes of the graph by type; people are left out."""
    data = json.loads(linked_data.script(of))
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def nodes(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(node for part in value.values() for node in nodes(part))]
    return [node for part in value for node in nodes(part)] if isinstance(value, list) else []


def test_a_page_says_who_wrote_who_reviewed_when_and_on_which_sources() -> None:
    found = graph(source())
    page, article = found["MedicalWebPage"], found["Article"]

    assert (page["@id"], page["lastReviewed"]) == ("https://example.org/articles/a/", "2026-03-01")
    assert page["reviewedBy"] == [{"@id": "https://example.org/articles/a/#clara-clinician"}]
    assert page["about"] == [
        {"@type": "Drug", "name": "Samplazepam"},
        {"@type": "MedicalCondition", "name": "Sample state"},
    ]
    assert article["author"] == [{"@id": "https://example.org/articles/a/#wendy-writer"}]
    assert article["citation"] == [
        {"@type": "ScholarlyArticle", "name": "A made-up study", "url": "https://doi.org/10.1000/xyz"}
    ]
    assert (article["datePublished"], article["dateModified"]) == ("2025-01-02", "2026-03-04")
    assert "correction" not in article


def test_a_medicine_leads_to_the_safety_information_of_its_page() -> None:
    """The address and not the words, because a warning may be of one of several medicines."""
    shown = Notices(safety=(DANGER,), status=(), general=GENERAL)

    for node in ("MedicalWebPage", "Article"):
        assert graph(source(notices=shown))[node]["about"] == [
            {"@type": "Drug", "name": "Samplazepam", "warning": "https://example.org/articles/a/#safety-h"},
            {"@type": "MedicalCondition", "name": "Sample state"},
        ]
    assert "Do not stop" not in linked_data.script(source(notices=shown))


def test_the_publisher_says_by_which_principles_it_publishes(client: Client, db: None) -> None:
    said = graph(source())["Organization"]["publishingPrinciples"]

    assert said == "http://testserver/about/how-we-review/"
    assert client.get("/about/how-we-review/").status_code == 200


def test_every_reference_within_the_graph_leads_to_a_node() -> None:
    data = json.loads(linked_data.script(source()))
    defined = {node["@id"] for node in data["@graph"]}
    named = {node["@id"] for node in nodes(data["@graph"]) if set(node) == {"@id"}}

    assert named <= defined


def test_a_translation_names_its_original_while_readers_get_it_and_an_original_its_translations() -> None:
    original = OriginalText(
        key=1, title="One", locale="en", url="/articles/one/", version=1, on=FACTS.modified_on, withdrawn_on=None
    )
    link = LanguageLink(key=2, locale="es", name="Español", title="Uno", url="/articles/uno/", api_url="/api/uno/")

    translation = graph(source(translation_of=original, languages=(replace(link, is_original=True),)))["Article"]
    withdrawn = graph(source(translation_of=replace(original, url="")))["Article"]
    first = graph(source(languages=(link,)))["Article"]

    assert translation["translationOfWork"]["@id"] == "http://testserver/articles/one/#article"
    assert "workTranslation" not in translation
    assert "translationOfWork" not in withdrawn
    assert [(each["url"], each["inLanguage"]) for each in first["workTranslation"]] == [
        ("http://testserver/articles/uno/", "es")
    ]


def test_types_and_properties_are_those_of_the_vocabulary() -> None:
    corrected = HistoryEntry(2, "Corrected", date(2026, 3, 4), "It said 5 mg.", is_correction=True)
    data = json.loads(linked_data.script(source(history=(corrected,))))

    for node in nodes(data["@graph"]):
        if "@type" in node:
            assert set(node) - {"@type", "@id"} <= VOCABULARY[node["@type"]], node


def test_a_person_with_a_page_is_named_by_its_address() -> None:
    person = Byline("Clara Clinician", "MD", "Psychiatrist", url="/people/clara/")

    data = json.loads(linked_data.script(source(reviewers=(person,))))

    assert {
        "@type": "Person",
        "@id": "http://testserver/people/clara/",
        "name": "Clara Clinician",
        "url": "http://testserver/people/clara/",
        "honorificSuffix": "MD",
        "jobTitle": "Psychiatrist",
    } in data["@graph"]


def test_a_correction_is_told_with_its_day() -> None:
    corrected = HistoryEntry(2, "Corrected", date(2026, 3, 4), "It said 5 mg.", is_correction=True)

    assert graph(source(history=(corrected, *FACTS.history)))["Article"]["correction"] == [
        {"@type": "CorrectionComment", "text": "It said 5 mg.", "datePublished": "2026-03-04"}
    ]


def test_questions_whose_answer_is_plain_words_are_there() -> None:
    (question,) = graph(source())["FAQPage"]["mainEntity"]

    assert (question["name"], question["acceptedAnswer"]["text"]) == ("Is it?", "It is.")


@pytest.mark.parametrize("region", ["safety", "status"])
def test_no_answer_stands_without_a_notice_that_belongs_to_it(region: str) -> None:
    notices = Notices(**{"safety": (), "status": (), region: (DANGER,)}, general=GENERAL)

    text = linked_data.script(source(notices=notices))

    assert "FAQPage" not in text
    assert "It is." not in text


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>", "<!--<script>", ']]>&lt;\u2028\u2029\\"'])
def test_nothing_ends_the_element_that_holds_it(hostile: str) -> None:
    content = CONTENT.model_copy(update={"title": hostile, "questions": (Question(question=hostile, answer=hostile),)})

    text = linked_data.script(source(content=content, description=hostile))

    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["@graph"][0]["name"] == hostile


def test_what_machines_read_does_not_stand_for_a_notice_that_people_read() -> None:
    data = f'<script type="application/ld+json">{{"text":"{GENERAL.heading} {GENERAL.text}"}}</script>'

    with pytest.raises(NoticeMissing):
        refuse_without_notices(f"<p>An article.</p>{data}", [GENERAL])


@pytest.mark.django_db
def test_a_live_page_carries_it(cast: Cast, publication: Publication, client: Client) -> None:
    html = client.get("/articles/a-sample-article/").content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, flags=re.DOTALL)
    page = json.loads(data)["@graph"][0]

    assert page["lastReviewed"] == "2026-11-25"
    assert f'<link rel="canonical" href="{page["url"]}">' in html
    assert f'<meta property="og:url" content="{page["url"]}">' in html
    assert '<meta property="og:title" content="A sample article">' in html


@pytest.mark.django_db
def test_a_preview_says_nothing_to_machines(as_writer: Client, cast: Cast) -> None:
    draft = factories.make_draft(cast.writer)

    html = as_writer.get(f"/admin/desk/drafts/{draft.pk}/preview/").content.decode()

    assert "ld+json" not in html
    assert "og:title" not in html
