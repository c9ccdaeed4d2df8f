"""From content to the signed body: the HTML of everything that the article itself says."""

from collections.abc import Iterable
from html import escape
from uuid import UUID

from articles.content import ArticleContent, Citation
from articles.rendering.labels import BodyLabels, labels_for
from articles.rendering.shapes import (
    AnswerItem,
    ContentsEntry,
    PointItem,
    ReferenceItem,
    Section,
    SignedBody,
)
from medsite.lib import markdown
from medsite.lib.canonical import digest
from references import styles

RENDERER_VERSION = "4"
"""Grows with any change that could alter the HTML of an unchanged content.

1: the first. 2: web pages, drug labels, theses, preprints, data sets, registrations, editions as NLM sets them.
3: three or more sources of a group that follow each other are a range, [1–3].
4: the words that the renderer adds to a Spanish text are Spanish; texts in other languages are as in 3.
"""

WORDS_A_MINUTE = 200
"""Brysbaert 2019 found 238 words a minute for non-fiction; medical text for the public reads more slowly."""


def render_body(content: ArticleContent) -> SignedBody:
    """Render each part of a content once, numbering citations by first mention in page order.

    The order is: lead, summary, key points, body, answers. The same content gives the same bytes, whatever language
    is active: the words that the renderer adds are those of ``labels`` for the locale of the content.

    Raises medsite.lib.markdown.TooComplex when a field is beyond the limits of the parser.
    """
    labels = labels_for(content.locale)
    keys = (citation.key for citation in content.citations if citation.key)
    numbers = markdown.CitationNumbers(keys, same=content.same_works, labels=labels.marks)
    lead = markdown.render(content.lead, citations=numbers, inline=True)
    summary = markdown.render(content.summary, citations=numbers, inline=True)
    points = [
        (point.label, markdown.render(point.text, citations=numbers, inline=True)) for point in content.key_points
    ]
    pictures = content.pictures
    body = markdown.render(content.body, citations=numbers, pictures=pictures)
    answers = [
        markdown.render(item.answer, citations=numbers, anchor_prefix=f"q{place}-", pictures=pictures)
        for place, item in enumerate(content.questions, start=1)
    ]
    cited, uncited = _references(content, numbers, labels)
    rendered = [lead, summary, body, *(text for _, text in points), *answers]
    return SignedBody(
        title=content.title,
        lead=lead.html,
        summary=summary.html,
        points=tuple(PointItem(label=label, html=text.html) for label, text in points),
        contents=_contents(body, labels, has_questions=bool(answers), has_references=bool(cited)),
        sections=tuple(Section(anchor=section.anchor, html=section.html) for section in body.sections),
        questions=tuple(
            AnswerItem(anchor=f"question-{place}", question=item.question, html=answer.html)
            for place, (item, answer) in enumerate(zip(content.questions, answers, strict=True), start=1)
        ),
        references=cited,
        further_reading=uncited,
        words=count_words(content, rendered),
    )


def count_words(content: ArticleContent, rendered: Iterable[markdown.Rendered]) -> int:
    """Words of the whole article: of its rendered texts, and of title, labels and questions."""
    own = " ".join([content.title, *(p.label for p in content.key_points), *(q.question for q in content.questions)])
    return sum(part.words for part in rendered) + len(own.split())


def html_digest(article: UUID, renderer_version: str, body_html: str) -> str:
    """The second digest that a clinician signs: of the very HTML that was shown."""
    return digest("medsite-article-html", str(article), renderer_version, body_html)


def reading_minutes(words: int) -> int:
    """Whole minutes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def _contents(
    body: markdown.Rendered, labels: BodyLabels, *, has_questions: bool, has_references: bool
) -> tuple[ContentsEntry, ...]:
    entries = [ContentsEntry(anchor=item.anchor, text=item.text) for item in body.headings if item.level == 2]
    if has_questions:
        entries.append(ContentsEntry(anchor="questions", text=labels.questions))
    if has_references:
        entries.append(ContentsEntry(anchor="references", text=labels.references))
    return tuple(entries)


def _references(
    content: ArticleContent, numbers: markdown.CitationNumbers, labels: BodyLabels
) -> tuple[tuple[ReferenceItem, ...], tuple[ReferenceItem, ...]]:
    """Cited sources by number, then those that nothing cites, in the order of the list."""
    order = numbers.numbers
    cited = sorted((c for c in content.works if c.key in order), key=lambda c: order[c.key])
    uncited = [c for c in content.works if c.key not in order]
    return (
        tuple(_item(citation, order[citation.key], numbers.anchors(citation.key), labels) for citation in cited),
        tuple(_item(citation, len(cited) + place, (), labels) for place, citation in enumerate(uncited, start=1)),
    )


def _item(citation: Citation, number: int, anchors: tuple[str, ...], labels: BodyLabels) -> ReferenceItem:
    record = citation.reference
    if record is None:
        html = f"<p>{escape(citation.raw_text or labels.source_missing)}</p>"
        return ReferenceItem(number=number, key=citation.key, html=html, label="", cited_at=anchors)
    html = f"<p>{styles.as_html(record)}</p>"
    if found := styles.links(record, full_text=labels.full_text):
        anchors_html = " ".join(
            f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(label)}</a>' for label, address in found
        )
        html += f'<p class="links">{anchors_html}</p>'
    label = labels.evidence_named(styles.evidence(record))
    return ReferenceItem(number=number, key=citation.key, html=html, label=label, cited_at=anchors)
