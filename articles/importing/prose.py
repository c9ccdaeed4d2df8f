"""Lines → Markdown of the content, with what they say about sources and links on the way."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from articles.importing.ledger import Ledger, counted
from articles.importing.lines import Line
from articles.importing.markup import LINK_MARK, citation_groups, escape_markdown
from articles.importing.oldmarks import OldMarks, citation_key
from medsite.lib.oldmarks import NO_UNIT

_NUMBERS = re.compile(rf"\[\s*([0-9]{{1,3}}(?:\s*[-–,;]\s*[0-9]{{1,3}})*)\s*\](?!\(){NO_UNIT}", re.IGNORECASE)
_ANY_MARK = re.compile(r"\{Link:[^{}]*\}?", re.IGNORECASE)


class Prose:
    """Turns lines into Markdown, and remembers their citation marks and their ``{Link:}`` marks."""

    def __init__(self, sources: Mapping[int, str], ledger: Ledger) -> None:
        self._known = frozenset(sources)
        self._old = OldMarks(sources)
        self._ledger = ledger
        self.cited: set[int] = set()
        self._converted: list[int] = []
        self._unknown: dict[str, list[int]] = defaultdict(list)
        self._old_unknown: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._foreign: dict[str, list[int]] = defaultdict(list)
        self._plain_marks: dict[str, list[int]] = defaultdict(list)
        self._links: list[tuple[int, str]] = []
        self._plain_links: list[int] = []

    def markdown(self, lines: Sequence[Line], texts: Sequence[str] = (), *, join: str = "\n") -> str:
        """One paragraph; ``texts`` replace the lines' own where layout such as a bullet was taken off."""
        self._ledger.place(lines)
        pairs = zip(lines, texts or [line.text for line in lines], strict=True)
        paragraph = join.join(self._with_citations(text, line.number) for line, text in pairs)
        self._note_marks(paragraph, lines)
        return escape_markdown(paragraph)

    def place(self, lines: Sequence[Line]) -> None:
        """These lines are in the content, or were only drawn around it."""
        self._ledger.place(lines)

    def plain(self, lines: Sequence[Line], text: str) -> str:
        """A title, label or question: plain text, in which marks can do nothing."""
        self._ledger.place(lines)
        for match in _NUMBERS.finditer(text):
            self._plain_marks[match.group()].append(lines[0].number)
        if _ANY_MARK.search(text):
            self._plain_links.append(lines[0].number)
        return text

    def _with_citations(self, text: str, line: int) -> str:
        marked = _NUMBERS.sub(lambda match: self._citation(match, line), text)
        converted, count = self._old.convert(
            marked, cited=self.cited.add, unknown=lambda mark, why: self._old_unknown[mark, why].append(line)
        )
        self._converted += [line] * count
        if converted != marked:
            self._ledger.exchange(text, converted)
        return converted

    def _note_marks(self, paragraph: str, lines: Sequence[Line]) -> None:
        """Remember the links and the citation keys; a mark may run over the end of a line."""
        ends = [match.start() for match in re.finditer("\n", paragraph)]

        def origin(mark: re.Match[str]) -> int:
            return lines[bisect_left(ends, mark.start())].number

        for mark in _ANY_MARK.finditer(paragraph):
            link = LINK_MARK.match(paragraph, mark.start())
            self._links.append((origin(mark), link.group(2) if link else ""))
        for group, keys in citation_groups(paragraph):
            for key in keys:
                self._cite_key(key, origin(group))

    def _cite_key(self, key: str, line: int) -> None:
        number = next((number for number in self._known if citation_key(number) == key), None)
        if number is None:
            self._foreign[key].append(line)
        else:
            self.cited.add(number)

    def _citation(self, match: re.Match[str], line: int) -> str:
        numbers = spelled_out(match.group(1))
        if not numbers or not all(number in self._known for number in numbers):
            self._unknown[match.group()].append(line)
            return match.group()
        self.cited.update(numbers)
        self._converted.append(line)
        return f"[{'; '.join('@' + citation_key(number) for number in numbers)}]"

    def report(self) -> None:
        """Write into the ledger what was found in all the lines together."""
        self._report_citations()
        self._report_links()

    def _report_citations(self) -> None:
        if self._converted:
            count = len(self._converted)
            became = "became a citation" if count == 1 else "became citations"
            self._ledger.inform(self._converted, f"{counted(count, 'in-text mark')} {became}.")
        for mark, lines in self._unknown.items():
            why = "the list of references does not have it" if self._known else "the file has no list of references"
            self._ledger.warn(lines, f'"{mark}" stays as typed: {why}.')
        for (mark, why), lines in self._old_unknown.items():
            self._ledger.warn(lines, f'"{mark}" looks like a source and stays as typed: {why}.')
        for mark, lines in self._plain_marks.items():
            self._ledger.warn(lines, f'"{mark}" stays as typed: a title, a label or a question cannot cite.')
        for key, lines in self._foreign.items():
            self._ledger.warn(lines, f'"@{key}" names a source that is not in the file.')

    def _report_links(self) -> None:
        linked = [(line, address) for line, address in self._links if address]
        if linked:
            lines, pages = [line for line, _ in linked], len({address for _, address in linked})
            if len(linked) == 1:
                message = "1 `{Link:}` mark became a link."
            elif pages == 1:
                message = f"{len(linked)} `{{Link:}}` marks became links to the same page."
            else:
                message = f"{len(linked)} `{{Link:}}` marks became links to {pages} pages."
            self._ledger.inform(lines, message)
        empty = [line for line, address in self._links if not address]
        if empty:
            self._ledger.warn(empty, "A `{Link:}` mark has no address. Add one, or delete the mark.")
        if self._plain_links:
            self._ledger.warn(
                self._plain_links, "A `{Link:}` mark stays as typed: a title, a label or a question cannot link."
            )


@lru_cache(maxsize=256)
def spelled_out(text: str) -> tuple[int, ...]:
    """ "1, 3-5" → 1, 3, 4, 5; empty where a range runs backwards."""
    numbers: list[int] = []
    for part in re.split(r"[,;]", text):
        ends = [int(end) for end in re.split(r"[-–]", part)]
        if len(ends) > 2 or ends[0] > ends[-1]:
            return ()
        numbers.extend(range(ends[0], ends[-1] + 1))
    return tuple(dict.fromkeys(numbers))
