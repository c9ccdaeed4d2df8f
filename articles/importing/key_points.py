"""Bullets such as "• Label: sentence" → key points."""

import re
from collections.abc import Sequence

from articles.content import LINE_LIMIT, KeyPoint
from articles.importing.blocks import Block, Kind
from articles.importing.layouts import Item, items
from articles.importing.ledger import Ledger, quoted
from articles.importing.markup import LINK_MARK
from articles.importing.prose import Prose

LABEL_LIMIT = 60

_COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}


def take_points(blocks: Sequence[Block], *, closed: bool) -> tuple[list[Item], list[Block]]:
    """The items that are key points, and the blocks after them, which are text.

    ``closed`` says that another part of the front follows, so that every paragraph before it is a point. In an
    open section without bullets the points end at the first paragraph without a label.
    """
    if any(block.kind is Kind.LIST for block in blocks):
        start = next(place for place, block in enumerate(blocks) if block.kind is Kind.LIST)
        end = start
        while end < len(blocks) and blocks[end].kind is Kind.LIST:
            end += 1
        points = [item for block in blocks[start:end] for item in items(block.lines)]
        return points, [*blocks[:start], *blocks[end:]]
    end = 0
    while end < len(blocks) and blocks[end].kind is Kind.PARAGRAPH and (closed or _has_label(blocks[end])):
        end += 1
    return [Item(block.lines) for block in blocks[:end]], list(blocks[end:])


def _has_label(block: Block) -> bool:
    return any(place <= LABEL_LIMIT for place in colons(" ".join(line.text for line in block.lines)))


def key_point(item: Item, prose: Prose, ledger: Ledger) -> KeyPoint:
    """One item as label and sentence. A doubtful label, or none, is reported."""
    text = " ".join(item.texts)
    places = colons(text)
    if not places:
        ledger.warn(item.lines, "This key point has no label. Write one.")
        return KeyPoint(text=prose.markdown(item.lines, item.texts, join=" "))
    place, choices = _choose(text, places)
    label = text[:place]
    if len(places) > 1 and choices != 1:
        count = _COUNTS.get(len(places), str(len(places)))
        ledger.inform(item.lines, f"{count} colons: we took {quoted(label, limit=LINE_LIMIT)} as the label. Check.")
    elif len(label) > LABEL_LIMIT:
        ledger.warn(item.lines, f"The label of this key point has {len(label)} characters. Shorten it.")
    label = prose.plain(item.lines, label)
    sentence = prose.markdown(item.lines[:1], [text[place + 1 :].strip()])
    return KeyPoint(label=label, text=sentence)


def colons(text: str) -> list[int]:
    """The places of the colons that may end a label: followed by a space and more text, outside of links."""
    linked = [match.span() for match in LINK_MARK.finditer(text)]
    return [
        match.start()
        for match in re.finditer(r"(?<=\S):(?=\s+\S)", text)
        if match.start() <= LINE_LIMIT and not any(start <= match.start() < end for start, end in linked)
    ]


def _choose(text: str, places: Sequence[int]) -> tuple[int, int]:
    """The colon that ends the label, and how many came into question.

    The last one whose label is short and whose rest looks like a sentence; else the first.
    """
    fitting = [place for place in places if place <= LABEL_LIMIT and _looks_like_sentence(text[place + 1 :].strip())]
    return (fitting[-1] if fitting else places[0]), len(fitting)


def _looks_like_sentence(text: str) -> bool:
    first = text.lstrip("\"'“‘(")[:1]
    return (first.isupper() or first.isdigit()) and len(text.split()) >= 4
