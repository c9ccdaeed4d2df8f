"""ArticleContent: the one typed, versioned shape of all that a reader will see.

Importers produce it, drafts convert to and from it without loss, revisions store its canonical JSON, checks
inspect it, pages show it. It can hold an incomplete article; the checks decide what may go on.

Its JSON has one spelling (medsite.lib.canonical), so two contents are equal exactly when their texts are.
"""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_validator,
    model_serializer,
)

from medsite.lib.canonical import canonical_json, digest
from medsite.lib.markdown import Picture, labels_for
from medsite.lib.texts import clean_text
from medsite.lib.wrong_values import in_words

SCHEMA_VERSION = 1

LINE_LIMIT = 500
"""Characters of a title, a label or a question."""
TEXT_LIMIT = 60_000
"""Characters of one Markdown field; the parser is never given more."""
ROW_LIMIT = 500
"""Rows of one list (key points, questions, citations)."""
TEXT_VERSION_LIMIT = 5_000
"""Characters of the text version of an image: the data of a chart, not an article about it."""
PASSAGE_LIMIT = 3_000
"""Characters quoted from one source: what a reviewer reads, not the source itself."""


class UnreadableContent(ValueError):
    """JSON that is not an ArticleContent; the message lists what is wrong, one line for each place."""


def _single(text: str) -> str:
    return " ".join(clean_text(text).split())


def _said(text: str) -> str:
    return clean_text(text) if text.strip() else ""


Line = Annotated[str, AfterValidator(_single), Field(max_length=LINE_LIMIT)]
Text = Annotated[str, AfterValidator(clean_text), Field(max_length=TEXT_LIMIT)]
Slug = Annotated[str, Field(max_length=100, pattern=r"^[\w-]*$")]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class KeyPoint(Shape):
    """A bold label and a sentence (inline Markdown)."""

    label: Line = ""
    text: Text = ""


class BankSource(Shape):
    """The question-bank version that a question was copied from."""

    question: UUID
    version: int = Field(ge=1)


class Question(Shape):
    """A question in plain text and its answer in Markdown; either may still be missing."""

    question: Line = ""
    answer: Text = ""
    bank: BankSource | None = None


class Passage(Shape):
    """What a source says that the article rests on: its own words, and where in it they stand. For staff only."""

    quote: Annotated[str, AfterValidator(clean_text), Field(max_length=PASSAGE_LIMIT)] = ""
    place: Line = ""

    @property
    def is_empty(self) -> bool:
        return not self.quote.strip() and not self.place


class Citation(Shape):
    """One source of the article.

    ``key`` is what ``[@key]`` in the text names; ``reference`` is the CSL-JSON record, frozen by value, or
    None while the source is missing; ``number`` and ``raw_text`` keep what an imported list said. ``passage`` is
    what the reviewer compares the text with; ``despite`` says why a source is cited that was retracted. ``same_as`` is
    the key of another citation of the text that is of the same work, because two records were merged: both keys have
    one number and one place in the list. A citation without them has the JSON that it had before there were such
    fields.
    """

    key: Annotated[str, Field(max_length=100)] = ""
    number: int | None = Field(default=None, ge=0, le=9999)
    raw_text: Annotated[str, AfterValidator(clean_text), Field(max_length=5_000)] = ""
    reference: dict[str, Any] | None = None
    passage: Passage | None = None
    despite: Annotated[str, AfterValidator(clean_text), Field(max_length=1_000)] = ""
    same_as: Annotated[str, Field(max_length=100)] = ""

    @field_validator("passage")
    @classmethod
    def _says_something(cls, passage: Passage | None) -> Passage | None:
        return None if passage is None or passage.is_empty else passage

    @model_serializer(mode="wrap")
    def _without_what_is_empty(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        for later in ("passage", "despite", "same_as"):
            if not data.get(later):
                data.pop(later, None)
        return data

    @field_validator("reference")
    @classmethod
    def _names_itself(cls, record: dict[str, Any] | None) -> dict[str, Any] | None:
        if record is not None and not (isinstance(record.get("id"), str) and record["id"]):
            raise ValueError("has no id: the citation key of the record")
        return record


class Author(Shape):
    """A byline as it was when the text was frozen."""

    profile: UUID
    name: Line
    credentials: Line = ""
    role: Line = ""
    slug: Slug = ""
    interests: Text = ""


class TopicFact(Shape):
    slug: Slug
    name: Line


class SubjectFact(Shape):
    """A confirmed subject with the facts that rules ask about, as they were when the text was frozen."""

    slug: Slug
    name: Line
    kind: Line
    classes: tuple[Slug, ...] = ()


class File(Shape):
    """An image of the article, named by the SHA-256 of its bytes. Media type and size are those of the bytes.

    ``text_version`` says in Markdown all that a chart or diagram shows; ``kind`` says that it is one. An image without
    them has the JSON that it had before there were such fields.
    """

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    media_type: Literal["image/png", "image/jpeg", "image/webp"] = "image/png"
    width: int = Field(default=0, ge=0, le=20_000)
    height: int = Field(default=0, ge=0, le=20_000)
    alt: Line = ""
    caption: Line = ""
    credit: Line = ""
    kind: Literal["", "photo", "drawing", "diagram", "chart"] = ""
    text_version: Annotated[str, AfterValidator(_said), Field(max_length=TEXT_VERSION_LIMIT)] = ""

    @model_serializer(mode="wrap")
    def _without_what_is_empty(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        for later in ("kind", "text_version"):
            if not data.get(later):
                data.pop(later, None)
        return data


class TranslationOf(Shape):
    """The published text that an article is a translation of: article, and number and digest of the publication.

    It is part of what a clinician signs. The digest says for ever which words were compared.
    """

    article: UUID
    version: int = Field(ge=1, le=100_000)
    content_digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _together(citation: Citation, others: list[Citation]) -> Citation:
    """A citation with the passages and reasons of the ones that are of the same work."""
    if not others:
        return citation
    passages = [one.passage for one in (citation, *others) if one.passage is not None]
    passage = Passage(
        quote="\n\n".join(filter(None, (one.quote for one in passages)))[:PASSAGE_LIMIT],
        place="; ".join(filter(None, (one.place for one in passages)))[:LINE_LIMIT],
    )
    despite = " ".join(filter(None, dict.fromkeys(one.despite for one in (citation, *others))))[:1_000]
    return citation.model_copy(update={"passage": None if passage.is_empty else passage, "despite": despite})


class ArticleContent(Shape):
    """A text. One that is no translation has the JSON that it had before there was such a link."""

    schema_version: Literal[1] = 1
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    title: Line = ""
    lead: Text = ""
    summary: Text = ""
    key_points: Annotated[tuple[KeyPoint, ...], Field(max_length=ROW_LIMIT)] = ()
    body: Text = ""
    questions: Annotated[tuple[Question, ...], Field(max_length=ROW_LIMIT)] = ()
    citations: Annotated[tuple[Citation, ...], Field(max_length=ROW_LIMIT)] = ()
    authors: Annotated[tuple[Author, ...], Field(max_length=50)] = ()
    article_type: Line = ""
    audience: Line = ""
    funding: Line = ""
    funding_note: Line = ""
    topics: Annotated[tuple[TopicFact, ...], Field(max_length=50)] = ()
    subjects: Annotated[tuple[SubjectFact, ...], Field(max_length=50)] = ()
    files: Annotated[tuple[File, ...], Field(max_length=200)] = ()
    translation_of: TranslationOf | None = None

    @model_serializer(mode="wrap")
    def _without_an_empty_link(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        if data.get("translation_of") is None:
            data.pop("translation_of", None)
        return data

    @field_validator("topics", "subjects")
    @classmethod
    def _by_slug(cls, facts: tuple[Any, ...]) -> tuple[Any, ...]:
        """One order, so that the same set gives the same text."""
        return tuple(sorted(facts, key=lambda fact: fact.slug))

    @field_validator("citations")
    @classmethod
    def _one_key_each(cls, citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
        keys = [citation.key for citation in citations if citation.key]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"the key {twice[0]!r} stands for two sources")
        own = {citation.key for citation in citations if citation.key and not citation.same_as}
        if astray := [c.same_as for c in citations if c.same_as and (not c.key or c.same_as not in own)]:
            raise ValueError(f"no source has the key {astray[0]!r}, which another one is said to be the same as")
        return citations

    @field_validator("authors", "topics", "subjects", "files")
    @classmethod
    def _nothing_twice(cls, rows: tuple[Any, ...]) -> tuple[Any, ...]:
        keys = [row.profile if isinstance(row, Author) else getattr(row, "digest", "") or row.slug for row in rows]
        if len(set(keys)) != len(keys):
            raise ValueError("names one of them twice")
        return rows

    @property
    def same_works(self) -> dict[str, str]:
        """Keys that mean the work of another key of the list, with that key."""
        return {citation.key: citation.same_as for citation in self.citations if citation.same_as}

    @property
    def works(self) -> tuple[Citation, ...]:
        """The citations that are listed: one for each work, with what was said of it under its other keys."""
        others: dict[str, list[Citation]] = {}
        for citation in self.citations:
            if citation.same_as:
                others.setdefault(citation.same_as, []).append(citation)
        return tuple(_together(c, others.get(c.key, [])) for c in self.citations if not c.same_as)

    @property
    def pictures(self) -> dict[str, Picture]:
        """The images as the renderer takes them, by digest."""
        labels = labels_for(self.locale)
        return {file.digest: Picture(**file.model_dump(), labels=labels) for file in self.files}

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read content from JSON.

        Raises UnreadableContent, whose message names each place and what is wrong with it.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            lines = [
                f"{'.'.join(str(part) for part in problem['loc']) or 'content'}: {in_words(problem)}."
                for problem in error.errors()[:20]
            ]
            raise UnreadableContent("\n".join(lines)) from error

    def to_json(self) -> str:
        """The canonical JSON text: what a revision stores and a digest is taken of."""
        return canonical_json(self.model_dump(mode="json"))


def content_digest(article: UUID, content_json: str) -> str:
    """What a clinician signs: SHA-256 over the article's identity and the stored text of its content.

    The locale and the schema version are inside the text. Taking the article's uuid in keeps an approval from
    counting for a copy of the article.
    """
    return digest("medsite-article-content", str(article), content_json)
