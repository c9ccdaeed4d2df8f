"""Where the sentences of a plain text begin and end."""

import re
from collections.abc import Iterator

_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s)")
_SHORT = re.compile(
    r"(?<!\w)(?:e\.g|i\.e|cf|vs|approx|ca|etc|al|figs?|nos?|vol|pp?|eds?|drs?|prof|mrs?|ms|st|inc|ltd|dept|[a-z](?:\.[a-z])*)"
    r"\.$",
    re.IGNORECASE,
)
_LONGEST_SHORT = 12


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, without the space between; together they hold every word.

    A full stop behind an abbreviation or an initial ends nothing, nor does one before a small letter: two
    sentences taken for one say more than a sentence cut in two.
    """
    start = 0
    for match in _END.finditer(text):
        place = match.end()
        while text[place : place + 1].isspace():
            place += 1
        if text[place : place + 1].islower():
            continue
        if _SHORT.search(text[max(start, match.end() - _LONGEST_SHORT) : match.end()]):
            continue
        yield from _span(text, start, match.end())
        start = match.end()
    yield from _span(text, start, len(text))


def _span(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    bare = text[start:end]
    start += len(bare) - len(bare.lstrip())
    end = start + len(bare.strip())
    if start < end:
        yield start, end
