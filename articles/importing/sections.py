"""Lines → the parts of the export, in the order of the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.importing.blocks import reads_like_heading
from articles.importing.lines import Line, bare, is_item, key
from articles.importing.markers import (
    AFTERWORDS,
    AMBIGUOUS,
    WEAK_REFERENCES,
    Part,
    part_named,
)


@dataclass(frozen=True)
class Section:
    """A part, the line that announced it (none for the opening) and its lines."""

    part: Part
    marker: Line | None
    lines: tuple[Line, ...]
    entries: tuple[Line, ...] = ()
    """The entries of a contents list."""


def split(lines: Sequence[Line]) -> list[Section]:
    """Cut the lines at their markers. Every line is in exactly one section, or is its marker."""
    sections: list[Section] = []
    cutter = _Cutter(lines)
    start, part, marker, entries = 0, Part.OPENING, None, 0
    for place in range(len(lines)):
        if place < start + entries:
            continue
        found = cutter.part_at(place, part)
        if found is None:
            continue
        sections.append(_section(part, marker, lines[start:place], entries))
        part = found
        marker = lines[place] if part is not Part.BODY else None
        start = place + 1 if marker else place
        entries = cutter.entries_at(start) if part is Part.CONTENTS else 0
    sections.append(_section(part, marker, lines[start:], entries))
    return sections


def _section(part: Part, marker: Line | None, lines: Sequence[Line], entries: int) -> Section:
    return Section(part, marker, tuple(lines[entries:]), tuple(lines[:entries]))


class _Cutter:
    """Knows all lines, so that a name can be judged by what comes later."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._last_at = {key(bare(line.text)): place for place, line in enumerate(lines)}
        self._seen: set[Part] = set()
        strong = [
            place
            for place, line in enumerate(lines)
            if part_named(line.text) is Part.REFERENCES and key(line.text) not in WEAK_REFERENCES
        ]
        self._strong_references = strong[-1] if strong else -1

    def part_at(self, place: int, current: Part) -> Part | None:
        """The part that starts with this line, or None where the current one goes on."""
        line = self._lines[place]
        part = part_named(line.text)
        if part is None:
            behind = current in (Part.QUESTIONS, Part.REFERENCES, Part.DISCLAIMER)
            return Part.BODY if behind and not line.glued and key(line.text) in AFTERWORDS else None
        if line.glued and not line.text[0].isupper():
            return None
        if not self._is_meant(part, key(line.text), current):
            return None
        self._seen.add(part)
        return part

    def _is_meant(self, part: Part, name: str, current: Part) -> bool:
        inside_text = current in (Part.CONTENTS, Part.BODY)
        if part is Part.REFERENCES and name in WEAK_REFERENCES:
            return self._strong_references < 0
        if part in (Part.SUMMARY, Part.KEY_POINTS) and inside_text:
            return part not in self._seen and name not in AMBIGUOUS
        if part is Part.CONTENTS:
            return part not in self._seen and not (inside_text and name in AMBIGUOUS)
        return not (name in AMBIGUOUS and part in self._seen)

    def entries_at(self, start: int) -> int:
        """How many lines from here on are entries of a contents list.

        An entry is a short line that comes again further down, as the heading it points to. In a list with
        bullets or numbers, half of the items are enough; a sentence ends it.
        """
        lines = self._lines
        end = start
        while end < len(lines) and self._comes_again(end):
            end += 1
        listed = start
        while listed < len(lines) and is_item(lines[listed].text) and reads_like_heading(bare(lines[listed].text)):
            listed += 1
        matched = sum(self._comes_again(place) for place in range(start, listed))
        return listed - start if matched * 2 >= listed - start > end - start else end - start

    def _comes_again(self, place: int) -> bool:
        text = bare(self._lines[place].text)
        return reads_like_heading(text) and self._last_at[key(text)] > place
