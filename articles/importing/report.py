"""What an import hands back: the content, and an account of every line it came from."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from articles.content import ArticleContent


class UnreadableSource(ValueError):
    """A file that no article can be made from; the message says what is wrong and what to do.

    ``source`` names the file. The message does not repeat it, so that a screen or a command can put it where it
    belongs.
    """

    def __init__(self, message: str, *, source: str = "") -> None:
        super().__init__(message)
        self.source = source


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True)
class ReportLine:
    """One sentence about some lines of the file; about the file as a whole where ``lines`` is empty."""

    lines: tuple[int, ...]
    severity: Severity
    message: str


class Fate(StrEnum):
    """What became of a line of the source."""

    PLACED = "placed"
    MARKER = "marker"
    """It only said what the lines after it are, such as "Key Points"."""
    REPLACED = "replaced"
    LEFT = "left"


class NameKind(StrEnum):
    AUTHOR = "author"
    TOPIC = "topic"
    SUBJECT = "subject"


@dataclass(frozen=True)
class Wanted:
    """A person, topic or subject that the source only names; whoever knows the database finds it."""

    kind: NameKind
    name: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Identity:
    """Which article a source says that it is. Empty where it does not say."""

    uuid: UUID | None = None
    slug: str = ""


@dataclass(frozen=True)
class Imported:
    """One source as an article: ``slug`` is a proposal made from the title, empty where there is none.

    ``fates`` says of each line what became of it; it is empty where the source is not read by lines.
    """

    source: str
    content: ArticleContent
    report: tuple[ReportLine, ...]
    slug: str
    fates: tuple[tuple[int, Fate], ...] = ()
    identity: Identity = Identity()
    wanted: tuple[Wanted, ...] = ()
