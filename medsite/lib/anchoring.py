"""Where quoted words stand in a text that was edited since: what keeps a comment at its place.

Words are compared as a reader sees them: spaces, emphasis, marks of sources and the frames of links make no difference,
so that words copied from a page are found in its Markdown. The method is that of quotes with context, as in the Web
Annotation Data Model (TextQuoteSelector: exact, prefix, suffix).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from medsite.lib import sentences

CONTEXT = 60
"""Characters kept before and after a quote, without what a reader does not see."""
ALIKE = 0.5
"""How alike a passage has to be, from 0 to 1, to be taken for the changed one."""
GAP = 200
"""Characters that may stand between both contexts of a quote, beside three times its length."""
LEAST_CONTEXT = 8

_LEFT_OUT = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)"  # an image
    r"|\[[^\]\n]*@[^\]\n]*\]"  # a citation, [@key]
    r"|(?:References?\s+)?\[\d+(?:\s*[-–,]\s*\d+)*\]"  # the same as a page shows it, [1–3]
    r"|\]\([^)\n]*\)"  # the end of a link
    r"|^[ \t]*(?:[-+*]|\d+\.)[ \t]+"  # the mark of a list
    r"|[\s*_`~#>|\\\[\]^\u2060\u200b\u00ad]",
    re.MULTILINE,
)
_SPELLING = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u2011": "-", "–": "-", "—": "-"})
_WORD = re.compile(r"\w+")


class Fate(StrEnum):
    """What became of quoted words."""

    HERE = "here"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Anchor:
    """Quoted words with the characters around them. An empty quote stands for the whole text."""

    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Found:
    """``text`` is the number of the text, -1 when the words are gone; ``start`` and ``end`` are places in it.

    ``is_sure`` is false where the words stand in several places, and what stood around them does not tell which.
    """

    fate: Fate
    text: int = -1
    start: int = 0
    end: int = 0
    is_sure: bool = True


class Plain:
    """A text with what a reader does not see left out, and the place of each character in the source."""

    def __init__(self, source: str) -> None:
        self.source = source
        kept: list[int] = []
        at = 0
        for match in _LEFT_OUT.finditer(source):
            kept += range(at, match.start())
            at = match.end()
        kept += range(at, len(source))
        self.places = kept
        self.text = "".join(source[place] for place in kept).translate(_SPELLING)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Places in the source for places in ``text``."""
        return self.places[start], self.places[end - 1] + 1


def find(anchor: Anchor, texts: Sequence[Plain], *, home: Collection[int]) -> Found:
    """Find quoted words in texts; ``home`` are the numbers of those in which they stood.

    Of several places the one with the most of its context around counts. Words that are nowhere are looked for by what
    stood around them, then by the passage most like them.
    """
    at_home = [number for number in range(len(texts)) if number in home]
    away = [number for number in range(len(texts)) if number not in home]
    quote = Plain(anchor.quote).text
    if not quote:
        return Found(Fate.HERE, at_home[0]) if at_home else Found(Fate.GONE)
    before, after = Plain(anchor.before).text, Plain(anchor.after).text
    for numbers, fate in ((at_home, Fate.HERE), (away, Fate.MOVED)):
        exact = [
            (_score(before, after, texts[number].text, start, start + len(quote)), -number, -start)
            for number in numbers
            for start in _all(quote, texts[number].text)
        ]
        if exact:
            score, number, start = max(exact)
            is_sure = sum(other == score for other, _, _ in exact) == 1
            return Found(fate, -number, *texts[-number].span(-start, -start + len(quote)), is_sure)
    for number in (*at_home, *away):
        if span := _between(before, after, texts[number], longest=3 * len(quote) + GAP):
            return Found(Fate.CHANGED, number, *span)
    return _most_alike(anchor.quote, texts, [*at_home, *away])


def anchor_in(text: str, quote: str) -> Anchor | None:
    """The anchor of words in the text they were taken from, in its spelling; None when it does not say them.

    What stands around them is kept without what a reader does not see.
    """
    plain, wanted = Plain(text), Plain(quote).text
    at = plain.text.find(wanted) if wanted else -1
    if at < 0:
        return None
    start, end = plain.span(at, at + len(wanted))
    behind = at + len(wanted)
    return Anchor(text[start:end], plain.text[max(0, at - CONTEXT) : at], plain.text[behind : behind + CONTEXT])


def _all(quote: str, text: str) -> Iterator[int]:
    start = text.find(quote)
    while start >= 0:
        yield start
        start = text.find(quote, start + 1)


def _score(before: str, after: str, text: str, start: int, end: int) -> int:
    """How many characters next to a place are those that stood around the quote."""
    behind, ahead = text[max(0, start - len(before)) : start], text[end : end + len(after)]
    return _alike_from_start(before[::-1], behind[::-1]) + _alike_from_start(after, ahead)


def _alike_from_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _between(before: str, after: str, text: Plain, *, longest: int) -> tuple[int, int] | None:
    """What stands now between the words that stood around a quote."""
    if len(before) < LEAST_CONTEXT or len(after) < LEAST_CONTEXT:
        return None
    for start in _all(before, text.text):
        begins = start + len(before)
        ends = text.text.find(after, begins, begins + longest + len(after))
        if ends > begins:
            return text.span(begins, ends)
    return None


def _most_alike(quote: str, texts: Sequence[Plain], numbers: Sequence[int]) -> Found:
    """The passage most like the quote, as many sentences long."""
    words = _WORD.findall(quote.lower())
    length = max(1, len(list(sentences.spans(quote))))
    best, found = ALIKE, Found(Fate.GONE)
    for number in numbers:
        source = texts[number].source
        spans = list(sentences.spans(source))
        for place in range(max(1, len(spans) - length + 1) if spans else 0):
            start, end = spans[place][0], spans[min(place + length, len(spans)) - 1][1]
            there = _WORD.findall(source[start:end].lower())
            # Cheap first: passages that share few words are no candidates.
            shared = len(set(words) & set(there))
            if 2 * shared <= best * max(len(set(words)), 1):
                continue
            alike = SequenceMatcher(None, words, there, autojunk=False).ratio()
            if alike > best:
                best, found = alike, Found(Fate.CHANGED, number, start, end)
    return found
