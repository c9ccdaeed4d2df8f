"""Articles as the API gives them. The models are also what its OpenAPI document says."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from articles.rendering.page import absolute
from articles.rendering.shapes import Byline, NoticeText, PageFacts, ReferenceItem
from articles.rendering.sources import PageSource


class Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NoticePayload(Payload):
    """An approved warning or disclaimer. Whoever shows the article shows all of them, in this order."""

    code: str
    version: int
    harm: str = Field(description="emergency, crisis, danger, caution, status or general: the worst come first")
    heading: str
    html: str
    text: str


class PersonPayload(Payload):
    name: str
    credentials: str
    role: str
    url: str


class TopicPayload(Payload):
    slug: str
    name: str
    url: str


class KeyPointPayload(Payload):
    label: str
    html: str


class SectionPayload(Payload):
    anchor: str
    html: str


class QuestionPayload(Payload):
    anchor: str
    question: str
    answer_html: str


class MarkPayload(Payload):
    """What became known of a source after the signing. Whoever shows the source shows a warning."""

    text: str
    url: str
    is_warning: bool


class ReferencePayload(Payload):
    number: int
    key: str
    html: str
    evidence: str
    marks: tuple[MarkPayload, ...]


class VersionPayload(Payload):
    number: int
    kind: str
    on: date
    note: str
    signers: tuple[PersonPayload, ...]


class TranslationPayload(Payload):
    """The same text in another language, as an article of its own with its own signatures."""

    locale: str
    title: str
    url: str
    api_url: str
    is_original: bool


class OriginalPayload(Payload):
    """The text that an article is a translation of, and what became of it since. Whoever shows the article says it."""

    locale: str
    title: str = Field(description="Empty, as the address is, while readers get nothing of it.")
    url: str
    version: int
    on: date
    changed_on: date | None = Field(description="The day of a change that the translation was not checked against yet.")
    withdrawn_on: date | None


class ItemPayload(Payload):
    """What a list says of an article. The notices are always there."""

    id: str = Field(description="Stays the same when the article gets another address.")
    slug: str
    url: str
    api_url: str
    locale: str
    title: str
    description: str
    notices: tuple[NoticePayload, ...]
    authors: tuple[PersonPayload, ...]
    reviewers: tuple[PersonPayload, ...]
    first_published_at: datetime
    modified_at: datetime
    reviewed_on: date
    review_due_on: date
    review_overdue: bool
    topics: tuple[TopicPayload, ...]


class ArticlePayload(ItemPayload):
    """A whole article as it was signed, with the notices that apply to it today."""

    markdown_url: str
    history_url: str
    audience: str
    funding: str
    reading_minutes: int
    lead_html: str
    summary_html: str
    key_points: tuple[KeyPointPayload, ...]
    sections: tuple[SectionPayload, ...]
    questions: tuple[QuestionPayload, ...]
    references: tuple[ReferencePayload, ...]
    further_reading: tuple[ReferencePayload, ...]
    versions: tuple[VersionPayload, ...]
    fingerprint: str
    translation_of: OriginalPayload | None
    translations: tuple[TranslationPayload, ...]


class ListPayload(Payload):
    articles: tuple[ItemPayload, ...]
    next: str | None = Field(description="The address of the next page, or null on the last one.")


class ProblemPayload(Payload):
    """Every answer that is not an article."""

    error: str = Field(description="What happened and what to do, in one sentence or two.")
    withdrawn_on: date | None = None


def render_item(source: PageSource) -> str:
    return ItemPayload(**_common(source)).model_dump_json()


def render_article(source: PageSource) -> str:
    """A whole article as JSON, its notices before its text."""
    body, facts = source.body, source.facts
    return ArticlePayload(
        **_common(source),
        markdown_url=facts.markdown_url,
        history_url=facts.history_url,
        audience=facts.audience,
        funding=facts.funding,
        reading_minutes=facts.reading_minutes,
        lead_html=body.lead,
        summary_html=body.summary,
        key_points=tuple(KeyPointPayload(label=point.label, html=point.html) for point in body.points),
        sections=tuple(SectionPayload(anchor=section.anchor, html=section.html) for section in body.sections),
        questions=tuple(
            QuestionPayload(anchor=item.anchor, question=item.question, answer_html=item.html)
            for item in body.questions
        ),
        references=tuple(_reference(item, facts) for item in body.references),
        further_reading=tuple(_reference(item, facts) for item in body.further_reading),
        versions=tuple(
            VersionPayload(
                number=entry.number,
                kind=entry.kind,
                on=entry.on,
                note=entry.note,
                signers=tuple(_person(person) for person in entry.signers),
            )
            for entry in facts.history
        ),
        fingerprint=facts.fingerprint,
        translation_of=_original(facts),
        translations=tuple(
            TranslationPayload(
                locale=link.locale,
                title=link.title,
                url=absolute(link.url),
                api_url=absolute(link.api_url),
                is_original=link.is_original,
            )
            for link in facts.languages
        ),
    ).model_dump_json()


def _original(facts: PageFacts) -> OriginalPayload | None:
    original = facts.translation_of
    if original is None:
        return None
    return OriginalPayload(
        locale=original.locale,
        title=original.title,
        url=absolute(original.url),
        version=original.version,
        on=original.on,
        changed_on=original.changed_on,
        withdrawn_on=original.withdrawn_on,
    )


def _common(source: PageSource) -> dict[str, object]:
    facts = source.facts
    return {
        "id": f"urn:uuid:{facts.uuid}",
        "slug": facts.slug,
        "url": facts.url,
        "api_url": facts.api_url,
        "locale": facts.locale,
        "title": source.body.title,
        "description": facts.description,
        "notices": tuple(_notice(notice) for notice in source.notices.all),
        "authors": tuple(_person(person) for person in facts.authors),
        "reviewers": tuple(_person(person) for person in facts.reviewers),
        "first_published_at": facts.published_at,
        "modified_at": facts.modified_at,
        "reviewed_on": facts.reviewed_on,
        "review_due_on": facts.review_due_on,
        "review_overdue": facts.overdue,
        "topics": tuple(
            TopicPayload(slug=topic.slug, name=topic.name, url=absolute(link.url))
            for topic, link in zip(source.content.topics, facts.topics, strict=True)
        ),
    }


def _notice(notice: NoticeText) -> NoticePayload:
    return NoticePayload(
        code=notice.code,
        version=notice.version,
        harm=notice.harm,
        heading=notice.heading,
        html=notice.html,
        text=notice.text,
    )


def _person(person: Byline) -> PersonPayload:
    return PersonPayload(name=person.name, credentials=person.credentials, role=person.role, url=absolute(person.url))


def _reference(item: ReferenceItem, facts: PageFacts) -> ReferencePayload:
    marks = (MarkPayload(text=m.text, url=m.url, is_warning=m.is_warning) for m in facts.marks.get(item.key, ()))
    return ReferencePayload(number=item.number, key=item.key, html=item.html, evidence=item.label, marks=tuple(marks))
