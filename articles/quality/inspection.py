"""What all checks look at: the content, what was rendered from it, and what the house knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from articles.content import ArticleContent
from medsite.lib import markdown, prose
from medsite.lib.languages import language_of


@dataclass(frozen=True)
class KnownSubject:
    """A subject of the house with the names that texts call it by. ``classes`` are their plain names."""

    slug: str
    name: str
    names: tuple[str, ...]
    classes: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


@dataclass(frozen=True)
class BankFact:
    """A question of the bank that the article copied: the number of its newest wording, and whether it is retired."""

    question: UUID
    newest: int
    is_retired: bool = False


@dataclass(frozen=True)
class SourceFact:
    """What is known today against a source of the article, in words; nothing known is no fact."""

    words: str
    needs_reason: bool
    is_doubted: bool


@dataclass(frozen=True)
class OtherWork:
    """What the identifier of a source means, in words, where that is not the work of its record; or where titles in two
    languages leave it open.
    """

    words: str
    is_certain: bool = True


@dataclass(frozen=True)
class OriginalFact:
    """The text that the article is a translation of, and on which day it was changed or taken down since, if it was."""

    content: ArticleContent
    changed_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class House:
    """What checks need to know beyond the text: known subjects, which of them were rejected here, and which addresses
    of the text lead nowhere, with what is known of each; what is known against its sources, by their keys; which of
    them have an identifier that means another work, with what it means; what the bank holds of the questions copied
    from it.
    """

    subjects: tuple[KnownSubject, ...] = ()
    rejected: frozenset[str] = frozenset()
    troubled_addresses: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, SourceFact] = field(default_factory=dict)
    other_works: Mapping[str, OtherWork] = field(default_factory=dict)
    bank: tuple[BankFact, ...] = ()
    this_year: int | None = None
    """For the age of sources; None where nobody asks."""
    wants_passages: bool = False
    original: OriginalFact | None = None
    """Of a translation; None for every other text."""


@dataclass(frozen=True)
class Field:
    """One text of the article, with the name that a finding gives its place."""

    place: str
    source: str
    inline: bool = False


@dataclass(frozen=True)
class Part:
    """The sentences of one place as readers see them: a field, or a section of the body."""

    place: str
    blocks: tuple[prose.Block, ...]

    @property
    def cites(self) -> bool:
        return any(block.cites for block in self.blocks)


@dataclass
class Inspection:
    """An article under inspection. Rendering happens once, whatever the number of checks."""

    content: ArticleContent
    house: House = field(default_factory=House)
    _reasons: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    @property
    def reads_words(self) -> bool:
        """Whether checks that know words know those of this text: they know English."""
        return language_of(self.content.locale) == "en"

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        content = self.content
        return (
            Field("lead", content.lead, inline=True),
            Field("quick summary", content.summary, inline=True),
            *(
                Field(f"key point {place}", point.text, inline=True)
                for place, point in enumerate(content.key_points, start=1)
            ),
            Field("body", content.body),
            *(Field(f"answer {place}", item.answer) for place, item in enumerate(content.questions, start=1)),
        )

    @cached_property
    def image_texts(self) -> tuple[Field, ...]:
        """The text versions of images, of those that have one."""
        return tuple(
            Field(f"text version {place}", file.text_version)
            for place, file in enumerate(self.content.files, start=1)
            if file.text_version
        )

    @cached_property
    def rendered(self) -> tuple[tuple[Field, markdown.Rendered], ...]:
        """Each field that could be rendered; ``too_complex`` holds the others."""
        return tuple(self._render())

    @cached_property
    def text_versions(self) -> tuple[tuple[Field, markdown.Rendered], ...]:
        """The text versions of images that could be rendered, each by itself."""
        return tuple(self._render_text_versions())

    @property
    def every_text(self) -> tuple[tuple[Field, markdown.Rendered], ...]:
        """The fields, and the text versions of images."""
        return (*self.rendered, *self.text_versions)

    @cached_property
    def too_complex(self) -> dict[str, str]:
        """Place and reason of each field that is beyond the limits."""
        done = {item.place for item, _ in self.every_text}
        return {place: reason for place, reason in self._reasons.items() if place not in done}

    @cached_property
    def cited(self) -> frozenset[str]:
        """Keys that the text cites; of two keys of one work, the listed one too."""
        keys = {key for _, rendered in self.rendered for key in rendered.cited}
        return frozenset(keys | {self.content.same_works[key] for key in keys & self.content.same_works.keys()})

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Everything with sentences, in the order of the page; the body is divided into its sections."""
        return tuple(self._parts())

    def _parts(self) -> Iterator[Part]:
        for item, rendered in self.rendered:
            if item.place != "body":
                yield Part(item.place, prose.blocks(rendered.html))
                continue
            names = {heading.anchor: heading.text for heading in rendered.headings}
            for section in rendered.sections:
                place = f"section “{names[section.anchor]}”" if section.anchor else "body"
                yield Part(place, prose.blocks(section.html))

    def _render_text_versions(self) -> Iterator[tuple[Field, markdown.Rendered]]:
        for item in self.image_texts:
            try:
                yield item, markdown.text_version(item.source)
            except markdown.TooComplex as error:
                self._reasons[item.place] = str(error)

    def _pictures(self) -> dict[str, markdown.Picture]:
        """The images, without the text versions that are beyond the limits: they are reported by themselves."""
        readable = {item.source for item, _ in self.text_versions}
        return {
            digest: picture if picture.text_version in readable else replace(picture, text_version="")
            for digest, picture in self.content.pictures.items()
        }

    def _render(self) -> Iterator[tuple[Field, markdown.Rendered]]:
        keys = (item.key for item in self.content.citations if item.key)
        labels = markdown.labels_for(self.content.locale)
        numbers = markdown.CitationNumbers(keys, same=self.content.same_works, labels=labels)
        pictures = self._pictures()
        for item in self.fields:
            try:
                yield (
                    item,
                    markdown.render(item.source, citations=numbers, inline=item.inline, pictures=pictures),
                )
            except markdown.TooComplex as error:
                self._reasons[item.place] = str(error)
