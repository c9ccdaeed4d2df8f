"""Words as a search compares them: without case and accents, and without the commonest endings of their language.

Done here and not in a database, so that every database finds the same. Scripts that write without spaces are taken in
runs, as they stand. A language that is not known here keeps all its endings.
"""

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 64
"""Characters of a word. What is longer is no word that anybody types."""

COMMON = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be but by can could do does for from had has have how i if in into is it its me my of on
    or our s should so t than that the their them then there these they this to was we were what when where which who
    why will with would you your
    cant dont doesnt didnt isnt arent wasnt wont im ive""",
    )
)
"""Words that say nothing by themselves, left out while others remain."""

COMMON_IN = {
    "en": COMMON,
    "es": frozenset(
        re.findall(
            r"\w+",
            """a al ante como con cual cuales cuando cuanto de del desde donde e el ella ellas ellos en entre era es esa
            ese eso esta estan estas este esto estos fue ha han hasta hay la las le les lo los mas me mi mis o os para
            pero por porque puede puedo que quien se ser si sin sobre son soy su sus te tengo tiene tu tus u un una
            unas uno unos y ya yo""",
        )
    ),
}
"""The same in each language that can be searched, without accents."""

_RUN = re.compile(r"[^\W_]+")
_NOT_A_WORD = re.compile(r"[\W_]+")
_VOWEL = re.compile(r"[aeiouy]")
_TYPED_AS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l"})
"""Letters that Unicode does not take apart, as they are typed without them. A database may sort them among these."""


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, how it is written without case and accents, and its stem."""

    start: int
    end: int
    folded: str
    stem: str


def composed(text: str) -> str:
    """The text with each accent in one character with its letter, so that no word is cut in two."""
    return unicodedata.normalize("NFC", text)


def read(text: str, language: str = "en") -> Iterator[Word]:
    """The words of a text in order, with the stems that they have in its language."""
    for run in _RUN.finditer(text):
        written = fold(run[0])
        if written and len(written) <= LONGEST:
            yield Word(run.start(), run.end(), written, stem(written, language))


def stems(text: str, language: str = "en") -> list[str]:
    return [word.stem for word in read(composed(text), language)]


def joined(said: Sequence[Word]) -> str:
    """Words in a row as names of several words are compared."""
    return " ".join(word.folded for word in said)


def runs(said: Sequence[Word], *, longest: int) -> set[str]:
    """Every run of up to so many words, joined."""
    return {
        joined(said[start : start + length])
        for length in range(1, longest + 1)
        for start in range(len(said) - length + 1)
    }


def divided(said: Sequence[Word], known: Container[str], *, longest: int) -> Iterator[tuple[Sequence[Word], str]]:
    """The words in order, those of a known name together with it as it is joined, each other alone with no name.

    Of names that begin at one word the longest counts.
    """
    place = 0
    while place < len(said):
        most = min(longest, len(said) - place)
        length = next((n for n in range(most, 0, -1) if joined(said[place : place + n]) in known), 0)
        run = said[place : place + (length or 1)]
        yield run, joined(run) if length else ""
        place += len(run)


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """A word without case and accents, "œ" as "oe"; empty when nothing of it is a letter or a digit."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold()).translate(_TYPED_AS)
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFC", bare))


@lru_cache(maxsize=65_536)
def stem(word: str, language: str = "en") -> str:
    """A folded word without the endings of its language that are certain: a prefix finds the rest."""
    if len(word) < 4 or not word.isascii() or not word.isalpha() or language not in _ENDINGS:
        return word
    return _ENDINGS[language](word)


def _english(word: str) -> str:
    """Without plural, -ing and -ed."""
    word = _singular(word)
    for ending in ("ing", "ed"):
        trunk = word.removesuffix(ending)
        if trunk != word and len(trunk) >= 3 and _VOWEL.search(trunk) and not word.endswith("eed"):
            doubled = trunk[-1] == trunk[-2] and trunk[-1] not in "lsz"
            word = trunk[:-1] if doubled else trunk
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _spanish(word: str) -> str:
    """Without plural, and without the gender of words that have one ("vacunado", "niñas"): "casa" is no "caso"."""
    if word.endswith("ces"):
        word = word[:-3] + "z"
    elif word.endswith("s") and not word.endswith(("us", "is")):
        word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        return word[:-1]
    return word[:-1] if _WITH_GENDER.search(word) else word


_WITH_GENDER = re.compile(r"(?:^nin|[a-z]{2}(?:ad|id|iv|os|ic|ari|er))[ao]$")
_ENDINGS = {"en": _english, "es": _spanish}
