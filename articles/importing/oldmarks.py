"""Superscripts, "(Smith 2020)" and "Smith (2020)" in a text → citations of the sources of its list."""

import re
from collections.abc import Callable, Mapping

from medsite.lib import oldmarks
from medsite.lib.oldmarks import OldMark, Work, folded

_OPENING = 60
"""Characters of a reference in which its first author stands."""

_RAISED_GROUP = re.compile(r"\s?<sup>\s?(\[@[^\[\]<>]{1,300}\])\s?</sup>", re.IGNORECASE)
"""A citation is raised by itself."""

Note = Callable[[str, str], None]


def citation_key(number: int) -> str:
    """The key that a citation in the text names, made from the number of the old list."""
    return f"ref-{number}"


class OldMarks:
    """The sources of one list, by number; their texts say who wrote them and when."""

    def __init__(self, sources: Mapping[int, str]) -> None:
        self._sources = {number: folded(text) for number, text in sources.items()}

    def convert(self, text: str, *, cited: Callable[[int], None], unknown: Note) -> tuple[str, int]:
        """The text with its marks as citations, and how many were converted.

        ``cited`` is told each number; ``unknown`` each mark that stays as typed, with the reason.
        """
        converted = 0

        def cite(mark: OldMark) -> str | None:
            nonlocal converted
            found, why = self._numbers_of(mark)
            if why:
                if not mark.alone:
                    unknown(mark.text, why)
                return None
            converted += 1
            for number, _ in found:
                cited(number)
            return f"[{'; '.join(f'@{citation_key(number)}{place}' for number, place in found)}]"

        if "(" in text:
            text = oldmarks.replaced(text, oldmarks.named(text), cite)
            text = oldmarks.replaced(text, oldmarks.spoken(text), cite)
        return _RAISED_GROUP.sub(r"\1", oldmarks.replaced(text, oldmarks.raised(text), cite)), converted

    def _numbers_of(self, mark: OldMark) -> tuple[list[tuple[int, str]], str]:
        """The sources that a mark names, each with its locator; or why not all of them are known."""
        if not self._sources:
            return [], "the file has no list of references"
        if mark.numbers:
            if all(number in self._sources for number in mark.numbers):
                return [(number, "") for number in mark.numbers], ""
            return [], "the list of references does not have it"
        found = []
        for work in mark.works:
            matching = [number for number, text in self._sources.items() if _fits(work, text, first=mark.alone)]
            if len(matching) != 1:
                return [], "several references fit" if matching else "the list of references does not have it"
            found.append((matching[0], work.place))
        return found, ""


def _fits(work: Work, text: str, *, first: bool) -> bool:
    """Whether a reference, folded, begins with this author, as its very first word if ``first``, and has the year."""
    name = rf"{re.escape(folded(work.name))}(?!\w)"
    if not re.search(rf"^{name}" if first else rf"(?<!\w){name}", text[:_OPENING]):
        return False
    year = rf"(?<!\d){work.year}{work.letter}(?!\w)" if work.letter else rf"(?<!\d){work.year}(?!\d)"
    return re.search(year, text) is not None
