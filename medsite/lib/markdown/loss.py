"""The proof that nothing of a source was eaten: not a word, not a digit, not a sign.

Two comparisons. First, every line of the source must have gone into a block, except for what block syntax uses.
Second, the content of all blocks, without what inline syntax noted as its own, must equal the visible text:
the same words, numbers and signs in the same order.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination
from markdown_it.token import Token

from medsite.lib.markdown import visible
from medsite.lib.markdown.citations import CitationGroup, once_each, sources_shown
from medsite.lib.markdown.comparison import Piece, missing
from medsite.lib.markdown.parsing import parse
from medsite.lib.markdown.rendering import text_versions
from medsite.lib.markdown.results import Rendered
from medsite.lib.markdown.source import Cut, Leaf, Notes, normalised

_WORD = re.compile(r"[^\W_]")
_CONTAINERS = re.compile(r"(?:[\s>]|[-*+](?=\s|$)|[0-9]{1,9}[.)](?=\s|$))*")
_CLOSING_FENCE = re.compile(r"(?:`{3,}|~{3,})\s*")
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z+#.-]*")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]:\s*", re.DOTALL)


def eaten(source: str, rendered: Rendered) -> tuple[str, ...]:
    """The fragments of a source that a rendering of it does not show, in the order of the source; empty if none.

    `rendered` is what `render` made of this source, with whatever citations. Not expected to be visible: link
    addresses and reference labels in use, keys of recognised citations, a single word after a code fence, the
    words "Table:" and "Link:" of recognised marks, and the numbers of list items, which the browser shows. Titles
    of links and images, definitions that nothing uses, and table cells beyond the last column are shown nowhere
    and are reported. If all is there but in another order, the first fragment out of place is reported.

    Raises TooComplex as `render` does. Has no side effects.
    """
    notes = Notes(inline=rendered.inline, pictures=rendered.known_pictures, has_headings=rendered.has_headings)
    notes.text_versions = text_versions(notes.pictures)
    tokens = parse(source, notes)
    losses = [*_block_losses(source, tokens, notes), *_hidden(tokens)]
    seen = visible.read(rendered.html)
    losses += _citation_losses(tokens, seen.groups, rendered.same)
    pieces = list(_pieces(tokens, iter(seen.groups)))
    for text in dict.fromkeys((rendered.text, seen.text)):
        losses += missing(pieces, text)
    return tuple(" ".join(loss.text.split()) for loss in sorted(losses, key=lambda loss: loss.line))


# --- From the source to the blocks


def _block_losses(source: str, tokens: list[Token], notes: Notes) -> Iterator[Piece]:
    if notes.inline:
        return
    lines = normalised(source, inline=False).split("\n")
    placed = {id(token) for token in tokens}
    covered: set[int] = set()
    for leaf in notes.leaves:
        covered.update(range(leaf.first_line, leaf.first_line + len(leaf.lines)))
        yield from _leaf_losses(leaf, placed, notes)
    for number, line in enumerate(lines):
        if number not in covered and not _CONTAINERS.fullmatch(line):
            yield Piece(number, line.strip())


def _leaf_losses(leaf: Leaf, placed: set[int], notes: Notes) -> Iterator[Piece]:
    for number, (marks, _) in enumerate(leaf.lines, start=leaf.first_line):
        if not _CONTAINERS.fullmatch(marks):
            yield Piece(number, marks.strip())
    if leaf.rule == "reference":
        yield from _definition_losses(leaf, notes)
    elif leaf.rule == "table":
        yield from _table_losses(leaf, placed)
    elif leaf.rule != "hr":
        yield from missing([Piece(leaf.first_line, _content(leaf))], _held(leaf.tokens, placed))
        if leaf.rule == "fence":
            yield from _fence_losses(leaf)


def _content(leaf: Leaf) -> str:
    """The lines of a block without its own signs: the underline or the hash signs of a heading, the fences."""
    lines = [rest for _, rest in leaf.lines]
    if leaf.rule == "heading":
        return lines[0].strip("# \t")
    if leaf.rule == "lheading":
        return "\n".join(lines[:-1])
    if leaf.rule == "fence":
        closed = len(lines) - 1 > leaf.tokens[0].content.count("\n") and _CLOSING_FENCE.fullmatch(lines[-1])
        return "\n".join(lines[1:-1] if closed else lines[1:])
    return "\n".join(lines)


def _held(tokens: Iterable[Token], placed: set[int]) -> str:
    """What the tokens hold, of those that are still among the tokens of the page."""
    return "\n".join(
        token.meta.get("mark", "") + token.content
        for token in tokens
        if token.type in {"inline", "code_block", "fence"} and id(token) in placed
    )


def _table_losses(leaf: Leaf, placed: set[int]) -> Iterator[Piece]:
    """A row with more cells than the header loses them: the parser cuts it off."""
    cells: dict[int, list[Token]] = {}
    for token in leaf.tokens:
        if token.type == "inline" and token.map:
            cells.setdefault(token.map[0], []).append(token)
    for number, (_, row) in enumerate(leaf.lines, start=leaf.first_line):
        if number != leaf.first_line + 1:
            held = _held(cells.get(number, ()), placed)
            yield from missing([Piece(number, cell) for cell in row.split("|")], held.replace("|", " "))


def _definition_losses(leaf: Leaf, notes: Notes) -> Iterator[Piece]:
    """A definition hides its title always, and its label if nothing uses it."""
    raw = "\n".join(rest for _, rest in leaf.lines)
    label = _LABEL.match(raw)
    if label is None:
        yield Piece(leaf.first_line, raw)
        return
    if normalizeReference(label[1]) not in notes.used_labels:
        yield from _if_words(leaf.first_line, label[1])
    target = parseLinkDestination(raw, label.end(), len(raw))
    yield from _if_words(leaf.first_line, raw[target.pos :])


def _fence_losses(leaf: Leaf) -> Iterator[Piece]:
    """One word after a fence may name a language; anything else was meant to be read."""
    info = leaf.tokens[0].info.strip()
    if not _LANGUAGE.fullmatch(info):
        yield from _if_words(leaf.first_line, info)


def _if_words(line: int, text: str) -> Iterator[Piece]:
    if _WORD.search(text):
        yield Piece(line, text.strip().strip("\"'()"))


# --- From the blocks to the visible text


def _hidden(tokens: Iterable[Token]) -> Iterator[Piece]:
    """Titles of links and images."""
    for token in tokens:
        for cut in _cuts(token):
            yield from _if_words(_line(token), cut.lost)


def _citation_losses(tokens: Iterable[Token], shown: tuple[str, ...], same: Mapping[str, str]) -> Iterator[Piece]:
    """Words around the keys of a group that the group does not show, and groups that are not there at all."""
    groups = iter(shown)
    for token in tokens:
        for cut in _cuts(token):
            if isinstance(cut.shown, tuple):
                yield from _group_losses(_line(token), once_each(cut.shown, same), next(groups, ""))


def _group_losses(line: int, group: CitationGroup, shown: str) -> Iterator[Piece]:
    if sources_shown(shown) < len(group):
        yield Piece(line, " ".join(f"@{item.key}" for item in group))
    for words in (words for item in group for words in (item.prefix, item.suffix) if words):
        before, found, after = shown.partition(words)
        shown = before + after
        if not found:
            yield Piece(line, words)


def _pieces(tokens: Iterable[Token], groups: Iterator[str]) -> Iterator[Piece]:
    """The texts that the page must show, block by block; a citation group as the page shows it."""
    for token in tokens:
        if token.type in {"code_block", "fence"}:
            yield Piece(_line(token), token.content)
        elif token.type == "inline":
            yield Piece(_line(token), "".join(_shown(token, groups)))


def _shown(token: Token, groups: Iterator[str]) -> Iterator[str]:
    position = 0
    for cut in _cuts(token):
        yield token.content[position : cut.start]
        yield cut.shown if isinstance(cut.shown, str) else next(groups, "")
        position = cut.end
    yield token.content[position:]


def _cuts(token: Token) -> list[Cut]:
    cuts: list[Cut] = token.meta.get("cuts", [])
    return cuts


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0
