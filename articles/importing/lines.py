"""Text → its non-blank lines, numbered as an editor numbers them, and their grouping by blank lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BLANK = "".join(map(chr, filter(lambda code: chr(code).isspace(), range(0x3001)))) + "\u200b\u2060\ufeff"
_BULLET = re.compile(r"^[•◦▪‣●○■∙·*–—-]\s+(?=\S)")
_NUMBER = re.compile(r"^([0-9]{1,3})[.)]\s+(?=\S)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Line:
    """A non-blank line: ``glued`` where the line before it is not blank, ``raw`` with its spaces in front."""

    number: int
    text: str
    raw: str = ""
    glued: bool = False

    @property
    def indent(self) -> int:
        """The columns in front of the text; a tab reaches the next multiple of four."""
        spread = self.raw.expandtabs(4)
        return len(spread) - len(spread.lstrip())


Chunk = tuple[Line, ...]
"""Lines without a blank line between them."""


@dataclass(frozen=True)
class Page:
    """All non-blank lines of a file, and what had to be done to read them."""

    lines: tuple[Line, ...]
    cleaned: tuple[int, ...]
    """Numbers of the lines that held control characters, each now a space."""
    damaged: tuple[int, ...]
    """Numbers of the lines that hold U+FFFD, which stands for a character lost before."""
    spaced: bool
    """False where the file has no blank line at all, so that every line counts as a paragraph."""


def read_page(text: str) -> Page:
    """The lines of a text; CR, LF and CRLF end a line, nothing else does."""
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cleaned = tuple(number for number, row in enumerate(rows, 1) if _CONTROLS.search(row))
    found: list[tuple[int, str, str]] = []
    for number, row in enumerate(rows, 1):
        raw = _CONTROLS.sub(" ", row).rstrip()
        content = trimmed(raw)
        if content:
            found.append((number, content, raw))
    spaced = len(found) <= 3 or found[-1][0] - found[0][0] >= len(found)
    numbers = {number for number, _, _ in found}
    return Page(
        lines=tuple(Line(number, content, raw, spaced and number - 1 in numbers) for number, content, raw in found),
        cleaned=cleaned,
        damaged=tuple(number for number, content, _ in found if "\ufffd" in content),
        spaced=spaced,
    )


def trimmed(text: str) -> str:
    """Without the space and the invisible characters at both ends."""
    return text.strip(_BLANK)


def chunks(lines: Iterable[Line]) -> list[Chunk]:
    """Lines grouped by the blank lines between them; a line taken out parts its neighbours too."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.glued and groups[-1][-1].number == line.number - 1:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [tuple(group) for group in groups]


def bullet(text: str) -> str:
    """The bullet and the space in front of an item; empty where there is none."""
    match = _BULLET.match(text)
    return match.group() if match else ""


def number(text: str) -> int | None:
    """The number in front of an item such as "3. Wait" or "3) Wait"."""
    match = _NUMBER.match(text)
    return int(match.group(1)) if match else None


def is_item(text: str) -> bool:
    return bool(bullet(text)) or number(text) is not None


def bare(text: str) -> str:
    """The text of an item without its bullet or number."""
    return _NUMBER.sub("", text, count=1) if not bullet(text) else _BULLET.sub("", text, count=1)


def key(text: str) -> str:
    """A line as it is compared: case, spaces and a closing colon do not count."""
    return " ".join(text.casefold().split()).rstrip(" :")


def is_word(text: str) -> bool:
    """Whether a line says anything: rules such as "-----" do not."""
    return any(character.isalnum() for character in text)


def first_word_would_have_fitted(lines: Sequence[Line]) -> bool:
    """Whether the first of these lines was ended on purpose.

    A program that wraps lines moves a word down only where it does not fit; the longest line shows how much
    fits. Where the first word of the second line would have fitted on the first, somebody ended the line.
    """
    if len(lines) < 2:
        return False
    width = max(len(line.text) for line in lines)
    return len(lines[0].text) + 1 + len(lines[1].text.split()[0]) < width
