"""Lines → headings, paragraphs, lists and tables, and those → Markdown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from articles.importing.layouts import (
    is_table,
    items,
    markdown_list,
    markdown_table,
    resembles_table,
    table_size,
)
from articles.importing.ledger import Ledger, counted, quoted
from articles.importing.lines import (
    Chunk,
    Line,
    bare,
    bullet,
    first_word_would_have_fitted,
    is_item,
    number,
)
from articles.importing.markup import LINK_MARK, escape_closing
from articles.importing.prose import Prose

HEADING_LIMIT = 120

_MARKS_AT_END = re.compile(r"(?:\s*\[[0-9@][^][]*\])+$")
_CLOSED = re.compile(r"[.;,…]['\"’”)\]]*$")


class Kind(Enum):
    HEADING = auto()
    PARAGRAPH = auto()
    LIST = auto()
    TABLE = auto()
    VERBATIM = auto()
    """Lines in columns that make no clear table: kept line by line."""


@dataclass(frozen=True)
class Block:
    kind: Kind
    lines: Chunk

    @property
    def introduces(self) -> bool:
        """Whether it ends with a colon: something is to follow."""
        return self.lines[-1].text.endswith(":")


def reads_like_heading(text: str) -> bool:
    """A short line that no sentence ends."""
    if len(text) > 3 * HEADING_LIMIT:
        return False
    text = _MARKS_AT_END.sub("", text)
    return (
        len(text) <= HEADING_LIMIT
        and any(character.isalpha() for character in text)
        and not _CLOSED.search(text)
        and not LINK_MARK.search(text)
    )


def blocks_of(chunk: Chunk) -> list[Block]:
    """What a group of lines is made of; headings are found later, by what stands around them."""
    if is_table(chunk):
        return [Block(Kind.TABLE, chunk)]
    if resembles_table(chunk):
        return [Block(Kind.VERBATIM, chunk)]
    found = []
    end = 0
    while end < len(chunk):
        begin, start = end, _list_start(chunk, end)
        end = _list_end(chunk, start)
        parts = ((Kind.PARAGRAPH, chunk[begin:start]), (Kind.LIST, chunk[start:end]))
        found += [Block(kind, lines) for kind, lines in parts if lines]
    return found


def _list_start(chunk: Chunk, begin: int) -> int:
    """The place of the first item from ``begin`` on, or the length of the chunk.

    Inside running lines one dash or number may just have come to stand at the start of a line. It is an item
    where the line before ends a sentence or introduces it, or where another item follows.
    """
    for place in range(begin, len(chunk)):
        if not is_item(chunk[place].text):
            continue
        if place == begin or re.search(r"[.:!?]$", chunk[place - 1].text):
            return place
        if place + 1 < len(chunk) and is_item(chunk[place + 1].text):
            return place
    return len(chunk)


def _list_end(chunk: Chunk, start: int) -> int:
    """The place behind the last line of a list: a line further left than its items, after a full stop, ends it."""
    indent = chunk[start].indent if start < len(chunk) else 0
    for place in range(start + 1, len(chunk)):
        line, before = chunk[place], chunk[place - 1]
        if not is_item(line.text) and line.indent < indent and re.search(r"[.:!?]$", before.text):
            return place
    return len(chunk)


def classify(chunks: Iterable[Chunk], ledger: Ledger) -> list[Block]:
    """All blocks of a run of text, its headings found, neighbouring items joined into one list."""
    found = [block for chunk in chunks for block in blocks_of(chunk)]
    found = [_numbered_heading(found, place) for place in range(len(found))]
    place = 0
    while place < len(found):
        run = _run_of_headings(found, place)
        if run:
            found[place : place + run] = _headings(found, place, run, ledger)
        elif found[place].kind is Kind.PARAGRAPH:
            _note_glued_heading(found[place], ledger)
        place += max(run, 1)
    return _joined(found)


def _numbered_heading(found: Sequence[Block], place: int) -> Block:
    """A lone numbered line above a paragraph, such as "2. Side effects", is a heading and not a list."""
    block = found[place]
    after = found[place + 1] if place + 1 < len(found) else None
    alone = place == 0 or (found[place - 1].kind is not Kind.LIST and not found[place - 1].introduces)
    if (
        block.kind is Kind.LIST
        and len(block.lines) == 1
        and number(block.lines[0].text) is not None
        and reads_like_heading(block.lines[0].text)
        and alone
        and after is not None
        and after.kind is Kind.PARAGRAPH
        and not (len(after.lines) == 1 and reads_like_heading(after.lines[0].text))
    ):
        return Block(Kind.HEADING, block.lines)
    return block


def _run_of_headings(found: Sequence[Block], start: int) -> int:
    """How many blocks in a row read like headings."""
    for place in range(start, len(found)):
        block = found[place]
        after = found[place + 1] if place + 1 < len(found) else None
        introduces = block.introduces and after is not None and after.kind not in (Kind.PARAGRAPH, Kind.HEADING)
        if (
            block.kind is not Kind.PARAGRAPH
            or len(block.lines) > 1
            or introduces
            or not reads_like_heading(block.lines[0].text)
        ):
            return place - start
    return len(found) - start


def _headings(found: Sequence[Block], start: int, count: int, ledger: Ledger) -> list[Block]:
    """Short lines in a row: one or two above a text are headings, more are a list that lost its bullets."""
    run = list(found[start : start + count])
    lines = [block.lines[0] for block in run]
    introduced = start > 0 and found[start - 1].introduces
    if start + count == len(found) and count < 3:
        for line in lines:
            ledger.warn([line], f"{quoted(line.text)} has no text under it; kept as a paragraph. Check.")
        return run
    if count > 2 or introduced:
        ledger.warn(lines, "These short lines may be a list that lost its bullets; kept as paragraphs. Check.")
        return run
    return [Block(Kind.HEADING, block.lines) for block in run]


def _note_glued_heading(block: Block, ledger: Ledger) -> None:
    first = block.lines[0]
    if (
        reads_like_heading(first.text)
        and len(first.text) <= 60
        and not bullet(first.text)
        and first_word_would_have_fitted(block.lines)
    ):
        ledger.warn([first], f"{quoted(first.text)} may be a heading: no empty line parts it from its text. Check.")


def _joined(found: Sequence[Block]) -> list[Block]:
    """The same blocks, with lists of one kind that follow each other made one."""
    groups: list[list[Block]] = []
    for block in found:
        if groups and _alike(groups[-1][-1], block):
            groups[-1].append(block)
        else:
            groups.append([block])
    return [Block(group[0].kind, tuple(line for block in group for line in block.lines)) for group in groups]


def _alike(one: Block, other: Block) -> bool:
    if one.kind is not Kind.LIST or other.kind is not Kind.LIST:
        return False
    return (number(one.lines[0].text) is None) == (number(other.lines[0].text) is None)


def render(blocks: Sequence[Block], prose: Prose, ledger: Ledger) -> str:
    """Markdown of these blocks, an empty line between two."""
    return "\n\n".join(_rendered(block, prose, ledger) for block in _joined(blocks))


def _rendered(block: Block, prose: Prose, ledger: Ledger) -> str:
    if block.kind is Kind.HEADING:
        text = prose.markdown(block.lines)
        return f"## {escape_closing(text)}"
    if block.kind is Kind.TABLE:
        rows, columns = table_size(block.lines)
        size = f"{counted(rows, 'row')} and {counted(columns, 'column')}"
        ledger.inform(block.lines, f"A table of {size} was kept; its first line became the heading row. Check.")
        return markdown_table(block.lines, prose)
    if block.kind is Kind.VERBATIM:
        ledger.warn(block.lines, "These lines look like a table without clear columns; kept line by line. Check.")
        return prose.markdown(block.lines).replace("\n", "\\\n")
    if block.kind is Kind.LIST:
        return markdown_list(block.lines, prose) or _numbers_as_typed(block.lines, prose)
    return prose.markdown(block.lines)


def _numbers_as_typed(lines: Sequence[Line], prose: Prose) -> str:
    """A paragraph for each item, its number kept in the text; a bullet is layout and goes."""
    paragraphs = []
    for item in items(lines):
        first = item.lines[0].text
        paragraphs.append(prose.markdown(item.lines, [bare(first) if bullet(first) else first, *item.texts[1:]]))
    return "\n\n".join(paragraphs)
