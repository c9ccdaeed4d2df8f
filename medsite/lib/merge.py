"""Merging two changed texts over their common origin, part by part (the three-way merge of diff3).

Source of the method: Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007. A place that only one side
changed takes that change; a place that both changed in different ways is a conflict, and both stand there.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Stretch(Generic[T]):
    """Parts in a row. ``theirs`` is None where nothing is disputed."""

    mine: tuple[T, ...]
    theirs: tuple[T, ...] | None = None

    @property
    def is_conflict(self) -> bool:
        return self.theirs is not None


def merge(base: Sequence[T], mine: Sequence[T], theirs: Sequence[T]) -> list[Stretch[T]]:
    """Merge two versions of a sequence. Nothing of either side is left out: it stands in a stretch."""
    merged: list[Stretch[T]] = []
    for start, end, m_start, m_end, t_start, t_end in _chunks(base, mine, theirs):
        origin, ours, others = tuple(base[start:end]), tuple(mine[m_start:m_end]), tuple(theirs[t_start:t_end])
        if len(origin) == len(ours) == len(others):
            # Neighbouring parts that were changed in place: each is a place of its own.
            merged += [_choose((o,), (m,), (t,)) for o, m, t in zip(origin, ours, others, strict=True)]
        else:
            merged.append(_choose(origin, ours, others))
    return [stretch for stretch in merged if stretch.mine or stretch.theirs]


def _choose(origin: tuple[T, ...], ours: tuple[T, ...], others: tuple[T, ...]) -> Stretch[T]:
    if ours in {origin, others}:
        return Stretch(others)
    return Stretch(ours) if others == origin else Stretch(ours, others)


def _chunks(base: Sequence[T], mine: Sequence[T], theirs: Sequence[T]) -> Iterator[tuple[int, int, int, int, int, int]]:
    """Cut all three where both sides agree with the origin: start and end in each."""
    ours, others = _matches(base, mine), _matches(base, theirs)
    stable = [place for place in range(len(base)) if place in ours and place in others]
    at, m_at, t_at = 0, 0, 0
    for place in [*stable, len(base)]:
        m_place = ours[place] if place < len(base) else len(mine)
        t_place = others[place] if place < len(base) else len(theirs)
        if at < place or m_at < m_place or t_at < t_place:
            yield at, place, m_at, m_place, t_at, t_place
        if place < len(base):
            yield place, place + 1, m_place, m_place + 1, t_place, t_place + 1
        at, m_at, t_at = place + 1, m_place + 1, t_place + 1


def _matches(base: Sequence[T], other: Sequence[T]) -> dict[int, int]:
    found: dict[int, int] = {}
    for block in SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks():
        found |= {block.a + offset: block.b + offset for offset in range(block.size)}
    return found
