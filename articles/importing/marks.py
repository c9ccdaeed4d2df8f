"""Marks of sources in Markdown, ``[1]``, ``[^1]`` and older ones → citations ``[@ref-1]``; code is left alone."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from articles.content import Citation
from articles.importing.ledger import Ledger, counted
from articles.importing.lines import Line
from articles.importing.oldmarks import OldMarks, citation_key
from articles.importing.prose import spelled_out
from medsite.lib.oldmarks import NO_UNIT

_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]{1,100})\]:[ \t]*(.*)$")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,100})\]")
_NUMBERS = re.compile(
    rf"(?<![\]!\\])\[\s*([0-9]{{1,3}}(?:\s*[-–,;]\s*[0-9]{{1,3}})*)\s*\](?![(\[:]){NO_UNIT}", re.IGNORECASE
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_KEY = re.compile(r"^\w+(?:[:.#$%&\-+?<>~/]\w+)*$")


class _Row(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def raw(self) -> str: ...
    @property
    def line(self) -> Line: ...


R = TypeVar("R", bound=_Row)


class Marks:
    """The sources that the text of one file names. ``active`` is off where the header lists the sources."""

    def __init__(self, ledger: Ledger, *, active: bool) -> None:
        self.active = active
        self.cited: set[int] = set()
        self._ledger = ledger
        self._numbers: frozenset[int] = frozenset()
        self._old = OldMarks({})
        self._old_unknown: dict[tuple[str, str], None] = {}
        self._defined: dict[str, tuple[str, int]] = {}
        self._unknown: set[str] = set()
        self._converted = 0

    def without_definitions(self, rows: Sequence[R]) -> list[R]:
        """The rows without definitions of footnotes such as ``[^1]: Sample A. 2020``, which are kept as sources."""
        if not self.active:
            return list(rows)
        kept = []
        for row in rows:
            match = _DEFINITION.match(row.raw)
            if match and _KEY.match(match[1]) and match[1] not in self._defined:
                self._defined[match[1]] = (match[2].strip(), row.number)
                self._ledger.place([row.line])
            else:
                kept.append(row)
        return kept

    def know(self, sources: Mapping[int, str]) -> None:
        """Which numbers the list of references has, each with its text."""
        self._numbers = frozenset(sources)
        self._old = OldMarks(sources)

    def convert(self, text: str) -> str:
        """The text with its marks as citations."""
        if not self.active:
            return text
        return "".join(part if is_code else self._outside(part) for part, is_code in _parted(text))

    def citations(self, taken: Collection[str]) -> Iterator[Citation]:
        """The defined footnotes as sources, in their order."""
        for name, (text, line) in self._defined.items():
            key = self._key_of(name)
            if key in taken:
                continue
            if key.startswith("note-"):
                self._ledger.warn([line], f'"{name}" is a footnote and a number of the references. Check.')
            yield Citation(key=key, number=int(name) if _is_number(name) else None, raw_text=text)

    def _key_of(self, name: str) -> str:
        if not _is_number(name):
            return name
        key = citation_key(int(name))
        return f"note-{key}" if int(name) in self._numbers else key

    def report(self) -> None:
        """Say what was found in the whole text."""
        if self._converted:
            became = "became a citation" if self._converted == 1 else "became citations"
            self._ledger.inform([], f"{counted(self._converted, 'in-text mark')} {became}.")
        for mark in sorted(self._unknown):
            self._ledger.warn([], f'"{mark}" stays as typed: the file has no such source.')
        for mark, why in self._old_unknown:
            self._ledger.warn([], f'"{mark}" looks like a source and stays as typed: {why}.')
        if self._defined:
            lines = [line for _, line in self._defined.values()]
            one = len(lines) == 1
            became = "became a source. Match it with" if one else "became sources. Match each with"
            self._ledger.inform(lines, f"{counted(len(lines), 'footnote')} {became} a record of the library.")

    def _outside(self, text: str) -> str:
        marked = _NUMBERS.sub(self._number, _FOOTNOTE.sub(self._footnote, text))
        converted, count = self._old.convert(marked, cited=self.cited.add, unknown=self._note_old)
        self._converted += count
        if converted != marked:
            self._ledger.exchange(marked, converted)
        return converted

    def _note_old(self, mark: str, why: str) -> None:
        self._old_unknown[mark, why] = None

    def _footnote(self, match: re.Match[str]) -> str:
        if match[1] not in self._defined:
            self._unknown.add(match[0])
            return match[0]
        self._converted += 1
        return f"[@{self._key_of(match[1])}]"

    def _number(self, match: re.Match[str]) -> str:
        numbers = spelled_out(match[1])
        if not numbers or not all(number in self._numbers for number in numbers):
            self._unknown.add(match[0])
            return match[0]
        self.cited.update(numbers)
        self._converted += 1
        return f"[{'; '.join('@' + citation_key(number) for number in numbers)}]"


def _is_number(name: str) -> bool:
    return re.fullmatch(r"[0-9]{1,3}", name) is not None


def _parted(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is code: fenced lines, and spans between equal runs of backticks."""
    plain: list[str] = []
    fence = ""
    for row in text.splitlines(keepends=True):
        mark = _FENCE.match(row)
        if not fence and not mark:
            plain.append(row)
            continue
        yield from _spans("".join(plain))
        plain = []
        yield row, True
        if not fence and mark:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not row.strip().strip(fence[0]):
            fence = ""
    yield from _spans("".join(plain))


def _spans(text: str) -> Iterator[tuple[str, bool]]:
    tokens = re.split(r"(`+)", text)
    closing: dict[int, int] = {}
    following: dict[int, int] = {}
    for place in range(len(tokens) - 2, 0, -2):
        size = len(tokens[place])
        if size in following:
            closing[place] = following[size]
        following[size] = place
    place = 0
    while place < len(tokens):
        if place in closing:
            yield "".join(tokens[place : closing[place] + 1]), True
            place = closing[place]
        else:
            yield tokens[place], place % 2 == 1
        place += 1
