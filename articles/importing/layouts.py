"""Lists and tables: lines → Markdown lists and tables, or None where the lines do not make one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.importing.lines import Chunk, Line, bare, bullet, is_item, number
from articles.importing.prose import Prose

_DELIMITER = re.compile(r"^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
_ART = re.compile(r"^\+(?:[-=]+\+)+$")
_GAP = re.compile(r"\S {3,}\S")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Item:
    """One item of a list: its first line has the bullet or the number, others run on."""

    lines: Chunk

    @property
    def number(self) -> int | None:
        return number(self.lines[0].text)

    @property
    def indent(self) -> int:
        return self.lines[0].indent

    @property
    def texts(self) -> list[str]:
        return [bare(self.lines[0].text), *(line.text for line in self.lines[1:])]


def items(lines: Sequence[Line]) -> list[Item]:
    """The items of a list; its first line must be one."""
    groups: list[list[Line]] = []
    for line in lines:
        if is_item(line.text) or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return [Item(tuple(group)) for group in groups]


@dataclass
class _Level:
    indent: int
    """Columns in front of its items in the file."""
    offset: int
    """Columns in front of its items in the Markdown."""
    number: int | None
    """The number of its latest item."""
    sign: str = "."

    @property
    def marker(self) -> str:
        return "- " if self.number is None else f"{self.number}{self.sign} "


def markdown_list(lines: Sequence[Line], prose: Prose) -> str | None:
    """A tight Markdown list, nested as the file indents it.

    None where the numbers do not count up from 1: Markdown would print other numbers than the file.
    """
    found = items(lines)
    markers = _markers(found)
    if markers is None:
        return None
    rows = []
    for item, (offset, marker) in zip(found, markers, strict=True):
        text = prose.markdown(item.lines, item.texts)
        rows.append(" " * offset + marker + text.replace("\n", "\n" + " " * (offset + len(marker))))
    return "\n".join(rows)


def _markers(found: Sequence[Item]) -> list[tuple[int, str]] | None:
    """For each item the columns in front of it and its marker."""
    levels: list[_Level] = []
    markers: list[tuple[int, str]] = []
    for item in found:
        while len(levels) > 1 and item.indent <= levels[-2].indent + 1:
            levels.pop()
        if not levels or item.indent > levels[-1].indent + 1:
            offset = levels[-1].offset + len(levels[-1].marker) if levels else 0
            if item.number not in (None, 1):
                return None
            levels.append(_Level(item.indent, offset, item.number))
        elif not _advance(levels[-1], item.number):
            return None
        markers.append((levels[-1].offset, levels[-1].marker))
    return markers


def _advance(level: _Level, found: int | None) -> bool:
    """Go on to the next number of a level; a list that starts again gets the other sign behind its numbers."""
    if found is not None and found != (level.number or 0) + 1:
        if found != 1:
            return False
        level.sign = ")" if level.sign == "." else "."
    level.number = found
    return True


def is_table(chunk: Chunk) -> bool:
    """Whether the lines are clearly the rows of one table: pipes or tabs, the same number of cells in each."""
    rows = _rows(chunk)
    return rows is not None and len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1


def resembles_table(chunk: Chunk) -> bool:
    """Whether the lines seem to be in columns, without being a clear table."""
    if len(chunk) < 2 or is_item(chunk[0].text):
        return False
    return (
        _rows(chunk) is not None
        or any(_ART.match(line.text) for line in chunk)
        or all("\t" in line.text for line in chunk)
        or all(_GAP.search(line.text.expandtabs(4)) for line in chunk)
    )


def _rows(chunk: Chunk) -> list[list[str]] | None:
    """The cells of each row, without the line under the headings; None where there are no cells."""
    if any(bullet(line.text) for line in chunk):
        return None
    texts = [line.text for line in chunk]
    if all("|" in text for text in texts):
        ruled = len(texts) > 1 and bool(_DELIMITER.match(texts[1]))
        if not ruled and not all(text.startswith("|") or " | " in text for text in texts):
            return None
        rows = [text for place, text in enumerate(texts) if not (ruled and place == 1)]
        return [_pipe_cells(text) for text in rows]
    raw = [line.raw for line in chunk]
    if all("\t" in text for text in raw) and not all(number(text) is not None for text in texts):
        tight = [text.split("\t") for text in texts]
        if all(len(row) == len(tight[0]) > 1 for row in tight):
            return tight
        # An empty first cell leaves a tab in front; where all rows have one, it only indents them.
        wide = [text.split("\t") for text in raw]
        return wide if any(row[0].strip() for row in wide) else None
    return None


def _pipe_cells(text: str) -> list[str]:
    text = re.sub(r"(?<!\\)\|$", "", text.removeprefix("|"))
    return [cell.replace("\\|", "|") for cell in _PIPE.split(text)]


def markdown_table(chunk: Chunk, prose: Prose) -> str:
    """A Markdown table; its first row becomes the heading row."""
    rows = _rows(chunk) or []
    ruled = len(rows) < len(chunk)
    origins = [line for place, line in enumerate(chunk) if not (ruled and place == 1)]
    printed = [
        "| " + " | ".join(prose.markdown([line], [cell.strip()]).replace("|", "\\|") for cell in row) + " |"
        for line, row in zip(origins, rows, strict=True)
    ]
    prose.place(chunk)
    return "\n".join([printed[0], "|" + " --- |" * len(rows[0]), *printed[1:]])


def table_size(chunk: Chunk) -> tuple[int, int]:
    """Rows under the heading row, and columns."""
    rows = _rows(chunk) or [[]]
    return len(rows) - 1, len(rows[0])
