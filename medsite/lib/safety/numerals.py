"""Numbers in words, in English: "a hundred and fifty", "two and a half", "half a", "three quarters of a"."""

from collections.abc import Sequence
from decimal import Decimal

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {word: Decimal(value) for value, word in enumerate(_ONES.split())}
TENS = {word: Decimal(10 * value) for value, word in enumerate(_TENS.split(), start=2)}
SCALES = {"hundred": Decimal(100), "thousand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9)}
PARTS = {
    "half": Decimal("0.5"),
    "third": Decimal("0.3333"),
    "quarter": Decimal("0.25"),
    "fifth": Decimal("0.2"),
    "tenth": Decimal("0.1"),
}
"""As the reader of digits spells "1/3"; plurals too."""
PLURALS = {"halves": "half", **{f"{word}s": word for word in PARTS if word != "half"}}
ALONE = frozenset({"half", "quarter"})
"""Parts that are numbers without "one" before them; "third" may be the third."""
_LARGEST = 10
"""Of a part there are fewer than this many: "two thirds", but "twenty fifths" are none."""
HEADS = frozenset({*NUMBERS, *TENS, *SCALES, *ALONE, "dozen", "a", "an"})
"""Words with which such a number can begin."""


def spelled(words: Sequence[str]) -> tuple[Decimal, int] | None:
    """The number with which these words begin, and how many of them it takes; None where they begin with none. Pure.

    An "a" before a scale belongs to it ("a hundred"); so does one between a part and what it is a part of ("half a
    tablet"), but nothing else.
    """
    first, second = (*words[:2], "", "")[:2]
    if first in ALONE:
        return PARTS[first], 1 + _of(words[1:])
    found = _whole(["one", *words[1:]] if first in {"a", "an"} and (second in SCALES or second == "dozen") else words)
    if found is None:
        return None
    value, length = found
    following = words[length] if length < len(words) else ""
    part = PLURALS.get(following) or (following if following in PARTS and value == 1 else "")
    if part and value < _LARGEST:
        return _times(value, part), length + 1 + _of(words[length + 1 :])
    return value + and_a_part(words[length:]), length + (3 if and_a_part(words[length:]) else 0)


def and_a_part(words: Sequence[str]) -> Decimal:
    """What "and a half" behind a number adds to it; 0 where nothing of the kind stands there."""
    return PARTS[words[2]] if list(words[:2]) == ["and", "a"] and words[2:3] and words[2] in ALONE else Decimal(0)


def _whole(words: Sequence[str]) -> tuple[Decimal, int] | None:
    """ "two", "twenty-four", "hundred", "one hundred and fifty", "two thousand five hundred", "two dozen"."""
    total, current, place = Decimal(0), Decimal(0), 0
    last = ""  # what kind of word stands before
    while place < len(words):
        word = words[place]
        if word == "and" and last == "scale" and _ends_a_number(words[place + 1 :]):
            last = "and"
        elif word in NUMBERS and (last in {"", "scale", "and"} or (last == "ten" and 0 < NUMBERS[word] < _LARGEST)):
            current, last = current + NUMBERS[word], "one"
        elif word in TENS and last in {"", "scale", "and"}:
            current, last = current + TENS[word], "ten"
        elif word == "hundred" and last != "and":
            current, last = (current or Decimal(1)) * SCALES[word], "scale"
        elif word in SCALES and last != "and":
            total, current, last = total + (current or Decimal(1)) * SCALES[word], Decimal(0), "scale"
        elif word == "dozen" and last in {"", "one"}:
            return (current or Decimal(1)) * 12, place + 1
        else:
            break
        place += 1
    return (total + current, place) if place else None


def _ends_a_number(words: Sequence[str]) -> bool:
    """Whether what stands behind "and" is the end of a number, and no number of its own: "one thousand and two", but
    "one thousand and two thousand" are two.
    """
    first, *others = (*words[:3], "", "", "")[:3]
    if first in TENS and others[0] in NUMBERS:
        others = others[1:]
    return (first in NUMBERS or first in TENS) and others[0] not in SCALES


def _times(value: Decimal, part: str) -> Decimal:
    """ "two thirds" is what "2/3" is, to four places."""
    return Decimal(str(round(float(value) / 3, 4))) if part == "third" else value * PARTS[part]


def _of(words: Sequence[str]) -> int:
    """How many words stand between a part and what it is a part of: "half a", "a quarter of a"."""
    place = 1 if words[:1] == ["of"] else 0
    return place + 1 if place < len(words) and words[place] in {"a", "an"} else 0
