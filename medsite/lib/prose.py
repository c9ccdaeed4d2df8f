"""Rendered HTML as blocks of plain text, each with signs where sources are cited.

For whoever counts sentences or looks for words in them: tables, code and addresses are no sentences.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from medsite.lib import sentences

CITE = "\ue000"
"""Stands where a source is cited; a private character, which no text of a writer is searched for."""
_INLINE = frozenset({"a", "abbr", "b", "br", "em", "i", "mark", "s", "span", "strong", "sub", "sup"})
_LEFT_OUT = frozenset({"table", "code", "pre", "figure"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WITHOUT_END = frozenset({"br", "hr", "img", "wbr"})
_LATE_MARK = re.compile(rf"(?<![.!?…])([.!?…]+)\s*({CITE}+)")
_ADDRESS = re.compile(rf"(?:https?://|www\.)[^\s{CITE}]*[^\s{CITE}.,;:!?)]")


@dataclass(frozen=True)
class Block:
    """One paragraph or list item. ``follows`` says that it is an item of a list whose introduction cites."""

    text: str
    is_item: bool = False
    is_quote: bool = False
    follows: bool = False

    @property
    def plain(self) -> str:
        return self.text.replace(CITE, "")

    @property
    def cites(self) -> bool:
        return CITE in self.text

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences with their signs; a sign behind a full stop belongs to the sentence before it."""
        text = _LATE_MARK.sub(r"\2\1", self.text)
        return tuple(text[start:end] for start, end in sentences.spans(text))


def blocks(html: str) -> tuple[Block, ...]:
    """The blocks of HTML that ``medsite.lib.markdown`` made, in their order, without headings, tables and code."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found: list[Block] = []
    introduced = False
    for text, is_item, is_quote in reader.blocks:
        found.append(Block(text, is_item=is_item, is_quote=is_quote, follows=is_item and introduced))
        if not is_item:
            introduced = CITE in text and text.replace(CITE, "").rstrip().endswith(":")
    return tuple(found)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[str, bool, bool]] = []
        self._parts: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self._end()
        role = dict(attrs).get("class") or ""
        if role == "cite" and not _LEFT_OUT & set(self._open):
            self._parts.append(CITE)
        if tag == "br":
            self._parts.append(" ")
        if tag not in _WITHOUT_END:
            self._open.append("cite" if role == "cite" else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end()
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not ({"cite"} | _LEFT_OUT | _HEADINGS) & set(self._open):
            self._parts.append(data)

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        text = " ".join(_ADDRESS.sub("", "".join(self._parts).replace("\u2060", "")).split())
        self._parts = []
        if text:
            self.blocks.append((text, "li" in self._open, "blockquote" in self._open))
