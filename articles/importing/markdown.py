"""A Markdown file with a YAML front matter → content, and an account of every line.

The header gives fields by name. The text under it is the body, Markdown as it was typed. Second-level headings
with the usual names of parts ("Key points", "FAQ", "References", "Quick summary") are read as these parts, unless
the header gives the part: what it gives is not looked for in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from articles.content import ArticleContent
from articles.importing.absent import absent_parts
from articles.importing.accounting import settle
from articles.importing.disclaimers import Disclaimers
from articles.importing.fields import Fields, split_label
from articles.importing.frontmatter import read_header
from articles.importing.ledger import Ledger, counted, listed, quoted
from articles.importing.lines import Chunk, Line
from articles.importing.markers import AMBIGUOUS, Part, is_page_control, part_named
from articles.importing.marks import Marks
from articles.importing.numbered import SourceList, citations, read_sources
from articles.importing.report import Imported, ReportLine, Severity, UnreadableSource
from articles.importing.slugs import propose_slug
from medsite.lib.texts import clean_text
from medsite.lib.wrong_values import in_words

LINES_LIMIT = 20_000

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_BOLD_LINE = re.compile(r"^\*\*([^*]+)\*\*[ \t]*$")
_ITEM = re.compile(r"^ {0,3}[-*+•][ \t]+(?=\S)")
_STRUCTURE = re.compile(r"^(?:[#>|`~]|[-*+][ \t]|[0-9]{1,9}[.)][ \t]| {4}|\t)")

_FIELD_OF = {
    Part.SUMMARY: "summary",
    Part.KEY_POINTS: "key_points",
    Part.QUESTIONS: "questions",
    Part.REFERENCES: "citations",
}


@dataclass(frozen=True)
class Row:
    """A line of the text as it was typed; ``level`` is that of a heading, 0 otherwise."""

    number: int
    raw: str
    level: int = 0
    heading: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.raw.strip()

    @property
    def line(self) -> Line:
        return Line(self.number, self.raw.strip(), self.raw)


@dataclass
class _Section:
    part: Part
    marker: Row | None = None
    rows: list[Row] = field(default_factory=list)


def read_markdown(text: str, *, source: str) -> Imported:
    """One Markdown file as content, with a report that accounts for every line.

    Raises UnreadableSource.
    """
    typed = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not any(row.strip() for row in typed):
        raise UnreadableSource("This file is blank. Export the article again.", source=source)
    if len(typed) > LINES_LIMIT:
        raise UnreadableSource(
            f"This file has {len(typed):,} lines; we read at most {LINES_LIMIT:,}. Split it.", source=source
        )
    header = read_header(typed, source=source)
    reading = _Reading(_rows(typed, after=header.last if header else 0))
    if header is not None:
        reading.fields.read(header)
    try:
        content = reading.content()
        content.to_json()
    except ValidationError as error:
        raise UnreadableSource(_wrong(error, reading.fields), source=source) from error
    except ValueError as error:
        raise UnreadableSource(f"This file holds a value that is not read: {error}", source=source) from error
    settle(reading.checked, content, reading.ledger)
    reading.account_for_all(typed)
    return Imported(
        source=source,
        content=content,
        report=(*reading.ledger.report(), *_missing(content, reading.fields)),
        slug=reading.fields.identity.slug or propose_slug(content.title),
        fates=reading.ledger.fates(),
        identity=reading.fields.identity,
        wanted=tuple(reading.fields.wanted),
    )


def _rows(typed: Sequence[str], *, after: int) -> list[Row]:
    found, fence = [], ""
    for number, raw in enumerate(typed[after:], after + 1):
        mark = _FENCE.match(raw)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not raw.strip().strip(fence[0]):
            fence = ""
        heading = _HEADING.match(raw) if not fence and not mark else None
        found.append(_row(number, raw, heading))
    return found


def _row(number: int, raw: str, heading: re.Match[str] | None) -> Row:
    return Row(number, raw, len(heading[1]), _heading(heading[2] or "")) if heading else Row(number, raw)


def _heading(typed: str) -> str:
    """The text of a heading, without the signs "#" that may close it."""
    text = typed.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare.endswith((" ", "\t")) else text


def _wrong(error: ValidationError, fields: Fields) -> str:
    problem = error.errors()[0]
    place = ".".join(str(part) for part in problem["loc"]) or error.title
    lines = fields.lines.get(str(problem["loc"][0]) if problem["loc"] else "", ())
    where = f"line {lines[0]}, " if lines else ""
    return f"This is no article yet: {where}{place}: {in_words(problem)}. Mend it in the file, and import it again."


def _missing(content: ArticleContent, fields: Fields) -> Iterator[ReportLine]:
    yield from absent_parts(content)
    facts: dict[str, Any] = {
        "author": content.authors,
        "funding": content.funding,
        "audience": content.audience,
        "article type": content.article_type,
        "topic": content.topics,
    }
    named = {wanted.kind.value for wanted in fields.wanted}
    if absent := [name for name, value in facts.items() if not value and name not in named]:
        yield ReportLine((), Severity.WARNING, f"Not in the file: {listed(absent)}. Add them before you send it.")


class _Reading:
    """One file while it is read."""

    def __init__(self, rows: list[Row]) -> None:
        self.ledger = Ledger()
        self.fields = Fields(self.ledger)
        self.checked: list[Line] = []
        """Lines of the text whose every word has to arrive."""
        self._rows = rows
        self._disclaimers = Disclaimers(self.ledger)
        self._body: list[Row] = []

    def content(self) -> ArticleContent:
        """Read every part, and put the content together."""
        values = self.fields.values
        rows = self._without_title(self._rows)
        if "body" in values:
            self._leave_text(rows)
            self._body = []
            return ArticleContent.model_validate(values)
        marks = Marks(self.ledger, active="citations" not in values)
        rows = marks.without_definitions(rows)
        sections = list(self._split(rows))
        sources = self._sources(sections)
        marks.know(sources.texts)
        parts: dict[str, Any] = {}
        for section in sections:
            parts |= self._read(section, parts)
        self._disclaimers.report()
        found = {name: self._converted(value, marks) for name, value in parts.items()}
        found["body"] = marks.convert(self._text_of(self._body))
        if marks.active:
            listing = citations(sources, marks.cited, self.ledger) if sources.sources else []
            found["citations"] = [*listing, *marks.citations(taken={c.key for c in listing})]
            marks.report()
        return ArticleContent.model_validate(found | values)

    def account_for_all(self, typed: Sequence[str]) -> None:
        """Name each line that went nowhere; there should be none."""
        known = self.ledger.placed | self.ledger.left | self.ledger.consumed
        lost = [n for n, row in enumerate(typed, 1) if row.strip().strip("\ufeff") and n not in known]
        for number in lost:
            said = f"Not placed: {quoted(typed[number - 1].strip())}. This is a fault of the import: please report it."
            self.ledger.warn([number], said)

    def _leave_text(self, rows: Sequence[Row]) -> None:
        left = [row.line for row in rows if not row.is_blank]
        if left:
            self.ledger.leave(
                left, "Left out: the front matter gives the text already (body).", severity=Severity.WARNING
            )

    def _without_title(self, rows: list[Row]) -> list[Row]:
        """Take the first-level heading at the top as the title, and the paragraph under it as the lead."""
        place = next((place for place, row in enumerate(rows) if not row.is_blank), None)
        if place is None or rows[place].level != 1:
            return rows
        head, title = rows[place], self.fields.values.get("title")
        if title and " ".join(title.split()) == " ".join(head.heading.split()):
            self.ledger.leave([head.line], "Left out: the heading says the title again.")
            return rows[place + 1 :]
        if "title" in self.fields.values:
            return rows
        self.fields.values["title"] = head.heading
        self._place([head])
        return self._without_lead(rows[place + 1 :])

    def _without_lead(self, rows: list[Row]) -> list[Row]:
        begin = next((place for place, row in enumerate(rows) if not row.is_blank), len(rows))
        end = begin
        while end < len(rows) and not rows[end].is_blank and not rows[end].level:
            end += 1
        lead = rows[begin:end]
        rest = any(not row.is_blank for row in rows[end:])
        if not lead or not rest or "lead" in self.fields.values or _STRUCTURE.match(lead[0].raw):
            return rows
        self.fields.values["lead"] = "\n".join(row.raw.strip() for row in lead)
        self._place(lead)
        self.ledger.inform([row.number for row in lead], "The first paragraph was taken as the lead. Check.")
        return rows[end:]

    def _split(self, rows: Sequence[Row]) -> Iterator[_Section]:
        section = _Section(Part.BODY)
        strong = {
            part_named(row.heading) for row in rows if row.level in {1, 2} and row.heading.casefold() != "sources"
        }
        for row in rows:
            part = self._part(row, strong)
            if part is None and not (row.level in {1, 2} and section.part is not Part.BODY):
                section.rows.append(row)
                continue
            yield section
            section = _Section(part or Part.BODY, row if part else None, [] if part else [row])
        yield section

    def _part(self, row: Row, strong: set[Part | None]) -> Part | None:
        """The part that a heading opens; None for everything else."""
        if row.level not in {1, 2} or row.heading.casefold() in AMBIGUOUS - {"contents"}:
            return None
        part = part_named(row.heading)
        if part is Part.REFERENCES and row.heading.casefold() == "sources" and part in strong:
            return None
        return None if part in _FIELD_OF and _FIELD_OF[part] in self.fields.values else part

    def _read(self, section: _Section, parts: dict[str, Any]) -> dict[str, Any]:
        """Read one section: what it adds to the parts of the content."""
        marker, rows = section.marker, section.rows
        if marker is None:
            self._append(self._without_controls(rows))
            return {}
        if section.part is Part.SUMMARY:
            self.ledger.consume(marker.number)
            return {"summary": "\n\n".join(filter(None, (parts.get("summary", ""), self._text_of(rows))))}
        if section.part is Part.KEY_POINTS:
            return {"key_points": [*parts.get("key_points", []), *self._points(marker, rows)]}
        if section.part is Part.QUESTIONS:
            return {"questions": [*parts.get("questions", []), *self._questions(marker, rows)]}
        if section.part is Part.REFERENCES:
            self.ledger.consume(marker.number)
        elif section.part is Part.CONTENTS:
            self._contents(marker, rows)
        elif section.part is Part.DISCLAIMER:
            head = Line(marker.number, marker.heading)
            kept = self._disclaimers.read_section(head, _chunks(rows))
            numbers = {line.number for chunk in kept for line in chunk}
            self._append([row for row in rows if row.number in numbers or row.is_blank])
        return {}

    def _append(self, rows: Sequence[Row]) -> None:
        """Add rows to the text, with no more blank lines at the seam than one."""
        while self._body and self._body[-1].is_blank and rows and rows[0].is_blank:
            self._body.pop()
        self._body += rows

    def _without_controls(self, rows: Sequence[Row]) -> list[Row]:
        kept = []
        for row in rows:
            if is_page_control(row.raw.strip()):
                self.ledger.leave([row.line], f"Left out: {quoted(row.raw.strip())} is a page control.")
            else:
                kept.append(row)
        return kept

    def _contents(self, marker: Row, rows: Sequence[Row]) -> None:
        """Leave a contents list out; text after the list stays."""
        place = 0
        while place < len(rows) and (rows[place].is_blank or _STRUCTURE.match(rows[place].raw.lstrip())):
            place += 1
        entries = [row.line for row in rows[:place] if not row.is_blank]
        size = counted(len(entries), "entry", "entries")
        said = f"Left out: the contents list ({size}); we make one from your headings."
        self.ledger.leave([marker.line, *entries], said, replaced=True)
        self._append(rows[place:])

    def _points(self, marker: Row, rows: Sequence[Row]) -> list[dict[str, str]]:
        found: list[list[Row]] = []
        before: list[Row] = []
        for row in rows:
            if _ITEM.match(row.raw):
                found.append([row])
            elif (found and not row.is_blank and (row.raw.startswith((" ", "\t")) or not found[-1][-1].is_blank)) or (
                found and row.is_blank
            ):
                found[-1].append(row)
            else:
                before.append(row)
        if not found:
            found, before = [[row] for row in rows if not row.is_blank], []
        if not found:
            self.ledger.leave([marker.line], f"Left out: {quoted(marker.heading)} stands over nothing.")
            return []
        self.ledger.consume(marker.number)
        moved = [row.number for row in before if not row.is_blank]
        if moved:
            self.ledger.warn(moved, "This stood among the key points but is none; it stays in the text. Check.")
            self._append(before)
        return [self._point(point) for point in found]

    def _point(self, rows: Sequence[Row]) -> dict[str, str]:
        first = _ITEM.sub("", rows[0].raw)
        rest = [row.raw[2:] if row.raw.startswith("  ") else row.raw.strip() for row in rows[1:]]
        text = "\n".join([first, *rest]).rstrip()
        self._place(row for row in rows if not row.is_blank)
        label, sentence = split_label(text)
        if not label:
            self.ledger.warn([rows[0].number], "This key point has no label. Write one.")
        return {"label": label, "text": sentence}

    def _questions(self, marker: Row, rows: Sequence[Row]) -> list[dict[str, str]]:
        level = next((row.level for row in rows if row.level), 0)
        found: list[tuple[str, list[Row]]] = []
        before: list[Row] = []
        for row in rows:
            bold = None if level else _BOLD_LINE.match(row.raw.strip())
            if (level and row.level == level) or bold:
                found.append((bold[1].strip() if bold else row.heading, []))
                self._place([row])
            elif found:
                found[-1][1].append(row)
            else:
                before.append(row)
        text = [row.number for row in before if not row.is_blank]
        if not found:
            said = "No questions were found here; these lines stay in the text. Write each question as a heading (###)."
            self.ledger.warn([marker.number, *text], said)
            self._append([marker, *before])
            return []
        self.ledger.consume(marker.number)
        if text:
            self.ledger.warn(text, "This stood before the first question; it stays in the text. Check.")
            self._append(before)
        return [{"question": question, "answer": self._text_of(answer)} for question, answer in found]

    def _sources(self, sections: Sequence[_Section]) -> SourceList:
        chunks = [chunk for section in sections if section.part is Part.REFERENCES for chunk in _chunks(section.rows)]
        return read_sources(self._disclaimers.sift(chunks))

    def _converted(self, value: Any, marks: Marks) -> Any:
        if isinstance(value, str):
            return marks.convert(value)
        return [
            {name: marks.convert(text) if name in {"text", "answer"} else text for name, text in row.items()}
            for row in value
        ]

    def _text_of(self, rows: Sequence[Row]) -> str:
        """The rows as they were typed, without the blank ones at both ends."""
        kept = [row for row in rows if not row.is_blank]
        self._place(kept)
        if not kept:
            return ""
        first, last = rows.index(kept[0]), len(rows) - 1 - list(reversed(rows)).index(kept[-1])
        return clean_text("\n".join("" if row.is_blank else row.raw for row in rows[first : last + 1]))

    def _place(self, rows: Any) -> None:
        lines = [row.line for row in rows]
        self.ledger.place(lines)
        self.checked += lines


def _chunks(rows: Sequence[Row]) -> list[Chunk]:
    groups: list[list[Line]] = [[]]
    for row in rows:
        if row.is_blank:
            groups.append([])
        else:
            text = row.raw.strip()
            groups[-1].append(Line(row.number, text, row.raw, glued=bool(groups[-1])))
    return [tuple(group) for group in groups if group]
