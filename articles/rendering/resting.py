"""Which sentences of an article rest on which source, read from the signed HTML.

For whoever compares a text with its sources: the reviewer, and whoever finds that a source was retracted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from articles.rendering.shapes import SignedBody
from medsite.lib import sentences

_ANCHOR = re.compile(r"^cite-([0-9]+)[a-z]+$")
_WITHIN_A_LINE = frozenset({"a", "abbr", "b", "br", "code", "em", "i", "mark", "s", "span", "strong", "sub", "sup"})
_CELLS = frozenset({"td", "th"})
_WITHOUT_END = frozenset({"br", "hr", "img", "wbr"})
_JOINER = "\u2060"


@dataclass(frozen=True)
class Claim:
    """A sentence that cites: the anchor of its mark, its place in words, and what it says.

    A row of a table is one sentence, its cells divided by dots. The text is empty where a mark stands alone.
    """

    anchor: str
    place: str
    text: str


def claims(body: SignedBody) -> dict[str, tuple[Claim, ...]]:
    """The sentences that rest on each source, by its key, in the order of the page. Cited sources only.

    Two marks of one source in one sentence count once.
    """
    keys = {item.number: item.key for item in body.references}
    found: dict[str, list[Claim]] = {item.key: [] for item in body.references}
    for place, html in _places(body):
        for anchor, text in _marks(html):
            match = _ANCHOR.match(anchor)
            key = keys.get(int(match[1])) if match else None
            if key is None:
                continue
            latest = found[key][-1] if found[key] else None
            if latest is None or not text or (latest.place, latest.text) != (place, text):
                found[key].append(Claim(anchor, place, text))
    return {key: tuple(claimed) for key, claimed in found.items()}


def _places(body: SignedBody) -> Iterator[tuple[str, str]]:
    yield "the lead", body.lead
    yield "the quick summary", body.summary
    for place, point in enumerate(body.points, start=1):
        yield f"key point {place}", point.html
    headings = {entry.anchor: entry.text for entry in body.contents}
    for section in body.sections:
        heading = headings.get(section.anchor, "")
        yield f"the section “{heading}”" if heading else "the opening of the text", section.html
    for place, item in enumerate(body.questions, start=1):
        yield f"the answer to question {place}", item.html


class _Reader(HTMLParser):
    """Divides HTML into blocks of text, each with the anchors of its marks and where in the text they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[str, list[tuple[int, str]], bool]] = []
        self._parts: list[str] = []
        self._length = 0
        self._anchors: list[tuple[int, str]] = []
        self._open: list[tuple[str, bool]] = []
        self._in_row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        classes = (attributes.get("class") or "").split()
        self._turn(tag, opens=True)
        if (anchor := attributes.get("id")) and _ANCHOR.match(anchor):
            self._anchors.append((self._length, anchor))
        if tag not in _WITHOUT_END:
            self._open.append((tag, "cite" in classes or "vh" in classes))

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()
        self._turn(tag, opens=False)

    def handle_data(self, data: str) -> None:
        if any(hidden for _, hidden in self._open):
            return
        self._add(re.sub(r"\s", " ", data.replace(_JOINER, "")))

    def close(self) -> None:
        super().close()
        self._end()

    def _turn(self, tag: str, *, opens: bool) -> None:
        if tag in _CELLS:
            if opens and self._length:
                self._add(" · ")
        elif tag == "br":
            self._add(" ")
        elif tag not in _WITHIN_A_LINE and not (self._in_row and tag != "tr"):
            self._end()
            self._in_row = tag == "tr" and opens

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _end(self) -> None:
        self.blocks.append(("".join(self._parts), self._anchors, self._in_row))
        self._parts, self._anchors, self._length = [], [], 0


def _marks(html: str) -> Iterator[tuple[str, str]]:
    """Each mark of a text with the sentence it stands in, or right behind."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for text, anchors, is_row in reader.blocks:
        if not anchors:
            continue
        found = [(0, len(text))] if is_row else list(sentences.spans(text))
        for offset, anchor in anchors:
            within = [(start, end) for start, end in found if start < offset] or found[:1]
            yield anchor, _one_line(text[slice(*within[-1])]) if within else ""


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip("· ")
