"""Two lists of passages → the safety changes between them.

Places are paired by name, blocks and sentences by what they say. What is left over between two pairs is compared word
by word as one piece, so that a sentence cut in two is no change. A sentence that has no counterpart is reported as a
whole: a new one for its amounts and negations, a dropped one for its warnings, too.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest

from medsite.lib.phrases import Passage
from medsite.lib.safety.reading import Names, Sentence, Token, blocks, leads, names_in, plain, read
from medsite.lib.safety.shapes import Act, Kind, SafetyChange
from medsite.lib.safety.vocabulary import FACING, JOINING, MILD, OPPOSITES, PREFIXES, UNREMARKABLE

IN_NEW = frozenset({Kind.DOSE, Kind.NUMBER, Kind.UNIT, Kind.NEGATION})
"""What counts in a sentence that is new as a whole."""
IN_GONE = IN_NEW | {Kind.WARNING, Kind.PEOPLE, Kind.HOW_OFTEN}
"""What counts in a sentence that is gone as a whole."""
ALIKE = 0.34
"""Share of its words that a sentence has in common with the other text, or it has no counterpart."""
SHORT = 5
"""Words of a sentence that is never without a counterpart when it stands alone against another."""
MOST = 250_000
"""Words before times words after that are compared one by one; a larger piece is compared by what counts in it."""
AMOUNT = "amount"
SHOWN = 300
"""Characters of a sentence that a change quotes."""


def compare(old: Sequence[Passage], new: Sequence[Passage], names: Names) -> tuple[SafetyChange, ...]:
    """The safety changes from one text to another, in the order of the newer one. Pure.

    ``names`` maps names of drugs to what they stand for. Names of places are unique within each list.
    """
    known = names_in("\n".join(passage.text for passage in (*old, *new)), names)
    pieces = [piece for before, after in paired(old, new) for piece in _pieces(before, after, known)]
    found = [*_moved(pieces)]
    found += [change for piece in pieces for change in _changes(piece)]
    order = {passage.place: number for number, passage in enumerate((*new, *old))}
    return tuple(sorted(found, key=lambda change: order.get(change.place, 0)))


@dataclass
class _Piece:
    """What differs between two pairs of sentences that are the same."""

    place: str
    old: list[Sentence]
    new: list[Sentence]
    old_place: str = ""


def paired(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[tuple[Passage, Passage]]:
    """Each place with its counterpart; a section under another name is found by what it says."""
    before = {passage.place: passage for passage in old}
    after = {passage.place for passage in new}
    left = [passage for passage in old if passage.place not in after]
    for passage in new:
        match = before.get(passage.place)
        if match is None and left:
            match = max(left, key=lambda other: _in_common(other.text, passage.text))
            match = match if _in_common(match.text, passage.text) >= 0.5 else None
            left = [other for other in left if other is not match]
        yield match or Passage(passage.place, ""), passage
    for passage in left:
        yield passage, Passage(passage.place, "")


def _in_common(one: str, other: str) -> float:
    first, second = set(blocks(one)), set(blocks(other))
    return len(first & second) / max(1, min(len(first), len(second)))


def _pieces(before: Passage, after: Passage, names: Names) -> Iterator[_Piece]:
    if before.text == after.text and before.place == after.place:
        return
    first, second = blocks(before.text), blocks(after.text)
    above, over = leads(first), leads(second)
    for i1, i2, j1, j2 in differing(first, second):
        old = [sentence for number in range(i1, i2) for sentence in read(first[number], names, lead=above[number])]
        new = [sentence for number in range(j1, j2) for sentence in read(second[number], names, lead=over[number])]
        for k1, k2, l1, l2 in differing([one.key for one in old], [one.key for one in new]):
            yield _Piece(after.place, old[k1:k2], new[l1:l2], before.place)


def differing(before: Sequence[object], after: Sequence[object]) -> Iterator[tuple[int, int, int, int]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        if op != "equal":
            yield i1, i2, j1, j2


def _moved(pieces: Iterable[_Piece]) -> Iterator[SafetyChange]:
    """Sentences that stand elsewhere now, word for word. Takes them out of the pieces; those in which something counts
    are named, because a dose under another heading is for somebody else."""
    gone: dict[tuple[str, ...], list[tuple[_Piece, Sentence]]] = {}
    listed = list(pieces)
    for piece in listed:
        for sentence in piece.old:
            gone.setdefault(sentence.key, []).append((piece, sentence))
    for piece in listed:
        for sentence in list(piece.new):
            if not gone.get(sentence.key):
                continue
            source, twin = gone[sentence.key].pop(0)
            piece.new = [one for one in piece.new if one is not sentence]
            source.old = [one for one in source.old if one is not twin]
            counted = _counting_alone(sentence, IN_NEW)
            lead, other = plain(twin.lead), plain(sentence.lead)
            if kind := next((kind for kind in Kind if kind in counted), None):
                words = _said(sentence, counted[kind])
                yield SafetyChange(kind, Act.MOVED, piece.place, words, words, short(twin.text), short(sentence.text))
            elif lead != other and (found := _governing(twin) | _governing(sentence)):
                kind = next(kind for kind in Kind if kind in found)
                yield SafetyChange(kind, Act.MOVED, piece.place, lead, other, short(twin.text), short(sentence.text))


def _governing(sentence: Sentence) -> frozenset[Kind]:
    """What counts in the line under which a sentence stands, such as "Do not take it if you:"."""
    if not sentence.lead:
        return frozenset()
    return frozenset(token.kind for one in read(sentence.lead, {}) for token in one.tokens if token.kind)


def _warns(sentence: Sentence) -> bool:
    return bool(_governing(sentence) & {Kind.NEGATION, Kind.WARNING})


def _counting_alone(sentence: Sentence, counted: frozenset[Kind]) -> dict[Kind, list[Token]]:
    """What counts in a sentence as a whole, by kind. Bare numbers in letters and mild negations do not: "two of them",
    "nobody asked"."""
    found: dict[Kind, list[Token]] = {}
    for token in sentence.tokens:
        is_bare = token.kind == Kind.NUMBER and not token.unit
        is_mild = token.key in MILD or (is_bare and sentence.text[token.start : token.end].isalpha())
        if token.kind in counted and not is_mild:
            found.setdefault(token.kind, []).append(token)
    return found


@dataclass
class _Side:
    """The words of one side of a piece, each with the sentence it stands in, and which of them have a counterpart."""

    sentences: list[Sentence]
    tokens: list[Token] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    matched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        for number, sentence in enumerate(self.sentences):
            self.tokens += sentence.tokens
            self.homes += [number] * len(sentence.tokens)

    def alone(self) -> set[int]:
        """Sentences that have too little in common with the other side."""
        counts, matched = Counter(self.homes), Counter(self.homes[place] for place in self.matched)
        return {home for home, count in counts.items() if matched[home] / count < ALIKE}

    def quote(self, place: int | None) -> str:
        return "" if place is None else short(self.sentences[self.homes[place]].text)

    def written(self, place: int | None) -> str:
        if place is None:
            return ""
        token = self.tokens[place]
        return self.sentences[self.homes[place]].text[token.start : token.end]

    def counting(self, places: Iterable[int]) -> list[int]:
        return [place for place in places if self.tokens[place].kind]

    def keys(self, family: str) -> list[str]:
        return [token.key for token in self.tokens if _family(token) == family]


@dataclass(frozen=True)
class _Both:
    """Both sides of a piece. ``twins`` counts for pairs of sentences how many words they have in common."""

    place: str
    old: _Side
    new: _Side
    twins: Counter[tuple[int, int]] = field(default_factory=Counter)

    def match(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Note words that are the same."""
        for before, after in pairs:
            self.old.matched.add(before)
            self.new.matched.add(after)
            self.twins[self.old.homes[before], self.new.homes[after]] += 1

    def change(self, kind: Kind, act: Act, before: int | None, after: int | None) -> SafetyChange:
        """A change of words at these places, with both sentences, also where a word is only in one of them."""
        old, new = self.old.quote(before), self.new.quote(after)
        if before is None and after is not None:
            old = self._twin(
                self.old, [(n, one) for (one, other), n in self.twins.items() if other == self.new.homes[after]]
            )
        if after is None and before is not None:
            new = self._twin(
                self.new, [(n, other) for (one, other), n in self.twins.items() if one == self.old.homes[before]]
            )
        return SafetyChange(kind, act, self.place, self.old.written(before), self.new.written(after), old, new)

    @staticmethod
    def _twin(side: _Side, homes: list[tuple[int, int]]) -> str:
        return short(side.sentences[max(homes)[1]].text) if homes else ""


def _changes(piece: _Piece) -> Iterator[SafetyChange]:
    old, new = _Side(piece.old), _Side(piece.new)
    both = _Both(piece.place, old, new)
    if len(old.tokens) * len(new.tokens) > MOST:
        yield from _by_what_counts(both)
        return
    matcher = SequenceMatcher(
        None, [token.key for token in old.tokens], [token.key for token in new.tokens], autojunk=False
    )
    codes = matcher.get_opcodes()
    for op, i1, i2, j1, j2 in codes:
        if op == "equal":
            both.match(zip(range(i1, i2), range(j1, j2), strict=True))
    gone, come = (set(), set()) if _is_short_pair(both) else (old.alone(), new.alone())
    yield from _whole(piece.old_place, old, gone, Act.REMOVED)
    yield from _whole(piece.place, new, come, Act.ADDED)
    left: list[_Pair] = []
    names: list[tuple[int, int]] = []
    for op, i1, i2, j1, j2 in codes:
        if op == "equal":
            left += _half_matched(both, zip(range(i1, i2), range(j1, j2), strict=True), gone, come)
            continue
        before = [place for place in range(i1, i2) if old.homes[place] not in gone]
        after = [place for place in range(j1, j2) if new.homes[place] not in come]
        opposites = list(_opposites(both, before, after))
        yield from (both.change(kind, Act.CHANGED, one, other) for kind, one, other in opposites)
        before = [place for place in before if place not in {one for _, one, _ in opposites}]
        after = [place for place in after if place not in {other for _, _, other in opposites}]
        left += _in_pairs(both, before, after)
        names += _name_beside_a_dose(both, before, after)
    yield from (both.change(Kind.DRUG, Act.CHANGED, *pair) for pair in names)
    yield from _told(both, _put_together(both, left))
    yield from _under_a_warning(both, codes, gone)
    if not names:
        yield from _exchanged(both)


_Pair = tuple[int | None, int | None]
"""Places of a word before and after; None where there is none."""


def _is_short_pair(both: _Both) -> bool:
    """A short sentence, such as the cell of a table, has few words to be known by."""
    alone = len(both.old.sentences) == len(both.new.sentences) == 1
    return alone and min(len(both.old.tokens), len(both.new.tokens)) <= SHORT


def _by_what_counts(both: _Both) -> Iterator[SafetyChange]:
    """For a piece that was written anew and is too long to compare word by word."""
    before = both.old.counting(range(len(both.old.tokens)))
    after = both.new.counting(range(len(both.new.tokens)))
    left: list[_Pair] = []
    for i1, i2, j1, j2 in differing(
        [both.old.tokens[place].key for place in before], [both.new.tokens[place].key for place in after]
    ):
        left += _in_pairs(both, before[i1:i2], after[j1:j2])
    yield from _told(both, left)


def _whole(place: str, side: _Side, homes: Iterable[int], act: Act) -> Iterator[SafetyChange]:
    """Sentences without a counterpart: one change for each kind of what counts in them."""
    counted = IN_GONE if act == Act.REMOVED else IN_NEW
    for home in sorted(homes):
        sentence = side.sentences[home]
        there = _counting_alone(sentence, counted)
        if act == Act.REMOVED and not there and _warns(sentence):
            there = {Kind.WARNING: list(sentence.tokens)}
        for kind in (kind for kind in Kind if kind in there):
            words = _said(sentence, there[kind])
            text = short(sentence.text)
            sides = (words, "", text, "") if act == Act.REMOVED else ("", words, "", text)
            yield SafetyChange(kind, act, place, *sides)


def _half_matched(
    both: _Both, pairs: Iterable[tuple[int, int]], gone: Collection[int], come: Collection[int]
) -> Iterator[_Pair]:
    """What matched by chance a word of a sentence that has no counterpart: nothing of that is the same."""
    for before, after in pairs:
        if both.old.tokens[before].kind and (both.old.homes[before] in gone) != (both.new.homes[after] in come):
            yield (None, after) if both.old.homes[before] in gone else (before, None)


def _in_pairs(both: _Both, before: Iterable[int], after: Iterable[int]) -> Iterator[_Pair]:
    """What counts among words that took each other's place, kind by kind: a dose with a dose, a name with a name."""
    left = {place: _family(both.old.tokens[place]) for place in both.old.counting(before)}
    right = {place: _family(both.new.tokens[place]) for place in both.new.counting(after)}
    for family in dict.fromkeys([*left.values(), *right.values()]):
        yield from zip_longest(
            [place for place, its in left.items() if its == family],
            [place for place, its in right.items() if its == family],
        )


def _family(token: Token) -> str:
    return AMOUNT if token.number or token.kind == Kind.UNIT else str(token.kind)


def _put_together(both: _Both, pairs: Iterable[_Pair]) -> list[_Pair]:
    """What is gone in one place and has come in another is one change: it moved within the sentence."""
    listed = list(pairs)
    come: dict[str, list[int]] = {}
    for before, after in listed:
        if before is None and after is not None:
            come.setdefault(both.new.tokens[after].key, []).append(after)
    moved: dict[int, int] = {}
    for before, after in listed:
        if before is not None and after is None and come.get(both.old.tokens[before].key):
            moved[before] = come[both.old.tokens[before].key].pop(0)
    taken = set(moved.values())
    return [
        (before, moved.get(before, after) if before is not None else after)
        for before, after in listed
        if before is not None or after not in taken
    ]


def _told(both: _Both, pairs: Iterable[_Pair]) -> Iterator[SafetyChange]:
    for before, after in pairs:
        first = None if before is None else both.old.tokens[before]
        second = None if after is None else both.new.tokens[after]
        kind = _kind(first, second)
        if kind == Kind.WARNING and first is None:
            continue  # a warning more does no harm; what else counts in it is told
        act = Act.ADDED if first is None else Act.REMOVED if second is None else Act.CHANGED
        if first is not None and second is not None and first.key == second.key:
            act = Act.MOVED
        yield both.change(kind, act, before, after)


def _kind(first: Token | None, second: Token | None) -> Kind:
    kinds = [token.kind for token in (first, second) if token is not None and token.kind]
    if first is not None and second is not None and first.number and first.number == second.number:
        return Kind.UNIT if first.unit != second.unit else kinds[0]
    return min(kinds, key=list(Kind).index)


def _opposites(both: _Both, before: Sequence[int], after: Sequence[int]) -> Iterator[tuple[Kind, int, int]]:
    """ "likely" that became "unlikely", "rare" that became "common", "or" that became "and"."""
    come = {both.new.tokens[place].key: place for place in reversed(after)}
    for one in before:
        word = both.old.tokens[one].key
        for other, place in come.items():
            turned = any(word.startswith(start) and other == end + word.removeprefix(start) for start, end in FACING)
            if turned or any(other == prefix + word or word == prefix + other for prefix in PREFIXES):
                yield Kind.NEGATION, one, place
            elif kind := OPPOSITES.get(frozenset((word, other))):
                yield kind, one, place
            elif {word, other} == JOINING and len(before) == len(after) == 1:
                yield Kind.COMPARISON, one, place


def _name_beside_a_dose(both: _Both, before: Sequence[int], after: Sequence[int]) -> Iterator[tuple[int, int]]:
    """ "5 mg of this" that became "5 mg of that", whatever they are."""
    for one, other in zip(before[:1], after[:1], strict=False):
        counts = both.old.tokens[one].kind or both.new.tokens[other].kind
        if not counts and _follows_a_dose(both.old, one) and _follows_a_dose(both.new, other):
            yield one, other


def _follows_a_dose(side: _Side, place: int) -> bool:
    return place > 1 and side.tokens[place - 1].key == "of" and side.tokens[place - 2].kind == Kind.DOSE


def _under_a_warning(
    both: _Both, codes: Iterable[tuple[str, int, int, int, int]], gone: Collection[int]
) -> Iterator[SafetyChange]:
    """Other words in a list of what somebody should not do: one change for each item."""
    seen = {*gone}
    for op, i1, i2, j1, j2 in codes:
        for place in range(i1, i2) if op != "equal" else ():
            token, home = both.old.tokens[place], both.old.homes[place]
            if token.kind or token.key in UNREMARKABLE or home in seen or not _warns(both.old.sentences[home]):
                continue
            seen.add(home)
            yield both.change(Kind.WARNING, Act.CHANGED, place, j1 if j1 < j2 else None)


def _exchanged(both: _Both) -> Iterator[SafetyChange]:
    """The same amounts, or the same negations, in the same order, but a word stands on the other side of one of them:
    they belong to something else now. For the names that nobody listed, and for "not this but that"."""
    for kind, family, fewest in ((Kind.DOSE, AMOUNT, 2), (Kind.NEGATION, str(Kind.NEGATION), 1)):
        marks = both.old.keys(family)
        if len(set(marks)) < fewest or marks != both.new.keys(family):
            continue
        before, after = _passed(both.old, family), _passed(both.new, family)
        crossed = [word for word in before if word in after and before[word][1] != after[word][1]]
        if crossed:
            yield both.change(kind, Act.MOVED, before[crossed[0]][0], after[crossed[0]][0])


def _passed(side: _Side, family: str) -> Mapping[str, tuple[int, int]]:
    """Each word that stands there once and says something: its place, and how many marks stand before it."""
    counts = Counter(token.key for token in side.tokens)
    found: dict[str, tuple[int, int]] = {}
    marks = 0
    for place, token in enumerate(side.tokens):
        marks += _family(token) == family
        if not token.kind and counts[token.key] == 1 and len(token.key) > 2 and token.key not in UNREMARKABLE:
            found[token.key] = place, marks
    return found


def _said(sentence: Sentence, tokens: Iterable[Token]) -> str:
    return ", ".join(dict.fromkeys(sentence.text[token.start : token.end] for token in tokens))


def short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
