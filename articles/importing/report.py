"""What an import hands back: the content, and an account of every line it came from."""

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True)
class Imported:
    """One file as an article: ``slug`` is a proposal made from the title, empty where there is none."""

    source: str
    content: ArticleContent
    report: tuple[ReportLine, ...]
    slug: str
