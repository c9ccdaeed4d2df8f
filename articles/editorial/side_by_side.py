"""A translation beside its original, part by part, as both were rendered."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.html import escape

from articles.rendering.shapes import SignedBody

_TAG = re.compile(r"<[^>]*>")
_ANCHOR = re.compile(r' (?:id="[^"]*"|role="doc-[^"]*"|href="#[^"]*")')


@dataclass(frozen=True)
class Pair:
    """One part of both texts, as HTML; empty where one of them has none."""

    label: str
    theirs: str
    mine: str


def pairs(original: SignedBody, translation: SignedBody) -> Iterator[Pair]:
    """The parts in the order of the page: what stands at the same place in both is one pair."""
    yield Pair("Title", escape(original.title), escape(translation.title))
    yield Pair("Lead", _bare(original.lead), _bare(translation.lead))
    if original.summary or translation.summary:
        yield Pair("Quick summary", _bare(original.summary), _bare(translation.summary))
    yield from _numbered(
        "Key point",
        [_labelled(p.label, p.html) for p in original.points],
        [_labelled(p.label, p.html) for p in translation.points],
    )
    yield from _numbered(
        "Section", [_bare(s.html) for s in original.sections], [_bare(s.html) for s in translation.sections]
    )
    yield from _numbered(
        "Question",
        [_labelled(q.question, q.html) for q in original.questions],
        [_labelled(q.question, q.html) for q in translation.questions],
    )


def _numbered(label: str, theirs: Sequence[str], mine: Sequence[str]) -> Iterator[Pair]:
    for place, (one, other) in enumerate(zip_longest(theirs, mine, fillvalue=""), start=1):
        yield Pair(f"{label} {place}", one, other)


def _labelled(label: str, html: str) -> str:
    return f"<b>{escape(label)}</b> {_bare(html)}"


def _bare(html: str) -> str:
    """Without the names of places and the links to them: two texts on one page would share them."""
    return _TAG.sub(lambda tag: _ANCHOR.sub("", tag[0]), html)
