"""How many years of school a text asks for: two formulas and our own counter of syllables. English only.

A formula cannot tell whether a text is clear. It finds the passages to look at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from medsite.lib import sentences

FEWEST_SENTENCES = 10
"""With fewer, both formulas say chance: SMOG was made for samples of thirty sentences."""
MANY_SYLLABLES = 3
LONGEST_WORD = 60
"""What is longer is no word, and not worth remembering."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyàáâäæèéêëìíîïòóôöøùúûü]+")
_SILENT_END = re.compile(r"(?:[^aeiouylr]|[aeiouyr]l|[^l]r|^)(?:e|es|ed)$")
_SPOKEN_END = re.compile(r"(?:[td]ed|(?:[cgszx]|ch|sh)es)$")
_SPLIT = re.compile(
    r"ia(?!l$|n$|ge)|i(?:o(?!n|us)|um|us)|(?<=[^ctxg])iou|ie(?=t)|^scie|ea(?=te|tion|lit)|(?<=[aeiou][^aeiou])ea$|"
    r"eo(?!p)|ua[lt]|uou|[^gq]ui(?:ty|d$)|[ey]ing"
)
_IRREGULAR = {"diabetes": 4, "headaches": 2, "trial": 2, "trials": 2, "influenza": 4, "aches": 1, "recipe": 3}


@dataclass(frozen=True)
class Counts:
    """What the formulas ask: sentences, words, syllables, and words of three or more syllables."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0
    long_words: int = 0

    @property
    def is_too_short(self) -> bool:
        return self.sentences < FEWEST_SENTENCES

    @property
    def flesch_kincaid(self) -> float | None:
        """0.39 words a sentence + 11.8 syllables a word - 15.59, a US school grade; None for too short a text.

        Source: Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas for Navy
        enlisted personnel. Research Branch Report 8-75, Naval Technical Training Command, 1975.
        """
        if self.is_too_short or not self.words:
            return None
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def smog(self) -> float | None:
        """1.0430 x square root of (long words x 30 / sentences) + 3.1291, a US school grade; None for too short a text.

        Source: McLaughlin GH. SMOG grading: a new readability formula. Journal of Reading 1969;12(8):639-646.
        """
        if self.is_too_short:
            return None
        return float(1.0430 * (self.long_words * 30 / self.sentences) ** 0.5 + 3.1291)


def count(blocks: Iterable[str]) -> Counts:
    """Count blocks of clean text, without tables, addresses and marks; the end of a block ends a sentence."""
    total = words = spoken = long_words = 0
    for block in blocks:
        for start, end in sentences.spans(block):
            found = _WORD.findall(block[start:end])
            if not found:
                continue
            total += 1
            words += len(found)
            for word in found:
                number = syllables(word)
                spoken += number
                long_words += number >= MANY_SYLLABLES
    return Counts(total, words, spoken, long_words)


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, without silent endings. At least one.

    Abbreviations in capitals are spoken letter by letter.
    """
    return _syllables(word) if len(word) <= LONGEST_WORD else len(_VOWELS.findall(word.lower())) or 1


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    if len(word) > 1 and word.isupper():
        return len(word)
    lower = word.lower().replace("’", "'").removesuffix("'s")
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    number = len(_VOWELS.findall(lower)) + len(_SPLIT.findall(lower))
    if len(lower) > 2 and _SILENT_END.search(lower) and not _SPOKEN_END.search(lower):
        number -= 1
    return max(number, 1)
