"""The source text before parsing, and what the inline rules note about it while they read.

The notes are what makes the proof in `loss` possible: each rule that hides a piece of the source (a link address,
a citation key) says which piece, so that everything else has to be visible.
"""

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from medsite.lib.markdown.citations import CitationGroup, CitationNumbers
from medsite.lib.markdown.pictures import Picture, TextVersion

_LINE_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x85", "\n"))
_UNSHOWABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile(r"[ \t]*\n\s*")


def normalised(source: str, *, inline: bool) -> str:
    """The source as the parser gets it: one kind of line break, `U+FFFD` for what no page can show.

    With `inline`, line breaks and the space around them become a single line break.
    """
    text = showable(source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    return _BREAKS.sub("\n", text.strip()) if inline else text


def showable(text: str) -> str:
    """The text with U+FFFD for controls and half characters, and a line feed for every other kind of line break."""
    return _UNSHOWABLE.sub("\ufffd", text.translate(_LINE_BREAKS))


def decoded(raw: str) -> str:
    """Raw Markdown text on one line, with its backslash escapes and entities resolved."""
    return " ".join(showable(unescapeAll(raw)).split())


@dataclass(frozen=True)
class Cut:
    """A piece of an inline source that syntax uses: from, to, what stands there instead, what is lost with it."""

    start: int
    end: int
    shown: str | CitationGroup = ""
    lost: str = ""


@dataclass(frozen=True)
class Leaf:
    """The lines that one block rule took: its name, first line, and each line as (list and quote marks, rest)."""

    rule: str
    first_line: int
    lines: tuple[tuple[str, str], ...]
    tokens: tuple[Token, ...]


@dataclass
class Notes:
    """What one parse found out besides its tokens."""

    anchor_prefix: str = "s-"
    taken: set[str] = field(default_factory=set)
    repeats: dict[str, int] = field(default_factory=dict)
    inline: bool = False
    numbers: CitationNumbers | None = None
    leaves: list[Leaf] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    used_labels: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    broken_marks: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    text_versions: Mapping[str, TextVersion] = field(default_factory=dict)
    has_headings: bool = True
    in_paragraph: bool = False
    shown: list[tuple[Picture, str]] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    citation_anchors: list[str] = field(default_factory=list)

    def cut(self, start: int, end: int, shown: str | CitationGroup = "", lost: str = "") -> None:
        """Note that syntax uses a piece of the inline source that is being read."""
        self.cuts.append(Cut(start, end, shown, lost))


def notes_of(env: MutableMapping[str, Any]) -> Notes:
    """The notes that belong to the parse with this environment."""
    notes: Notes = env["notes"]
    return notes
