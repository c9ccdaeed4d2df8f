"""Marks that name sources in the old ways: "word²", "word^1,2^", "word<sup>1</sup>", "(Smith et al., 2020)",
"Smith et al. (2020)", or "[1]".

What only looks like one is refused: powers and units (m², 10³), ions (Ca²⁺), dates and versions in brackets
("(May 2020)"), ranges of values ("[1] mg"). Reading a mark says nothing about whether its source is known.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_DIGITS = "[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}"
# Behind a word of four letters or more, or behind the sign that ends a clause.
_BEHIND = r"(?:(?<=[^\W\d_]{4})|(?<=[^\W\d_][.,;:!?])|(?<=[^\W\d_]{3}\))|(?<=[.!?][\"”’]))"
_SUPERSCRIPT = re.compile(rf"{_BEHIND}(?P<raised>{_DIGITS}(?:\s?[,⁻–-]\s?{_DIGITS}){{0,12}})(?![⁺⁻\w])")
_CARETS = re.compile(rf"{_BEHIND}\^(?P<carets>[0-9]{{1,3}}(?:\s?[,–-]\s?[0-9]{{1,3}}){{0,12}})\^(?!\w)")
_TAGS = re.compile(
    rf"{_BEHIND}\s?<sup>\s?\[?(?P<tags>[0-9]{{1,3}}(?:\s?[,–-]\s?[0-9]{{1,3}}){{0,12}})\]?\s?</sup>(?!\w)",
    re.IGNORECASE,
)
_WORD = r"[^\W\d_][\w'’-]+"
# Families have names of two words, and groups of some more: "Van Woert", "World Health Organization".
_NAME = (
    rf"(?:(?:van|von|de|der|den|la|le|di|da)\s){{0,3}}{_WORD}"
    rf"(?:\s(?:(?:of|for|the)\s)?(?=[^\W\d_a-z]){_WORD}){{0,3}}"
)
_WORK = (
    rf"(?:(?:see|e\.g\.|cf\.)[ ,]+)?(?P<first>{_NAME})"
    rf"(?:(?:,\s{_NAME}){{0,5}},?\s(?:and|&)\s{_NAME}|\set\sal\.?)?,?\s(?P<year>(?:19|20)\d\d)(?P<letter>[a-z]?)"
    r"(?P<place>,\spp?\.\s?[0-9]+(?:[-–][0-9]+)?)?"
)
_UNNAMED = re.sub(r"[?]P<[a-z]+>", "?:", _WORK)
_WORKS = re.compile(rf"(?<!\w)\((?P<inside>{_UNNAMED}(?:;\s?{_UNNAMED}){{0,9}})\)")
_ONE_WORK = re.compile(_WORK)
# "Smith et al. (2020)": the sentence says who, the brackets when. Read backwards from the year.
_YEARS = re.compile(
    r"\((?P<years>(?:19|20)\d\d[a-z]?(?:[,;]\s?(?:19|20)\d\d[a-z]?){0,5})"
    r"(?P<place>,\spp?\.\s?[0-9]+(?:[-–][0-9]+)?)?\)(?!\s?\[@)"
)
_SPEAKER = rf"(?:(?:van|von|de|der|den|la|le|di|da)\s){{0,3}}(?=[^\W\d_a-z]){_NAME}(?:\s[^\W\d_a-z]{{1,3}}(?=[,\s]))?"
_BEFORE_YEARS = re.compile(
    rf"(?<![\w'’-])(?P<names>{_SPEAKER}(?:,\s{_SPEAKER}){{0,5}})"
    rf"(?P<others>,?\s(?:and|&|y|et|und)\s(?:colleagues|co-?workers|others|{_SPEAKER})|,?\set\sal\.?|\sy\scols?\.)?"
    r"(?:['’]s?)?\s$"
)
_SENTENCE_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a after also although an and as at because both but by for from given however if in indeed later like more
        most on one or other our recently see similarly since so studies study that the their then there these this
        those though thus to trial two under unlike when where whereas while with work
        como el en los para por según si un una""",
    )
)
"""What a sentence may begin with before it comes to the name."""
_SPOKEN = 160
"""Characters in which the names before a year stand."""
_UNITS = frozenset({"mmol", "meter", "metre", "inch", "feet", "cells", "micron", "count", "chi"})
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """january february march april may june july august september october november december jan feb mar apr jun jul
        aug sept sep oct nov dec spring summer autumn fall winter since until before after from by in about around circa
        early late mid version edition update updated revised reviewed published accessed figure table appendix chapter
        section phase stage covid sars dsm icd group level class type year years season approved launched founded born
        act law directive regulation resolution olympics census""",
    )
)
NO_UNIT = (
    r"(?!\s?(?:(?:[µμ]g|mcg|mg|kg|g|ml|l|mm|cm|mol|mmol|iu|units?|tablets?|minutes?|hours?|days?|weeks?|months?|years?)\b"
    r"|[%°]))"
)
"""Behind a closing bracket: no unit follows, so what stands in the brackets is no amount."""
_BRACKETS = re.compile(
    r"(?<=[\w.,;:!?)”\"’%])\s?(?P<brackets>\[[0-9]{1,3}(?:\s?[-–,;]\s?[0-9]{1,3}){0,12}\])(?![(\[:\w])" + NO_UNIT,
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Work:
    """A work as "(Smith et al., 2020, p. 3)" names it; ``place`` begins with its comma, or is empty."""

    name: str
    year: int
    letter: str = ""
    place: str = ""


@dataclass(frozen=True)
class OldMark:
    """A mark with the numbers or the works that it names; one of both is empty.

    ``alone``: one name and a year, which other things have too ("the Mental Health Act (2007)"); a mark only where a
    source begins with that name.
    """

    start: int
    end: int
    text: str
    numbers: tuple[int, ...] = ()
    works: tuple[Work, ...] = ()
    alone: bool = False


def raised(text: str) -> Iterator[OldMark]:
    """Superscript numbers behind words, as signs (²), between carets (^2^) or in tags (<sup>2</sup>)."""
    for pattern in (_SUPERSCRIPT, _CARETS, _TAGS):
        for match in pattern.finditer(text):
            numbers = _numbers(match[1].translate(_RAISED))
            if numbers and _word_before(text, match.start()) not in _UNITS:
                yield OldMark(match.start(), match.end(), match[0], numbers=numbers)


def named(text: str) -> Iterator[OldMark]:
    """Authors and years in brackets."""
    for match in _WORKS.finditer(text):
        works = tuple(
            Work(one["first"], int(one["year"]), one["letter"], one["place"] or "")
            for part in match["inside"].split(";")
            if (one := _ONE_WORK.fullmatch(part.strip()))
        )
        if works and all(_is_name(work.name) for work in works):
            yield OldMark(match.start(), match.end(), match[0], works=works)


def spoken(text: str) -> Iterator[OldMark]:
    """Years in brackets behind the authors whom the sentence names: "Smith and Jones (2020)". The mark is the brackets.

    None where a citation follows already.
    """
    for match in _YEARS.finditer(text):
        before = _BEFORE_YEARS.search(text[max(0, match.start() - _SPOKEN) : match.start()])
        name = _first_named(before["names"]) if before else ""
        if before is None or not name or not _is_name(name):
            continue
        years = re.findall(r"(\d{4})([a-z]?)", match["years"])
        works = tuple(Work(name, int(year), letter) for year, letter in years)
        works = (*works[:-1], replace(works[-1], place=match["place"] or ""))
        said = f"{before[0]}{match[0]}"
        yield OldMark(match.start(), match.end(), said, works=works, alone=not before["others"])


def spoken_of_several(text: str) -> Iterator[OldMark]:
    """Those of ``spoken`` that are clear without a list of sources: by "et al." or by two names."""
    return (mark for mark in spoken(text) if not mark.alone)


def _first_named(names: str) -> str:
    """The first of some names, without the words that a sentence begins with and without initials."""
    for part in names.split(","):
        words = re.sub(r"\s[^\W\d_a-z]{1,3}$", "", part.strip()).split()
        while words and words[0].casefold() in _SENTENCE_WORDS:
            del words[0]
        if words:
            return re.sub(r"['’]s?$", "", " ".join(words))
    return ""


def bracketed(text: str) -> Iterator[OldMark]:
    """Numbers in square brackets behind a word, as in "so [1, 3-5]."."""
    for match in _BRACKETS.finditer(text):
        numbers = _numbers(match["brackets"][1:-1].replace(";", ","))
        if numbers and 0 not in numbers:
            yield OldMark(match.start("brackets"), match.end(), match["brackets"], numbers=numbers)


def replaced(text: str, marks: Iterator[OldMark], by: Callable[[OldMark], str | None]) -> str:
    """The text with marks replaced; None leaves one as it is. A space before a citation is not added."""
    parts, end = [], 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        new = by(mark) if mark.start >= end else None
        if new is not None:
            parts += [text[end : mark.start], new]
            end = mark.end
    return "".join([*parts, text[end:]]) if parts else text


def _is_name(name: str) -> bool:
    words = name.casefold().split()
    return not _NO_NAMES.intersection(words) and name[-1:].isalpha() and any(letter.isupper() for letter in name)


def folded(name: str) -> str:
    """A name without accents and case, as two spellings are compared."""
    letters = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _numbers(text: str) -> tuple[int, ...]:
    """ "1, 3-5" → 1, 3, 4, 5; empty where a range runs backwards or is longer than lists are."""
    found: list[int] = []
    for part in text.split(","):
        ends = [int(end) for end in re.split(r"[-–⁻]", part)]
        if len(ends) > 2 or ends[0] > ends[-1] or ends[-1] - ends[0] > 50:
            return ()
        found.extend(range(ends[0], ends[-1] + 1))
    return tuple(dict.fromkeys(found))


def _word_before(text: str, place: int) -> str:
    match = re.search(r"[^\W\d_]{1,20}$", text[max(0, place - 20) : place])
    return match[0].casefold() if match else ""
