"""What passes between content, the article page and its other representations. No models here.

A page has three layers: the signed body (``SignedBody``), notices and status (``NoticeText``, ``PageFacts``)
and the frame (the templates). Only the first is covered by a signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from medsite.lib.canonical import canonical_json


class _Signed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ContentsEntry(_Signed):
    anchor: str
    text: str


class Section(_Signed):
    """A piece of the body from one second-level heading to the next; the first may have no heading."""

    anchor: str
    html: str


class ReferenceItem(_Signed):
    """One numbered source: its HTML, and the anchors of the places in the text that cite it."""

    number: int
    key: str
    html: str
    label: str
    cited_at: tuple[str, ...]


class AnswerItem(_Signed):
    anchor: str
    question: str
    html: str


class PointItem(_Signed):
    label: str
    html: str


class SignedBody(_Signed):
    """All that the article itself says, as HTML, rendered once at submission and signed by its digest."""

    title: str
    lead: str
    summary: str
    points: tuple[PointItem, ...]
    contents: tuple[ContentsEntry, ...]
    sections: tuple[Section, ...]
    questions: tuple[AnswerItem, ...]
    references: tuple[ReferenceItem, ...]
    further_reading: tuple[ReferenceItem, ...]
    words: int

    def to_json(self) -> str:
        return canonical_json(self.model_dump(mode="json"))


@dataclass(frozen=True)
class Byline:
    """A person as the page names them; ``url`` is empty for those who have no page of their own.

    ``role_marks`` are the attributes of the role, where it is in another language than the page around it.
    """

    name: str
    credentials: str = ""
    role: str = ""
    url: str = ""
    role_marks: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


@dataclass(frozen=True)
class NoticeText:
    """One approved notice as a page shows it. ``heading`` is plain text, ``html`` comes from Markdown."""

    code: str
    version: int
    harm: str
    heading: str
    html: str
    text: str
    rule: str = ""


@dataclass(frozen=True)
class Notices:
    """The notices of one page: the safety region in order of harm, the status lines, the general one."""

    safety: tuple[NoticeText, ...]
    status: tuple[NoticeText, ...]
    general: NoticeText

    @property
    def all(self) -> tuple[NoticeText, ...]:
        return (*self.safety, *self.status, self.general)


@dataclass(frozen=True)
class HistoryEntry:
    """One publication for "How this article was reviewed": newest first on the page. ``kind`` is in words."""

    number: int
    kind: str
    on: date
    note: str
    signers: tuple[Byline, ...] = ()
    fingerprint: str = ""
    is_correction: bool = False


@dataclass(frozen=True)
class SourceMark:
    """What became known of a source after the text was signed, as pages say it beside the source.

    ``is_warning`` for what a reader must not miss, such as a retraction; otherwise it helps, such as an archived copy.
    """

    text: str
    url: str = ""
    url_label: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class TopicLink:
    """``lang`` is the language of the name, where it is not that of the page."""

    name: str
    url: str
    lang: str = ""


@dataclass(frozen=True)
class RelatedPage:
    """Another live page about the same subject, as the foot of a page leads to it. ``key`` is that of its row."""

    key: int
    name: str
    url: str
    lead: str
    reviewed_on: date


@dataclass(frozen=True)
class LanguageLink:
    """Another live page with the same text in another language. ``name`` is what the language calls itself; ``key`` is
    that of its row.
    """

    key: int
    locale: str
    name: str
    title: str
    url: str
    api_url: str
    is_original: bool = False


@dataclass(frozen=True)
class OriginalText:
    """The published text that a page is a translation of, and what became of it since. ``key`` is that of its article.

    ``title`` and ``url`` are empty while readers get nothing of it. ``on`` is the day on which that version was
    published.
    """

    key: int
    title: str
    locale: str
    url: str
    version: int
    on: date
    changed_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class ImageLink:
    """The first picture of the signed text, for those who show a link to the page."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class PageFacts:
    """Status and identity around the signed body; outside every digest."""

    url: str
    slug: str
    locale: str
    description: str
    authors: tuple[Byline, ...]
    reviewers: tuple[Byline, ...]
    first_published_on: date
    modified_on: date
    reviewed_on: date
    review_due_on: date
    reading_minutes: int
    audience: str
    funding: str
    overdue: bool = False
    is_listed: bool = True
    unlisted_after: date | None = None
    topics: tuple[TopicLink, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    marks: Mapping[str, tuple[SourceMark, ...]] = field(default_factory=dict)
    fingerprint: str = ""
    subjects: tuple[TopicLink, ...] = ()
    related: tuple[RelatedPage, ...] = ()
    image: ImageLink | None = None
    translation_of: OriginalText | None = None
    languages: tuple[LanguageLink, ...] = ()
    uuid: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    history_url: str = ""
    feedback_url: str = ""
    markdown_url: str = ""
    api_url: str = ""


@dataclass(frozen=True)
class PastVersion:
    """What the page of a version that readers get no more says about itself."""

    number: int
    served_on: date
    ended_on: date
    was_taken_down: bool
    current_url: str
    sha256: str
