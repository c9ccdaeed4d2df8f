"""What a reader sees of sanitised HTML, as text: the counterpart of the source in every comparison."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from medsite.lib.markdown.blocks import caret
from medsite.lib.markdown.citations import WORD_JOINER

_INLINE = frozenset({"a", "code", "em", "span", "strong", "sub", "sup"})
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Visible:
    """The visible text, the same without citation marks, the marks of each citation group, the links.

    Marks and links in the text version of a picture are its own: the renderer knows them from there.
    """

    text: str
    uncited: str
    groups: tuple[str, ...]
    links: tuple[tuple[str | None, str], ...]

    @property
    def words(self) -> int:
        """The number of words, citation marks not counted; a word is what spaces divide and holds a letter or digit."""
        return sum(1 for word in self.uncited.split() if _WORD.search(word))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.uncited: list[str] = []
        self.groups: list[str] = []
        self.links: list[tuple[str | None, list[str]]] = []
        self._open: list[str] = []
        self._raised = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        role = attributes.get("class") or attributes.get("role") or ""
        self._separate(tag)
        if tag not in {"br", "hr", "img"}:
            self._open.append({"cite": "cite", "vh": "hidden", "doc-noteref": "noteref"}.get(role, tag))
        self._raised = tag == "sup" and role != "cite"
        if "details" in self._open:
            return
        if role == "cite":
            self._start_group()
        elif tag == "a" and role != "doc-noteref":
            self.links.append((attributes.get("href"), []))

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if "hidden" in self._open:
            return
        if self._raised and self.parts:
            data = caret(self.parts[-1], data) + data
        self._raised = False
        self.parts.append(data)
        in_details = "details" in self._open
        if "cite" in self._open and not in_details:
            self.groups[-1] += data
        else:
            self.uncited.append(data)
        if "a" in self._open and not in_details:
            self.links[-1][1].append(data)

    def _separate(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append(" ")
            self.uncited.append(" ")

    def _start_group(self) -> None:
        self.groups.append("")
        for parts in (self.parts, self.uncited):
            if parts:
                parts[-1] = parts[-1].removesuffix(WORD_JOINER)


@lru_cache(maxsize=32)
def read(html: str) -> Visible:
    """Read HTML that `sanitising.sanitise` returned; other HTML may be read wrongly.

    The last ones are kept: the proof that nothing was eaten reads what was just rendered.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Visible(
        text=_one_line(reader.parts),
        uncited=_one_line(reader.uncited),
        groups=tuple(reader.groups),
        links=tuple((href, _one_line(parts)) for href, parts in reader.links),
    )


def _one_line(parts: list[str]) -> str:
    return " ".join("".join(parts).split())
