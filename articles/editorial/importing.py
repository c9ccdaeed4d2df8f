"""What the import screens show: a source line by line, its result, and the sentences about both."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.content import ArticleContent
from articles.domain.exchange.intake import Prepared
from articles.domain.exchange.proposals import Change, Choice
from articles.importing.report import Fate, ReportLine, Severity
from articles.quality.checks import blockers
from articles.quality.findings import Finding, ranges
from articles.quality.panel import Panel, panel
from articles.rendering.body import render_body
from articles.rendering.shapes import SignedBody
from medsite.lib.markdown import TooComplex

SHOWN_LINES = 3_000
"""Lines of a source that a screen shows; the report names the others too."""

_MARKS = {
    Fate.PLACED: ("Placed", "ok"),
    Fate.MARKER: ("Marker", "quiet"),
    Fate.REPLACED: ("Replaced", "warn"),
    Fate.LEFT: ("Left out", "warn"),
}


@dataclass(frozen=True)
class SourceRow:
    """A line of the source: what became of it, and what the report says of it."""

    number: int
    text: str
    mark: str
    look: str
    notes: tuple[ReportLine, ...]


@dataclass(frozen=True)
class Account:
    """Everything a screen shows about one source and what it becomes."""

    rows: tuple[SourceRow, ...]
    hidden: int
    about_all: tuple[ReportLine, ...]
    warnings: int
    body: SignedBody | None
    problem: str
    content: ArticleContent
    blockers: tuple[Finding, ...]
    panel: Panel


@dataclass(frozen=True)
class Offer:
    """A field of a proposed change with what is chosen for it on the screen."""

    change: Change
    chosen: Choice


def account(
    text: str,
    fates: Iterable[tuple[int, Fate]],
    report: Sequence[ReportLine],
    content: ArticleContent,
    findings: Sequence[Finding],
) -> Account:
    """Put a source and its report side by side with the article that it becomes."""
    notes: dict[int, list[ReportLine]] = defaultdict(list)
    for line in report:
        if line.lines:
            notes[line.lines[0]].append(line)
    found = dict(fates)
    typed = text.removeprefix("\ufeff").split("\n") if found else []
    rows = [_row(number, row, found.get(number), notes[number]) for number, row in enumerate(typed, 1) if row.strip()]
    body, problem = _body(content)
    stopping = blockers(findings)
    return Account(
        rows=tuple(rows[:SHOWN_LINES]),
        hidden=max(0, len(rows) - SHOWN_LINES),
        about_all=tuple(line for line in report if not line.lines or not found),
        warnings=sum(line.severity is Severity.WARNING for line in report),
        body=body,
        problem=problem,
        content=content,
        blockers=stopping,
        panel=panel(findings),
    )


def account_of(prepared: Prepared) -> Account:
    return account(prepared.text, prepared.imported.fates, prepared.report, prepared.content, prepared.findings)


def _row(number: int, text: str, fate: Fate | None, notes: list[ReportLine]) -> SourceRow:
    mark, look = _MARKS[fate] if fate is not None else ("Not read", "warn")
    return SourceRow(number, text.strip(), mark, look, tuple(_beside(note, number) for note in notes))


def _beside(note: ReportLine, number: int) -> ReportLine:
    """The sentence as it stands beside its first line; the other lines are named in it."""
    others = [line for line in note.lines if line != number]
    also = f" (also line{'s' if len(others) > 1 else ''} {ranges(others)})" if others else ""
    return ReportLine(note.lines, note.severity, f"{note.message}{also}")


def _body(content: ArticleContent) -> tuple[SignedBody | None, str]:
    try:
        return render_body(content), ""
    except TooComplex as error:
        return None, str(error)
