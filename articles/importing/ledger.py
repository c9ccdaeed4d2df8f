"""The account of an import: where each line went, and the sentences of its report."""

from collections.abc import Iterable

from articles.importing.lines import Line
from articles.importing.report import Fate, ReportLine, Severity


class Ledger:
    """Filled while a file is read. Every line ends in exactly one of three sets of line numbers.

    ``placed``: its words are in the content. ``consumed``: a section marker such as "Key Points", which became
    the section. ``left``: not in the content, and named in the report; ``replaced`` are those of them that
    something of the site's own stands for.
    """

    def __init__(self) -> None:
        self.placed: set[int] = set()
        self.consumed: set[int] = set()
        self.left: set[int] = set()
        self.replaced: set[int] = set()
        self.exchanged: list[tuple[str, str]] = []
        self._entries: list[ReportLine] = []

    def place(self, lines: Iterable[Line]) -> None:
        """These lines are in the content now. A line of our own, such as a heading we add, has no number."""
        self.placed.update(line.number for line in lines if line.number)

    def place_numbers(self, numbers: Iterable[int]) -> None:
        """The lines with these numbers are in the content now."""
        self.placed.update(numbers)

    def consume(self, *lines: Line | int) -> None:
        """These lines only said what the lines after them are."""
        self.consumed.update(_numbers(lines))

    def forget(self, numbers: Iterable[int]) -> None:
        """These lines stay out; what was said of them by ``inform`` or ``warn`` is their account."""
        self.left.update(numbers)

    def leave(
        self,
        lines: Iterable[Line | int],
        message: str,
        *,
        severity: Severity = Severity.INFO,
        replaced: bool = False,
    ) -> None:
        """These lines stay out; the message says why. ``replaced``: the site says the same in its own words."""
        numbers = _numbers(lines)
        self.left.update(numbers)
        self.replaced.update(numbers if replaced else ())
        self._entries.append(ReportLine(numbers, severity, message))

    def inform(self, lines: Iterable[Line | int], message: str) -> None:
        """Say something that needs no act."""
        self._entries.append(ReportLine(_numbers(lines), Severity.INFO, message))

    def warn(self, lines: Iterable[Line | int], message: str) -> None:
        """Say something that somebody has to look at."""
        self._entries.append(ReportLine(_numbers(lines), Severity.WARNING, message))

    def exchange(self, before: str, after: str) -> None:
        """A text became another one on purpose: marks of sources became citations."""
        self.exchanged.append((before, after))

    def fates(self) -> tuple[tuple[int, Fate], ...]:
        """What became of each line, in the order of the file."""
        found = dict.fromkeys(self.left, Fate.LEFT)
        found |= dict.fromkeys(self.replaced, Fate.REPLACED)
        found |= dict.fromkeys(self.consumed, Fate.MARKER)
        found |= dict.fromkeys(self.placed, Fate.PLACED)
        return tuple(sorted(found.items()))

    def report(self) -> tuple[ReportLine, ...]:
        """The sentences in the order of the file; those about the whole file come last."""
        return tuple(sorted(self._entries, key=lambda entry: (not entry.lines, entry.lines[:1])))


def _numbers(lines: Iterable[Line | int]) -> tuple[int, ...]:
    return tuple(sorted({line.number if isinstance(line, Line) else line for line in lines}))


def quoted(text: str, *, limit: int = 80) -> str:
    """A text in straight quotes, shortened for a sentence."""
    return f'"{text}"' if len(text) <= limit else f'"{text[: limit - 1].rstrip()}…"'


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its noun: "1 answer", "7 answers"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(items: Iterable[object]) -> str:
    """Items as a sentence lists them: "1, 2 and 5"."""
    words = [str(item) for item in items]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
