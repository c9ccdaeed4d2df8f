"""Words in a text, as a reader would take them: not inside a quotation or an address, and not denied.

A phrase is words with spaces between. Each word also matches its plural, and ``*`` at the end of a word matches
any ending: ``suicid*`` finds "suicidal". Letter case, accents in either spelling, hyphens and typographic
apostrophes make no difference: ``self harm`` finds "Self‑harm".

A phrase is denied when a word such as *no*, *not* or *without* stands before it and nothing but words of a short
list ("risk of", "evidence of", "cause") comes between, or in a list after *no*: "no fever, stroke or chest pain".
Everything else counts as said. A warning too many is the smaller harm, so whatever is in doubt is not denied:
"do not ignore chest pain" says it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

MENTIONS_SHOWN = 3
"""Places of a phrase that are named; more say nothing new."""

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "＇": "'", "\u00ad": None, "\u200b": None, "\u2060": None})
_ADDRESS = re.compile(
    r"(?:https?|ftp)://\S+|www\.\S+|[^\s@]+@[^\s@]+\.\w{2,}|\b(?:[\w-]+\.)+(?:com|org|net|gov|edu|int|info|io|eu|uk)\b(?:/\S*)?",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|‹[^‹›]*›|(?<![\w‘])‘[^‘]*?’(?!\w)"
    r'|(?<![\w"])"(?=\S)[^"\n]*?(?<=\S)"(?![\w"])'
)
_DOSE = re.compile(
    r"(?<![\w.,])\d[\d.,]*\s?(?:mg|mcg|[µμ]g|ml|iu|units?|milligrams?|micrograms?|millilit(?:re|er)s?)(?![\w])(?!\s?/\s?d?l\b)",
    re.IGNORECASE,
)
_GONE = " \x00 "
_HARD = re.compile(r"[.!?;:()\[\]{}—–…•|\n\x00]|(?<=\s)-(?=\s)")

_DENIALS = frozenset(
    {"no", "not", "never", "nor", "neither", "without", "cannot", "non", "absence", "lack", "free", "denies"}
)
_DENY_A_SENTENCE = frozenset({"without", "free", "lack", "absence", "denies"})
_NOBODY = frozenset({"nobody", "none", "few", "hardly", "rarely", "seldom", "scarcely"})
_REACH = 8
"""Words before such a denial among which another one is looked for."""
_DENY_WITH_OF = frozenset({"absence", "lack", "free"})
_DENY_A_LIST = frozenset({"no", "nor", "neither", "denies"})
_FILLING = frozenset(
    re.findall(
        r"\w+",
        """a an any the of for in to from on by with about as such or nor that it this these those your their his
    her our risk risks danger chance sign signs symptom symptoms evidence history case cases report reports link links
    thing
    known reported proven clear significant new previous current higher raised increase increased increases
    cause causes caused causing raise raises lead leads mean means involve involves have has had having produce
    produces include includes contain contains develop develops show shows find found been be being associated
        linked related""",
    )
)
_VERBS = frozenset(
    re.findall(r"\w+", "can may could might is are was were will would has have must should needs need does do did")
)
_LONGEST_DENIAL = 12
_LONGEST_LIST_ITEM = 3
_DENIED_AFTER = re.compile(
    r"(?:is|are|was|were|has|have)(?: not|n't)(?: been)? (?:reported|seen|observed|found|expected)"
)


@dataclass(frozen=True)
class Passage:
    """A piece of an article: its place in words, and what stands there, a block of text a line."""

    place: str
    text: str


@dataclass(frozen=True)
class Mention:
    """Where a phrase is said: the place, and the words as they are written there."""

    place: str
    words: str

    def __str__(self) -> str:
        return f"“{self.words}” in {self.place}"


@dataclass(frozen=True)
class _Token:
    word: str
    written: str
    gap: str
    """What divides it from the word before: "" nothing that matters, "," or "." for the end of a thought."""


class Reading:
    """A text that phrases are looked for in. Reading it costs once, each phrase next to nothing.

    ``without_accents`` is for what somebody typed in a hurry: accents that are missing, or that are too many, make no
    difference then. In a text that was signed they do.
    """

    def __init__(self, passages: Iterable[Passage], *, without_accents: bool = False) -> None:
        self._spelling = _bare if without_accents else str
        self._passages = tuple((passage.place, self._spelling(_said(passage.text))) for passage in passages)

    def mentions(self, phrase: str) -> tuple[Mention, ...]:
        """The first places in which a phrase is said. Empty for a phrase without a word."""
        words = _words(self._spelling(phrase))
        found: list[Mention] = []
        for passage, start in self._starts(words[0]) if words else ():
            place, tokens = self._tokens[passage]
            if _matches(words, tokens, start) and not _is_denied(tokens, start, start + len(words)):
                found.append(Mention(place, _written(tokens[start : start + len(words)])))
                if len(found) == MENTIONS_SHOWN:
                    break
        return tuple(found)

    def doses(self) -> tuple[Mention, ...]:
        """The first places in which the text gives an amount with a unit of a dose."""
        found = (
            Mention(place, " ".join(match[0].split()))
            for place, text in self._passages
            for match in _DOSE.finditer(text)
        )
        return tuple(mention for mention, _ in zip(found, range(MENTIONS_SHOWN), strict=False))

    @cached_property
    def _tokens(self) -> tuple[tuple[str, tuple[_Token, ...]], ...]:
        return tuple((place, tuple(_tokenise(text))) for place, text in self._passages)

    @cached_property
    def _index(self) -> dict[str, list[tuple[int, int]]]:
        """Each word of the text, and where it stands: the number of the passage, the place in it."""
        index: dict[str, list[tuple[int, int]]] = {}
        for number, (_, tokens) in enumerate(self._tokens):
            for start, token in enumerate(tokens):
                index.setdefault(token.word, []).append((number, start))
        return index

    def _starts(self, first: str) -> list[tuple[int, int]]:
        """Where a phrase that begins with this word may begin, in the order of the text."""
        if first.endswith("*"):
            words = [word for word in self._index if word.startswith(first[:-1])]
        else:
            words = [word for word in _forms(first) if word in self._index]
        return sorted(place for word in words for place in self._index[word])


def problem(phrase: str) -> str:
    """What is wrong with a phrase that somebody typed, as a sentence; empty when nothing is."""
    words = _words(phrase)
    if not words:
        return f"“{phrase}” holds no word."
    if any(len(word.rstrip("*")) < 3 for word in words if word.endswith("*")):
        return f"“{phrase}” would match too much: give at least three letters before the star."
    if "*" in phrase.replace("* ", " ").rstrip("*"):
        return f"“{phrase}” has a star within a word. It can only stand at the end of one."
    return ""


def _said(text: str) -> str:
    """The text in one spelling, with quotations and addresses cut out."""
    plain = unicodedata.normalize("NFKC", text)
    return _QUOTED.sub(_GONE, _ADDRESS.sub(_GONE, plain))


def _bare(text: str) -> str:
    """The text without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def _words(phrase: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", phrase).translate(_APOSTROPHES).casefold()
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*\*?", plain)


def _tokenise(text: str) -> Iterator[_Token]:
    text = text.translate(_APOSTROPHES)
    end = 0
    for match in _TOKEN.finditer(text):
        between = text[end : match.start()]
        gap = "." if _HARD.search(between) else "," if "," in between else ""
        yield _Token(match[0].casefold().removesuffix("'s"), match[0], gap)
        end = match.end()


def _forms(word: str) -> Iterator[str]:
    """A word and the ways in which its plural is spelt."""
    yield word
    yield f"{word}s"
    yield f"{word}es"
    if word.endswith("y"):
        yield f"{word[:-1]}ies"


def _matches(words: list[str], tokens: tuple[_Token, ...], start: int) -> bool:
    if start + len(words) > len(tokens):
        return False
    for place, word in enumerate(words):
        token = tokens[start + place]
        if place and token.gap:
            return False
        if word.endswith("*"):
            if not token.word.startswith(word[:-1]):
                return False
        elif token.word not in set(_forms(word)):
            return False
    return True


def _written(tokens: tuple[_Token, ...]) -> str:
    return " ".join(token.written for token in tokens)


def _is_denied(tokens: tuple[_Token, ...], start: int, end: int) -> bool:
    after = tokens[end : end + 5]
    if after and not any(token.gap for token in after[:4]):
        following = " ".join(token.word for token in after)
        if _DENIED_AFTER.match(following.replace(" n't", "n't")):
            return True
    return _denied_directly(tokens, start) or _denied_in_a_list(tokens, start, end)


def _denied_directly(tokens: tuple[_Token, ...], start: int) -> bool:
    """Whether a denial stands before, with filling words only between: "no increased risk of …"."""
    place = start
    while place > 0 and start - place < _LONGEST_DENIAL and not tokens[place].gap:
        place -= 1
        if _denies(tokens, place):
            return not _is_denied_itself(tokens, place)
        if tokens[place].word not in _FILLING:
            return False
    return False


def _denied_in_a_list(tokens: tuple[_Token, ...], start: int, end: int) -> bool:
    """Whether it is part of a list that begins with *no*: "no fever, stroke or chest pain"."""
    following = tokens[end] if end < len(tokens) else None
    if following is not None and not following.gap and following.word in _VERBS:
        return False
    goes_on = following is not None and (
        following.gap == "," or (not following.gap and following.word in {"or", "nor"})
    )
    if not goes_on and not (start and tokens[start - 1].word in {"or", "nor"}):
        return False
    place, item = start, 0
    while place > 0 and start - place < _LONGEST_DENIAL:
        if tokens[place].gap == ".":
            return False
        if tokens[place].gap == ",":
            item = 0
        place -= 1
        word = tokens[place].word
        if word in _DENY_A_LIST:
            return not tokens[place + 1].gap and not _is_denied_itself(tokens, place)
        if word in {"or", "nor"}:
            item = 0
            continue
        item += word not in _FILLING
        if word in _VERBS - _FILLING or item > _LONGEST_LIST_ITEM:
            return False
    return False


def _denies(tokens: tuple[_Token, ...], place: int) -> bool:
    word = tokens[place].word
    if word in _DENY_WITH_OF:
        return place + 1 < len(tokens) and tokens[place + 1].word in {"of", "from"}
    return word in _DENIALS or word.endswith("n't")


def _is_denied_itself(tokens: tuple[_Token, ...], place: int) -> bool:
    """ "Not without risk", "no treatment is without risk", "nobody denies it": two denials deny nothing.

    Words between them count for those that deny what an earlier part of the sentence says.
    """
    reach = _REACH if tokens[place].word in _DENY_A_SENTENCE else 1
    while place > 0 and reach and not tokens[place].gap:
        place, reach = place - 1, reach - 1
        if _denies(tokens, place) or tokens[place].word in _NOBODY:
            return True
    return False
