"""Comparing what must be visible with what is: words, numbers and signs, in order."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from medsite.lib.markdown.citations import WORD_JOINER

# Signs that emphasis, code, escapes and exponents use up. They are not compared.
_UNCOMPARED = str.maketrans("", "", "*_`\\^" + WORD_JOINER)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+|\S")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that must be visible, with the line of the source where its block starts."""

    line: int
    text: str


def missing(pieces: Sequence[Piece], text: str) -> Iterator[Piece]:
    """The parts of the pieces that a text lacks, in order; neighbouring words and signs as one piece.

    Counts repeats. If nothing is lacking but the order or the digits differ, gives the first part out of place.
    Takes time in proportion to the length of the texts.
    """
    texts = [piece.text.translate(_UNCOMPARED) for piece in pieces]
    tokens = [(owner, match) for owner, whole in enumerate(texts) for match in _TOKEN.finditer(whole)]
    lost = _lost_indexes([match[0] for _, match in tokens], _TOKEN.findall(text.translate(_UNCOMPARED)))
    for run in _runs(lost, [owner for owner, _ in tokens]):
        owner, first = tokens[run[0]]
        yield Piece(pieces[owner].line, texts[owner][first.start() : tokens[run[-1]][1].end()])


def _lost_indexes(expected: list[str], actual: list[str]) -> list[int]:
    """Where expected tokens have no counterpart. If all have one but in another order, the first out of place."""
    if expected == actual or not expected:
        return []
    start = _common_prefix(expected, actual)
    end = _common_prefix(expected[start:][::-1], actual[start:][::-1])
    mine, theirs = expected[start : len(expected) - end], actual[start : len(actual) - end]
    surplus = Counter(mine) - Counter(theirs)
    lost = []
    for index, token in enumerate(mine, start=start):
        if surplus[token]:
            surplus[token] -= 1
            lost.append(index)
    if not lost and (len(mine) == len(theirs) or _digits(mine) != _digits(theirs)):
        return [min(start, len(expected) - 1)]
    return lost


def _common_prefix(left: list[str], right: list[str]) -> int:
    return next(
        (index for index, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )


def _digits(tokens: list[str]) -> str:
    return "".join(char for token in tokens for char in token if char.isdigit())


def _runs(indexes: list[int], owners: list[int]) -> Iterator[list[int]]:
    """Group neighbouring indexes that belong to the same owner."""
    run: list[int] = []
    for index in indexes:
        if run and (index != run[-1] + 1 or owners[index] != owners[run[-1]]):
            yield run
            run = []
        run.append(index)
    if run:
        yield run
