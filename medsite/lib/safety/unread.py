"""Texts in a language whose words the rules do not know: what counts in every language, and each sentence that changed.

A sentence counts as the same only when it is spelled the same, number for number: "1.000" and "1,000" are a thousand in
one language and one in another.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from medsite.lib.phrases import Passage
from medsite.lib.safety.comparing import compare, differing, paired, short
from medsite.lib.safety.reading import Names, Sentence, blocks, leads, plain, read
from medsite.lib.safety.shapes import Act, Kind, SafetyChange


def compare_every_sentence(old: Sequence[Passage], new: Sequence[Passage], names: Names) -> tuple[SafetyChange, ...]:
    """What ``compare`` finds, and every other sentence that is new, gone, changed or under another line. Pure."""
    found = compare(old, new, names)
    quoted = {text for change in found for text in (change.old_sentence, change.new_sentence) if text}
    others = [
        change for change in _changed(old, new) if not ({change.old_sentence, change.new_sentence} - {""} <= quoted)
    ]
    order = {passage.place: number for number, passage in enumerate((*new, *old))}
    return tuple(sorted((*found, *others), key=lambda change: order.get(change.place, 0)))


def _changed(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[SafetyChange]:
    for before, after in paired(old, new):
        first, second = _sentences(before.text), _sentences(after.text)
        for i1, i2, j1, j2 in differing([_as_spelled(one) for one in first], [_as_spelled(one) for one in second]):
            for one, other in zip_longest(first[i1:i2], second[j1:j2]):
                act = Act.ADDED if one is None else Act.REMOVED if other is None else Act.CHANGED
                place = after.place if other is not None else before.place
                said = ("" if sentence is None else short(sentence.text) for sentence in (one, other))
                yield SafetyChange(Kind.WORDS, act, place, "", "", *said)


def _sentences(text: str) -> list[Sentence]:
    listed = blocks(text)
    return [one for block, lead in zip(listed, leads(listed), strict=True) for one in read(block, {}, lead=lead)]


def _as_spelled(sentence: Sentence) -> tuple[str, str]:
    return plain(sentence.lead), sentence.text
