"""A text of Markdown as blocks, sentences and tokens, in one spelling."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from medsite.lib import sentences
from medsite.lib.safety.drugs import DRUGS
from medsite.lib.safety.numerals import HEADS, SCALES, and_a_part, spelled
from medsite.lib.safety.shapes import Kind
from medsite.lib.safety.vocabulary import (
    DOSE_UNITS,
    DRUG_LIKE,
    LONE_UNITS,
    NOT_A_NUMBER,
    ORDINAL_WORDS,
    ORDINALS,
    PHRASES,
    RATE_UNITS,
    RATES,
    SAME,
    SHORT_NEGATIONS,
    SYMBOLS,
    TIMES,
    TWO_WORD_UNITS,
    UNITS,
    WORDS,
)

Names = Mapping[str, str]
"""Names of drugs in small letters, and what each of them stands for: brand and generic name stand for the same."""

_CITATION = re.compile(r"\s*\[@[^\[\]]*\]")
_ADDRESS = re.compile(r"(?<=\])\((?:<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)|https?://[^\s<>]+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LIST_NUMBER = re.compile(r"\s*\d{1,9}[.)](?:\s+|$)")
_PARTS = re.compile(r"[^\W_]+")
_RULER = re.compile(r"[=|:\s-]*")
_MARKS = re.compile(r"(?:\s|>(?!\s*[=~≈±.,+-]?\d)|[-*+](?=\s|$)|#{1,6}(?=\s|$))*")
_SPLIT_NUMBER = re.compile(r"(?<=\d)[*`]+(?=\d)")
_EMPHASIS = re.compile(r"[*`\u200b-\u200d\u2060\ufeff\u00ad]|(?<![^\W_])_+|_+(?![^\W_])")
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－", "-") | {"’": "'", "ʼ": "'", "＇": "'", "✕": "×", "⨯": "×", "⁄": "/"}
)
_FRACTION = re.compile(r"(\d*)\s?([¼½¾⅐-⅞])")
_SPELLED_FRACTION = re.compile(r"(?<![\d/.,])(?:(\d{1,3})\s)?([1-9])/([2-9])(?![\d/.,]\d|/|\d)")
_RAISED = re.compile("[⁰¹²³⁴-⁹⁺⁻]+")
_RANK = re.compile(r"(?<![\w.,])(\d{1,2})(?:st|nd|rd|th)\b")
_ROMAN = re.compile(
    r"\b((?:[Tt]ype|[Ss]tage|[Gg]rade|[Cc]lass|[Pp]hase|[Ff]actor|[Ss]chedule|[Gg]roup)s?)"
    r" (X|IX|IV|V?I{1,3}|V)(?=[ABC]?\b)"
)
_SIGNS = "I II III IV V VI VII VIII IX X"
_ROMAN_VALUES = {sign: str(value) for value, sign in enumerate(_SIGNS.split(), start=1)}
_DOTTED = re.compile(r"\b(?:[btq]\.\s?i\.\s?d|q\.\s?o\.\s?d|[qo]\.\s?d|p\.\s?r\.\s?n)\.?(?![\w.])", re.IGNORECASE)
_RAISED_SIGNS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")

_TOKEN = re.compile(
    r"(?P<number>(?:(?<![\w)%.,-])-(?=[\d.]))?"
    r"(?:\d{1,3}(?:\s\d{3})+(?!\d)(?:[.,]\d+)?|[1-9]\d{0,2}(?:[,']\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:[.,]\d+)*"
    r"|(?<![\w.,])\.\d+))"
    r"|(?P<word>[^\W\d_][^\W_]*(?:'[^\W\d_]+)*)"
    r"|(?P<sign><=|>=|[<>≤≥=≈~±×%°/^])"
)


class Token(NamedTuple):
    """A word, number or sign, from ``start`` to ``end`` of its sentence. ``key`` is the same for every spelling;
    ``kind`` says that it counts. A number holds its unit."""

    key: str
    start: int
    end: int
    kind: Kind | None = None
    number: str = ""
    unit: str = ""


_NO_WORDS = frozenset({"/", "°"})
_PER = frozenset({"/", "per", "a", "an", "each", "every"})
_HEADS = _PER | HEADS | {*TIMES, *RATES, *(words[0] for words in PHRASES)}
"""Words with which a number or a phrase can begin; nearly all others can be passed at once."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What readers see of it, and its tokens; never none. ``lead`` is the line with a colon, or the heading, under
    which it stands."""

    text: str
    tokens: tuple[Token, ...]
    lead: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(token.key for token in self.tokens)


def blocks(source: str) -> list[str]:
    """The paragraphs, list items, headings and table rows of a text, each on one line, without their marks."""
    found: list[str] = []
    lines: list[str] = []
    counts = True  # whether a line may begin with the number of a list item: as in Markdown, not within a paragraph
    for line in [*source.split("\n"), ""]:
        marks = _MARKS.match(line)
        rest = line[marks.end() :] if marks else line
        number = _LIST_NUMBER.match(rest) if counts else None
        is_blank = bool(_RULER.fullmatch(rest)) and not number
        begins = bool(number) or bool(marks and marks[0].strip()) or rest.startswith("|")
        if (begins or is_blank) and lines:
            found.append(" ".join(lines))
            lines = []
        if not is_blank:
            rest = rest[number.end() :].strip() if number else rest.strip()
            is_heading = bool(marks and "#" in marks[0])
            lines.append(f"{rest.rstrip('# ')}:" if is_heading and rest[-1] not in "?!.:" else rest)
        counts = begins or is_blank
    return [block for block in found if block]


@lru_cache(maxsize=2_048)
def plain(block: str) -> str:
    """What readers see of a block, in one spelling of spaces, dashes, fractions and raised digits."""
    text = _ADDRESS.sub("", _CITATION.sub("", block))
    text = html.unescape(_ESCAPE.sub(r"\1", text)) if "&" in text or "\\" in text else text
    text = _EMPHASIS.sub("", _SPLIT_NUMBER.sub(" ", text))
    if not text.isascii():
        text = _FRACTION.sub(_as_decimal, text)
        text = _RAISED.sub(lambda match: "^" + match[0].translate(_RAISED_SIGNS), text)
        text = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES)
    text = _ROMAN.sub(lambda match: f"{match[1]} {_ROMAN_VALUES[match[2]]}", _SPELLED_FRACTION.sub(_as_quotient, text))
    text = _DOTTED.sub(lambda match: re.sub(r"[\s.]", "", match[0]), _RANK.sub(_as_ordinal, text))
    return " ".join(text.split())


def leads(listed: Sequence[str]) -> list[str]:
    """For each block the one under which it stands: the last before it that ends with a colon."""
    found, last = [], ""
    for block in listed:
        found.append(last)
        if block.endswith(":"):
            last = block
    return found


def names_in(text: str, names: Names) -> dict[str, str]:
    """Those of the names that a text may hold, spelled as tokens are. Names that are spelled so stay as they are."""
    lower = plain(text).lower()
    near = {name: meant for name, meant in names.items() if name[:3].lower() in lower}
    spelled = {" ".join(raw.word for raw in _raw(plain(name))): meant for name, meant in near.items()}
    words = set(_PARTS.findall(lower))
    return {name: meant for name, meant in spelled.items() if name and words.issuperset(_PARTS.findall(name))}


def read(block: str, names: Names, *, lead: str = "") -> Iterator[Sentence]:
    """The sentences of a block that hold a word or a number."""
    text = plain(block)
    for start, end in sentences.spans(text):
        piece = text[start:end]
        tokens = tuple(_tokens(piece, names))
        if tokens:
            yield Sentence(piece, tokens, lead)


def _as_decimal(match: re.Match[str]) -> str:
    value = Decimal(match[1] or 0) + Decimal(str(round(unicodedata.numeric(match[2]), 4)))
    return f" {value}" if not match[1] else str(value)


def _as_ordinal(match: re.Match[str]) -> str:
    """ "2nd" as "second"."""
    place = int(match[1])
    return ORDINAL_WORDS[place - 1] if 0 < place <= len(ORDINAL_WORDS) else match[0]


def _as_quotient(match: re.Match[str]) -> str:
    """ "1/2" as "0.5"; 7/8 and the like stay, and so does what is no part of one thing, such as 5/2."""
    above, below = int(match[2]), int(match[3])
    if above >= below or below > 4:
        return match[0]
    return str(Decimal(match[1] or 0) + Decimal(str(round(above / below, 4))))


class _Raw(NamedTuple):
    """A word, number or sign as it stands there. ``joined``: nothing but a space or a hyphen stands before it."""

    word: str
    start: int
    end: int
    value: str = ""
    joined: bool = False


def _tokens(text: str, names: Names) -> Iterator[Token]:
    raw = list(_raw(text))
    heads = {name.partition(" ")[0] for name in names}
    place = 0
    while place < len(raw):
        here = raw[place]
        if here.value or here.word in _HEADS or here.word in heads:
            found = _number(raw, place) or _phrase(raw, place, names)
            if found is not None:
                yield found[0]
                place += found[1]
                continue
        if here.word not in _NO_WORDS:
            key, kind = _meaning(here.word)
            yield Token(key, here.start, here.end, kind)
        place += 1


def _raw(text: str) -> Iterator[_Raw]:
    end = 0
    for match in _TOKEN.finditer(text):
        joined = text[end : match.start()] in {"", " ", "-"}
        end = match.end()
        if match["number"] is not None:
            yield _Raw(match[0], match.start(), end, value=normal(match[0]), joined=joined)
            continue
        word = match[0].lower()
        if match["word"] is None or not ("'" in word or word == "cannot"):
            yield _Raw(SYMBOLS.get(word, word), match.start(), end, joined=joined)
            continue
        for part in _apart(word):
            yield _Raw(part, match.start(), end, joined=joined)
            joined = True


def _apart(word: str) -> tuple[str, ...]:
    """ "don't" as its two words; "patient's" as one."""
    if word in SHORT_NEGATIONS:
        return SHORT_NEGATIONS[word]
    if word.endswith("n't"):
        return word[:-3], "not"
    return (word.split("'", maxsplit=1)[0],)


def normal(written: str) -> str:
    """A number in one spelling: "1 000", "1,000" and "1000.0" are 1000; ".5", "0,50" are 0.5."""
    bare = re.sub(r"[\s']", "", written)
    sign, bare = ("-", bare[1:]) if bare.startswith("-") else ("", bare)
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"\d+,\d+", bare):
        bare = bare.replace(",", ".")
    if not re.fullmatch(r"\d*\.?\d+", bare):
        return sign + bare
    value = format(Decimal(bare), "f")
    return sign + (value.rstrip("0").rstrip(".") if "." in value else value)


def _number(raw: Sequence[_Raw], place: int) -> tuple[Token, int] | None:
    """A number with the unit behind it, in digits or in words."""
    found = _digits(raw, place) or _spelled(raw, place)
    if found is None:
        return None
    value, length = found
    unit, more = _unit(raw, place + length)
    first, last = raw[place], raw[place + length + more - 1]
    kind = Kind.DOSE if unit in DOSE_UNITS else Kind.NUMBER
    key = f"#{value} {unit}".rstrip()
    return Token(key, first.start, last.end, kind, number=value, unit=unit), length + more


def _digits(raw: Sequence[_Raw], place: int) -> tuple[str, int] | None:
    if not raw[place].value:
        return None
    following = _joined(raw, place + 1)
    if following[:1] and following[0] in SCALES:
        return normal(format(Decimal(raw[place].value) * SCALES[following[0]], "f")), 2
    if more := and_a_part(following):
        return normal(format(Decimal(raw[place].value) + more, "f")), 4
    return raw[place].value, 1


def _spelled(raw: Sequence[_Raw], place: int) -> tuple[str, int] | None:
    word = raw[place].word
    words = [word, *_joined(raw, place + 1)]
    following = words[1] if len(words) > 1 else ""
    if word in TIMES and (word != "once" or following in RATES or following in {"a", "per", "each", "every"}):
        return f"{TIMES[word]} times", 1
    if word in NOT_A_NUMBER:
        before, after = NOT_A_NUMBER[word]
        if (place and raw[place - 1].word in before) or following in after:
            return None
    found = spelled(words)
    return None if found is None else (normal(format(found[0], "f")), found[1])


_LONGEST_NUMBER = 10


def _joined(raw: Sequence[_Raw], place: int) -> list[str]:
    """The words from a place on that nothing but spaces and hyphens divides."""
    found: list[str] = []
    while place < len(raw) and raw[place].joined and len(found) < _LONGEST_NUMBER:
        found.append(raw[place].word)
        place += 1
    return found


def _unit(raw: Sequence[_Raw], place: int) -> tuple[str, int]:
    """The unit at a place and how many words it takes; none is "" and 0."""
    if place >= len(raw) or not raw[place].joined:
        return "", 0
    word = raw[place].word
    following = raw[place + 1].word if place + 1 < len(raw) and raw[place + 1].joined else ""
    if (word, following) in TWO_WORD_UNITS:
        return TWO_WORD_UNITS[word, following], 2
    return (UNITS[word], 1) if word in UNITS else ("", 0)


def _phrase(raw: Sequence[_Raw], place: int, names: Names) -> tuple[Token, int] | None:
    """Several words that count as one: how often, a limit, the name of a drug."""
    here = raw[place]
    if here.word in RATES:
        return Token(f"/{RATES[here.word]}", here.start, here.end, Kind.HOW_OFTEN), 1
    following = raw[place + 1] if place + 1 < len(raw) else None
    if here.word in _PER and following is not None and following.joined:
        unit = UNITS.get(following.word, "")
        if unit in RATE_UNITS and (
            here.word in {"/", "per"} or unit in {"hour", "day", "night", "week", "month", "year"}
        ):
            return Token(f"/{unit}", here.start, following.end, Kind.HOW_OFTEN), 2
    for length in (4, 3, 2, 1):
        span = raw[place : place + length]
        if len(span) < length or not all(part.joined for part in span[1:]):
            continue
        words = tuple(part.word for part in span)
        if words in PHRASES:
            key, kind = PHRASES[words]
            return Token(key, here.start, span[-1].end, kind), length
        if name := names.get(" ".join(words)):
            return Token(f"drug:{name}", here.start, span[-1].end, Kind.DRUG), length
    return None


@lru_cache(maxsize=16_384)
def _meaning(word: str) -> tuple[str, Kind | None]:
    """A single word in the form that stands for all its forms, and whether it counts."""
    kind = WORDS.get(word)
    if UNITS.get(word) in LONE_UNITS:
        return UNITS[word], Kind.UNIT
    if word == "^" or word in ORDINALS:
        kind = Kind.NUMBER
    elif word in {"%", "×"}:
        kind = Kind.UNIT
    elif kind is None and any(sign.isdigit() for sign in word):
        kind = Kind.NUMBER
    elif kind is None and _is_drug(word.removesuffix("s")):
        kind = Kind.DRUG
    return SAME.get(word, word), kind


def _is_drug(word: str) -> bool:
    return word in DRUGS or (len(word) > 5 and bool(DRUG_LIKE.fullmatch(word)))
