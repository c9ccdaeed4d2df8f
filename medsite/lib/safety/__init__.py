"""What changed between two texts that could harm somebody: doses, numbers, units, negations, names, limits, warnings.

    shapes       kinds, and a change as screens and records hold it
    vocabulary   the words and units that count, and what is the same in another spelling
    drugs        names of drugs that no ending gives away
    numerals     numbers in words
    reading      a text as blocks, sentences and tokens
    comparing    two lists of passages → the changes, in reading order
    unread       the same in a language whose words nobody listed: each sentence that changed is one

It reads words, not meanings. A pure respelling is no change ("0.5 mg", ".5 milligrams"; "don't", "do not"); whatever
is in doubt is one, because a change too many costs a reviewer a second, and one too few may cost a reader more. The
words are English ones; in other languages numbers, units and names count, and every sentence that changed at all. The
same texts and names give the same changes, always: a record of them can be checked by comparing again.

It reads the Markdown that a writer typed. ``markdown.eaten`` proves that readers see every word of it, in its order.
"""

from medsite.lib.languages import language_of
from medsite.lib.safety.comparing import compare
from medsite.lib.safety.reading import names_in
from medsite.lib.safety.shapes import Act, Kind, SafetyChange, in_words, kinds_of
from medsite.lib.safety.unread import compare_every_sentence

RULES = "safety-3"
"""Names the rules by which a stored comparison was made. Count it up when they find something else."""
EVERY_SENTENCE = "safety-3, every sentence"
"""The same for texts in other languages than English."""


def rules_for(locale: str) -> str:
    """By which rules a text in this language is compared with the one before it."""
    return RULES if language_of(locale) == "en" else EVERY_SENTENCE


__all__ = [
    "EVERY_SENTENCE",
    "RULES",
    "Act",
    "Kind",
    "SafetyChange",
    "compare",
    "compare_every_sentence",
    "in_words",
    "kinds_of",
    "names_in",
    "rules_for",
]
