"""What `render` hands back: plain values, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from medsite.lib.markdown.pictures import Picture


@dataclass(frozen=True)
class Heading:
    """A heading: level 2 to 4, the id in the HTML, the text without citation marks."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Link:
    """A link that the reader can follow; `from_mark` if the writer typed it as `{Link: …}`."""

    href: str
    text: str
    from_mark: bool


@dataclass(frozen=True)
class Section:
    """A piece of the body that starts with an h2 (with its id); the anchor of text before the first h2 is ""."""

    anchor: str
    html: str


@dataclass(frozen=True)
class Table:
    """A table: its caption ("" if it has none) and whether any header cell holds text."""

    caption: str
    has_header: bool


@dataclass(frozen=True)
class Shown:
    """A picture that is shown, and its alternative text there ("" if it has none)."""

    digest: str
    alt: str


@dataclass(frozen=True)
class Rendered:
    """One rendered text. See `render` for the meaning of the fields."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    cited: tuple[str, ...]
    missing: tuple[str, ...]
    broken_marks: tuple[str, ...]
    refused_links: tuple[str, ...]
    images: tuple[str, ...]
    tables: tuple[Table, ...]
    words: int
    inline: bool = False
    has_headings: bool = True
    pictures: tuple[Shown, ...] = ()
    misplaced: tuple[str, ...] = ()
    known_pictures: Mapping[str, Picture] = field(default_factory=dict, repr=False)
    same: Mapping[str, str] = field(default_factory=dict, repr=False)
