"""The plain-text export of an article → its content, and an account of every line.

The layout, in its usual order: "Skip to content", title, "2 min read", lead, "Quick Summary", "Key Points",
"In This Article", the text, "Resources and Disclaimer", "Frequently Asked Questions", "References", "Medical
Disclaimer". Any part may be missing or stand elsewhere; its marker may have another common name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from articles.content import ArticleContent, KeyPoint, Question
from articles.importing.absent import absent_parts
from articles.importing.accounting import settle
from articles.importing.blocks import Block, Kind, classify, render
from articles.importing.disclaimers import (
    Disclaimers,
    promises_resources,
)
from articles.importing.key_points import key_point, take_points
from articles.importing.ledger import Ledger, counted, quoted
from articles.importing.lines import (
    Chunk,
    Line,
    Page,
    bare,
    chunks,
    is_word,
    key,
    read_page,
)
from articles.importing.markers import (
    FRONT,
    Part,
    is_copyright,
    is_page_control,
    is_usual_name,
)
from articles.importing.numbered import SourceList, citations, read_sources, starts_source
from articles.importing.opening import read_opening
from articles.importing.prose import Prose
from articles.importing.questions import questions, read_entries
from articles.importing.report import Imported, ReportLine, Severity, UnreadableSource
from articles.importing.sections import Section, split
from articles.importing.slugs import propose_slug

LINES_LIMIT = 20_000


@dataclass(frozen=True)
class Accounted:
    """An import with its ledger: which lines were placed, which became sections, which were left."""

    imported: Imported
    lines: tuple[Line, ...]
    ledger: Ledger


def read_plaintext(text: str, *, source: str) -> Imported:
    """One exported article as content, with a report that accounts for every line.

    Raises UnreadableSource where the text is blank, or too long for an article.
    """
    return read_accounted(text, source=source).imported


def read_accounted(text: str, *, source: str) -> Accounted:
    """As ``read_plaintext``, with the ledger."""
    page = read_page(text)
    if not page.lines:
        raise UnreadableSource("This file is blank. Export the article again.", source=source)
    if len(page.lines) > LINES_LIMIT:
        raise UnreadableSource(
            f"This file has {len(page.lines):,} lines of text; we read at most {LINES_LIMIT:,}. "
            "An article is far smaller: check that it is the right file, or split it.",
            source=source,
        )
    reading = _Reading(page)
    try:
        content = reading.content()
    except ValidationError as error:
        raise UnreadableSource(_too_long(error), source=source) from error
    settle(page.lines, content, reading.ledger)
    report = (*reading.ledger.report(), *_missing(content))
    imported = Imported(
        source=source,
        content=content,
        report=report,
        slug=propose_slug(content.title),
        fates=reading.ledger.fates(),
    )
    return Accounted(imported, page.lines, reading.ledger)


def _too_long(error: ValidationError) -> str:
    """The sentence for content beyond its limits, the only thing about it that an import cannot help."""
    problem = error.errors()[0]
    field = error.title if error.title != ArticleContent.__name__ else str(problem["loc"][0])
    name = {
        "KeyPoint": "A key point",
        "Question": "A question or answer",
        "Citation": "A reference",
        "lead": "The lead",
        "summary": "The quick summary",
        "key_points": "The list of key points",
        "body": "The text",
        "questions": "The list of questions",
        "citations": "The list of references",
    }.get(field, "A part")
    limit = problem.get("ctx", {}).get("max_length")
    unit = "characters" if isinstance(problem.get("input"), str) else "entries"
    most = f" (the limit is {limit:,} {unit})" if limit else ""
    return f"{name} in this file is too long for an article{most}. Split the article, and import each piece."


def _missing(content: ArticleContent) -> list[ReportLine]:
    """What the file did not give: parts that it could have had, then what no export of this kind has."""
    sentence = "Not in the file: author, funding, audience, article type, topic. Add them before you send it."
    return [*absent_parts(content), ReportLine((), Severity.WARNING, sentence)]


class _Reading:
    """One file while it is read, part by part."""

    def __init__(self, page: Page) -> None:
        self.ledger = Ledger()
        self._page = page
        self._sections = split(self._without_furniture(page.lines))
        self._disclaimers = Disclaimers(self.ledger)
        # The sources come first: what a mark in the text means depends on their numbers.
        self._sources = self._read_sources()
        self._prose = Prose(self._sources.texts, self.ledger)
        self._title = ""
        self._lead: list[Block] = []
        self._summary: list[Block] = []
        self._points: list[KeyPoint] = []
        self._body: list[Block] = []
        self._questions: list[Question] = []

    def content(self) -> ArticleContent:
        """Read every part, write the report, and put the content together."""
        self._note_page()
        for place, section in enumerate(self._sections):
            following = self._sections[place + 1].part if place + 1 < len(self._sections) else None
            self._read(section, closed=following in FRONT)
        lead, summary, body = (
            render(blocks, self._prose, self.ledger) for blocks in (self._lead, self._summary, self._body)
        )
        self._report_contents()
        self._disclaimers.report()
        self._prose.report()
        return ArticleContent(
            title=self._title,
            lead=lead,
            summary=summary,
            key_points=tuple(self._points),
            body=body,
            questions=tuple(self._questions),
            citations=tuple(citations(self._sources, self._prose.cited, self.ledger)),
        )

    def _note_page(self) -> None:
        if self._page.cleaned:
            self.ledger.warn(self._page.cleaned, "Control characters, which no page can show, became spaces. Check.")
        if self._page.damaged:
            self.ledger.warn(self._page.damaged, 'The sign "\ufffd" stands for a character lost before. Check.')
        if not self._page.spaced:
            self.ledger.warn([], "The file has no empty lines: every line was taken as a paragraph. Check.")

    def _without_furniture(self, lines: Sequence[Line]) -> list[Line]:
        """The lines without page controls and rules, which stay out wherever they stand."""
        alone = {chunk[0].number for chunk in chunks(lines) if len(chunk) == 1}
        kept = []
        for line in lines:
            if is_page_control(line.text):
                self.ledger.leave([line], f"Left out: {quoted(line.text)} is a page control.")
            elif line.number in alone and not is_word(line.text):
                self.ledger.leave([line], f"Left out: {quoted(line.text)} has no words.")
            else:
                kept.append(line)
        return kept

    def _read_sources(self) -> SourceList:
        found: list[Chunk] = []
        for section in self._sections:
            if section.part is Part.REFERENCES:
                for chunk in self._without_copyright(chunks(section.lines)):
                    found += [chunk] if starts_source(chunk[0].text) else self._disclaimers.sift([chunk], loose=True)
        return read_sources(found)

    def _without_copyright(self, found: Iterable[Chunk]) -> list[Chunk]:
        kept = []
        for chunk in found:
            if len(chunk) == 1 and is_copyright(chunk[0].text):
                self.ledger.leave(chunk, f"Left out: {quoted(chunk[0].text)} is a copyright line.")
            else:
                kept.append(chunk)
        return kept

    def _read(self, section: Section, *, closed: bool) -> None:
        """Read one part. ``closed``: another part of the front follows, so this one has no text behind it."""
        match section.part, section.marker:
            case Part.OPENING, _:
                self._read_opening(section.lines, closed=closed)
            case Part.SUMMARY, _:
                self._announce(section)
                self._take_front(self._summary, self._classified(section.lines), closed=closed)
            case Part.KEY_POINTS, _:
                self._announce(section)
                self._read_points(section, closed=closed)
            case Part.CONTENTS | Part.BODY, _:
                self._body.extend(self._classified(section.lines))
            case Part.QUESTIONS, _:
                self._announce(section)
                self._read_questions(section.lines)
            case Part.REFERENCES, _:
                self._announce(section)
            case Part.DISCLAIMER, Line() as marker:
                self._read_disclaimer(marker, section.lines)

    def _announce(self, section: Section) -> None:
        if section.marker is None:
            return
        self.ledger.consume(section.marker)
        if not section.lines:
            self.ledger.warn([section.marker], f"{quoted(section.marker.text)} stands over nothing.")
        if not is_usual_name(section.marker.text):
            self.ledger.inform([section.marker], f"{quoted(section.marker.text)} gets our own heading.")

    def _classified(self, lines: Iterable[Line]) -> list[Block]:
        return classify(self._disclaimers.sift(chunks(lines)), self.ledger)

    def _take_front(self, target: list[Block], blocks: list[Block], *, closed: bool) -> None:
        """Give a part of the front its blocks, and the text the others.

        Up to the next part of the front, only a heading ends it. Otherwise nothing says where it ends: it gets
        its first block.
        """
        end = next((place for place, block in enumerate(blocks) if block.kind is Kind.HEADING), len(blocks))
        end = end if closed else min(end, 1)
        target.extend(blocks[:end])
        self._body.extend(blocks[end:])

    def _read_opening(self, lines: Sequence[Line], *, closed: bool) -> None:
        title, lead = read_opening(lines, self.ledger)
        if title is not None:
            self._title = self._prose.plain([title], title.text)
        self._take_front(self._lead, self._classified(lead), closed=closed)

    def _read_points(self, section: Section, *, closed: bool) -> None:
        points, text = take_points(self._classified(section.lines), closed=closed)
        self._points.extend(key_point(point, self._prose, self.ledger) for point in points)
        self._body.extend(text)
        moved = [line for block in text for line in block.lines]
        if moved and (closed or not points):
            self.ledger.warn(moved, "This stood among the key points but is none; it opens the text. Check.")

    def _read_questions(self, lines: Sequence[Line]) -> None:
        own = self._disclaimers.sift(self._without_copyright(chunks(lines)))
        entries, behind = read_entries(own)
        self._questions.extend(questions(entries, self._prose, self.ledger))
        if behind:
            heading = behind[0][0]
            self.ledger.warn(
                [heading],
                f"{quoted(heading.text)} reads like a heading: the questions end here, the text goes on. Check.",
            )
            self._body.extend(classify(behind, self.ledger))

    def _read_disclaimer(self, marker: Line, lines: Sequence[Line]) -> None:
        own = self._without_copyright(chunks(lines))
        kept = self._disclaimers.read_section(marker, own)
        if kept and promises_resources(marker):
            self._body.append(Block(Kind.HEADING, (Line(0, "Resources"),)))
        self._body.extend(classify(kept, self.ledger))

    def _report_contents(self) -> None:
        """Account for the contents list, which the page makes from the headings of the text."""
        for section in self._sections:
            if section.part is Part.CONTENTS and section.marker is not None:
                count = sum(block.kind is Kind.HEADING for block in self._body)
                ours = f"we make one from your {counted(count, 'heading')}" if count else "the text has no headings"
                size = f"({counted(len(section.entries), 'entry', 'entries')})" if section.entries else "was empty"
                said = f"Left out: the contents list {size}; {ours}."
                self.ledger.leave([section.marker, *section.entries], said, replaced=True)
                self._report_dangling(section.entries)

    def _report_dangling(self, entries: Sequence[Line]) -> None:
        listed_lines = {entry.number for entry in entries}
        there = {key(line.text) for line in self._page.lines if line.number not in listed_lines}
        for entry in entries:
            if key(bare(entry.text)) not in there and key(entry.text) not in there:
                self.ledger.warn([entry], f"The contents entry {quoted(bare(entry.text))} has no heading in the text.")
