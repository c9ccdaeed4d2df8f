"""What a page says to machines in the words of schema.org: who wrote, who reviewed, when, about what, on which sources.

It repeats the frame and signed words; it adds no statement. ``lastReviewed`` and ``reviewedBy`` come from the decisions
that the page rests on. Answers stand here under the rule of every other list: never where the article has a notice of
its own, which has to be read with them.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from articles.choices import SubjectKind
from articles.rendering.answers import whole_answer
from articles.rendering.page import absolute, this_site
from articles.rendering.shapes import Byline, PageFacts
from articles.rendering.sources import PageSource
from references import styles

Node = dict[str, Any]

SUBJECT_TYPES = {
    SubjectKind.DRUG: "Drug",
    SubjectKind.CONDITION: "MedicalCondition",
    SubjectKind.TEST: "MedicalTest",
    SubjectKind.PROCEDURE: "MedicalProcedure",
    SubjectKind.NUTRIENT: "Substance",
}
SOURCE_TYPES = {
    "article-journal": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Nothing in the data can end the element that holds it, or begin a comment in it."""


def script(source: PageSource) -> str:
    """The graph as JSON that may stand inside a script element as it is."""
    nodes = [{name: value for name, value in node.items() if value not in (None, "", [])} for node in _graph(source)]
    graph = {"@context": "https://schema.org", "@graph": nodes}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)


def _graph(source: PageSource) -> Iterator[Node]:
    facts, body = source.facts, source.body
    site = this_site()
    publisher, page, article = f"{site.url}/#publisher", facts.url, f"{facts.url}#article"
    authors = [_person_id(page, person) for person in facts.authors]
    reviewers = [_person_id(page, person) for person in facts.reviewers]
    subjects = list(_subjects(source))
    yield {
        "@type": "MedicalWebPage",
        "@id": page,
        "url": page,
        "name": body.title,
        "description": facts.description,
        "inLanguage": facts.locale,
        "mainEntity": {"@id": article},
        "about": subjects,
        "audience": {"@type": "Audience", "audienceType": facts.audience} if facts.audience else None,
        "lastReviewed": facts.reviewed_on.isoformat(),
        "reviewedBy": [{"@id": person} for person in reviewers],
        "publisher": {"@id": publisher},
        "usageInfo": f"{page}#disclaimer",
    }
    yield {
        "@type": "Article",
        "@id": article,
        "headline": body.title,
        "mainEntityOfPage": {"@id": page},
        "inLanguage": facts.locale,
        "author": [{"@id": person} for person in authors],
        "publisher": {"@id": publisher},
        "datePublished": facts.first_published_on.isoformat(),
        "dateModified": facts.modified_on.isoformat(),
        "wordCount": body.words,
        "about": subjects,
        "citation": list(_sources(source)),
        "correction": list(_corrections(source)),
        "translationOfWork": _original(facts),
        "workTranslation": list(_translations(facts)),
    }
    yield {
        "@type": "Organization",
        "@id": publisher,
        "name": site.name,
        "url": f"{site.url}/",
        "publishingPrinciples": absolute(reverse("reader:about-review")),
    }
    people = {_person_id(page, person): person for person in (*facts.authors, *facts.reviewers)}
    yield from (_person(key, person) for key, person in people.items())
    if not source.notices.safety and not source.notices.status and (questions := list(_questions(source))):
        yield {"@type": "FAQPage", "@id": f"{page}#questions", "isPartOf": {"@id": page}, "mainEntity": questions}


def _original(facts: PageFacts) -> Node | None:
    """The article that this one is a translation of, while readers get it."""
    original = facts.translation_of
    if original is None or not original.url:
        return None
    address = absolute(original.url)
    return {"@type": "Article", "@id": f"{address}#article", "url": address, "inLanguage": original.locale}


def _translations(facts: PageFacts) -> Iterator[Node]:
    """Those of an original; a translation names its original and no other."""
    for link in facts.languages if facts.translation_of is None else ():
        address = absolute(link.url)
        yield {"@type": "Article", "@id": f"{address}#article", "url": address, "inLanguage": link.locale}


def _person_id(page: str, person: Byline) -> str:
    """The address of the person's page, or a name within this one."""
    return absolute(person.url) if person.url else f"{page}#{person.name.lower().replace(' ', '-')}"


def _person(key: str, person: Byline) -> Node:
    said = {"url": absolute(person.url), "honorificSuffix": person.credentials, "jobTitle": person.role}
    return {"@type": "Person", "@id": key, "name": person.name} | {name: text for name, text in said.items() if text}


def _subjects(source: PageSource) -> Iterator[Node]:
    for subject in source.content.subjects:
        kind = SUBJECT_TYPES.get(SubjectKind(subject.kind)) if subject.kind in SubjectKind.values else None
        node = {"@type": kind or "Thing", "name": subject.name}
        if kind == "Drug" and source.notices.safety:
            # The address, not the words: some warn of one of several medicines.
            node["warning"] = f"{source.facts.url}#safety-h"
        yield node


def _sources(source: PageSource) -> Iterator[Node]:
    """The cited works, in the order of their numbers."""
    records = {citation.key: citation.reference for citation in source.content.citations}
    for item in source.body.references:
        record = records.get(item.key)
        if record is None or not record.get("title"):
            continue
        found = styles.links(record)
        node = {"@type": SOURCE_TYPES.get(str(record.get("type", "")), "CreativeWork"), "name": str(record["title"])}
        yield node | ({"url": found[0][1]} if found else {})


def _corrections(source: PageSource) -> Iterator[Node]:
    for entry in source.facts.history:
        if entry.is_correction:
            yield {"@type": "CorrectionComment", "text": entry.note, "datePublished": entry.on.isoformat()}


def _questions(source: PageSource) -> Iterator[Node]:
    """Questions whose answer means the same as a run of plain words."""
    for item in source.body.questions:
        if answer := whole_answer(item.html):
            yield {
                "@type": "Question",
                "name": item.question,
                "url": f"{source.facts.url}#{item.anchor}",
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
