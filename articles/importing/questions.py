"""The section of questions → questions with their answers, either of which may be missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.content import LINE_LIMIT, Question
from articles.importing.blocks import Block, Kind, blocks_of, reads_like_heading, render
from articles.importing.layouts import items
from articles.importing.ledger import Ledger, counted, quoted
from articles.importing.lines import (
    Chunk,
    Line,
    bare,
    bullet,
    first_word_would_have_fitted,
    is_item,
)
from articles.importing.prose import Prose

_ASKS = re.compile(r"\?['\"’”)*]*$")
_Q = re.compile(r"^(?:Q|Question)\s*[:.]\s+(?=\S)")
_A = re.compile(r"^(?:A|Answer)\s*:\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:;]['\"’”)]*$")


@dataclass
class Entry:
    """A question, as the lines that ask it, and the blocks that answer it."""

    asked: list[Line] = field(default_factory=list)
    answer: list[Block] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return self.asked + [line for block in self.answer for line in block.lines]

    @property
    def wording(self) -> str:
        """The question without the bullet, number or "Q:" in front of it."""
        if not self.asked:
            return ""
        first = _Q.sub("", bare(self.asked[0].text), count=1)
        return " ".join([first, *(line.text for line in self.asked[1:])])


def read_entries(chunks: Sequence[Chunk]) -> tuple[list[Entry], list[Chunk]]:
    """The entries of a section of questions, and the chunks behind it that went back to the text.

    A question is a line that ends with a question mark, or that stands directly above its answer. Where no
    line asks, each paragraph answers a question that the export lost. Where some do, a heading ends the section.
    """
    asking = any(_question_end(chunk, place) for chunk in chunks for place in range(len(chunk)))
    entries: list[Entry] = []
    for place, chunk in enumerate(chunks):
        after = chunks[place + 1] if place + 1 < len(chunks) else ()
        if _is_lone_heading(chunk, after) and entries and entries[-1].answer:
            if asking:
                return entries, list(chunks[place:])
            entries.append(Entry(asked=list(chunk)))
        else:
            _read_chunk(chunk, entries, asking=asking)
    return entries, []


def _is_lone_heading(chunk: Chunk, after: Chunk) -> bool:
    """A short line of several words without a full stop, above a paragraph that asks nothing."""
    return (
        len(chunk) == 1
        and not is_item(chunk[0].text)
        and len(chunk[0].text.split()) > 1
        and reads_like_heading(chunk[0].text)
        and not chunk[0].text.endswith(":")
        and not _question_end(chunk, 0)
        and bool(after)
        and not is_item(after[0].text)
        and not _question_end(after, 0)
    )


def _read_chunk(chunk: Chunk, entries: list[Entry], *, asking: bool) -> None:
    """Walk along the lines of a chunk, from question to question."""
    place = 0
    while place < len(chunk):
        end = _question_end(chunk, place)
        if end:
            entries.append(Entry(asked=list(chunk[place:end])))
            place = end
        answer_end = place
        while answer_end < len(chunk) and not _question_end(chunk, answer_end):
            answer_end += 1
        if answer_end > place:
            for block in blocks_of(chunk[place:answer_end]):
                _add_answer(block, entries, asking=asking, apart=not end)
        place = answer_end


def _question_end(chunk: Chunk, place: int) -> int:
    """The place behind the question that starts with this line, or 0 where none does."""
    if place and not _SENTENCE_END.search(chunk[place - 1].text) and not _Q.match(chunk[place].text):
        return 0
    for end in range(place, min(place + 3, len(chunk))):
        text = chunk[end].text
        if end > place and is_item(text):
            break
        if _ASKS.search(text):
            return end + 1 if _fits(chunk[place : end + 1]) else 0
        if _SENTENCE_END.search(text):
            break
        if end == place and _Q.match(bare(text)) and (end + 1 == len(chunk) or _A.match(chunk[end + 1].text)):
            return end + 1
    return 1 if place == 0 and _stands_above_answer(chunk) else 0


def _fits(lines: Sequence[Line]) -> bool:
    return sum(len(line.text) + 1 for line in lines) <= LINE_LIMIT


def _stands_above_answer(chunk: Chunk) -> bool:
    """Whether the first line is a question without its mark: ended on purpose, directly above other lines."""
    return (
        reads_like_heading(chunk[0].text)
        and not chunk[0].text.endswith(":")
        and not is_item(chunk[0].text)
        and first_word_would_have_fitted(chunk)
        and not is_item(chunk[1].text)
    )


def _add_answer(block: Block, entries: list[Entry], *, asking: bool, apart: bool) -> None:
    """Add a block to the latest answer, or start an answer without a question."""
    latest = entries[-1] if entries else None
    continues = latest is not None and bool(latest.answer) and latest.answer[-1].introduces
    unanswered = latest is not None and not latest.answer
    if latest is not None and (unanswered or continues or not apart or (asking and latest.asked)):
        latest.answer.append(block)
    elif block.kind is Kind.LIST and all(bullet(item.lines[0].text) for item in items(block.lines)):
        entries.extend(Entry(answer=[Block(Kind.PARAGRAPH, item.lines)]) for item in items(block.lines))
    elif block.kind is not Kind.PARAGRAPH and latest is not None:
        latest.answer.append(block)
    else:
        entries.append(Entry(answer=[block]))


def questions(entries: Sequence[Entry], prose: Prose, ledger: Ledger) -> list[Question]:
    """The entries as content. What misses its other half is reported."""
    made = [_question(entry, prose, ledger) for entry in entries]
    lost = [entry for entry in entries if not entry.asked]
    if lost:
        count = len(lost)
        whose = "their questions" if count > 1 else "its question"
        lines = [line for entry in lost for line in entry.lines]
        ledger.warn(lines, f"{counted(count, 'answer')} came without {whose}.")
    open_ = [entry for entry in entries if not entry.answer]
    if open_:
        count = len(open_)
        whose = "their answers" if count > 1 else "its answer"
        lines = [line for entry in open_ for line in entry.lines]
        ledger.warn(lines, f"{counted(count, 'question')} came without {whose}.")
    return made


def _question(entry: Entry, prose: Prose, ledger: Ledger) -> Question:
    wording = prose.plain(entry.asked, entry.wording) if entry.asked else ""
    paragraphs = [block for block in entry.answer if block.kind is Kind.PARAGRAPH]
    if entry.asked and len(paragraphs) > 1 and not any(block.introduces for block in paragraphs[:-1]):
        lines = [line for block in paragraphs for line in block.lines]
        count = counted(len(paragraphs), "paragraph")
        ledger.inform(lines, f"{quoted(wording)} is answered in {count}. Check that all of them answer it.")
    return Question(question=wording, answer=_answer(entry, prose, ledger))


def _answer(entry: Entry, prose: Prose, ledger: Ledger) -> str:
    """The answer in Markdown, without the "A:" in front of it and without the bullet of a lone item."""
    if not entry.answer or entry.answer[0].kind is not Kind.PARAGRAPH:
        return render(entry.answer, prose, ledger)
    first, *others = entry.answer
    texts = [line.text for line in first.lines]
    texts[0] = bare(texts[0]) if bullet(texts[0]) else texts[0]
    if entry.asked and _Q.match(bare(entry.asked[0].text)):
        texts[0] = _A.sub("", texts[0], count=1)
    opening = prose.markdown(first.lines, texts)
    rest = render(others, prose, ledger)
    return f"{opening}\n\n{rest}" if rest else opening
