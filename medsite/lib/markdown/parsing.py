"""The Markdown parser: its set-up, its limits, and what it notes about each block of the source."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import (
    StateBlock,
    blockquote,
    code,
    fence,
    heading,
    hr,
    lheading,
    paragraph,
    reference,
    table,
)
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from medsite.lib.markdown import blocks, inline, limits, urls
from medsite.lib.markdown.source import Leaf, Notes, decoded, normalised, notes_of

_BlockRule = Callable[[StateBlock, int, int, bool], bool]

_COMPARISON = re.compile(r">(?:[^\s>]|(?![ \t]*1[.)][ \t])[ \t]*(?:=|(?:[~≈±][ \t]*|[.,+−–-])?[0-9]))")
_DEFINITION = re.compile(r"\[(?:[^\[\]\\]|\\.)+\]:[ \t]*<?([^\s<>]+)>?[ \t]*(?:[\"'(].*)?")


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The stock rule; a definition whose address is refused stays visible, and the address is noted."""
    if reference(state, start, end, silent):
        return True
    definition = _DEFINITION.fullmatch(_line(state, start)[1])
    if not silent and definition:
        target = decoded(definition[1])
        if urls.looks_like_an_address(target) and not urls.is_allowed(target):
            notes_of(state.env).refused.append(target)
    return False


def _line(state: StateBlock, number: int) -> tuple[str, str]:
    """A line of the source as the marks of the quotes and lists around it, and the rest."""
    begin = state.eMarks[number - 1] + 1 if number else 0
    content = state.bMarks[number] + state.tShift[number]
    return state.src[begin:content], state.src[content : state.eMarks[number]]


def _blockquote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The stock rule, but a line that starts with ">5" or "> 5.5 mmol/L" compares, and must not lose its sign."""
    if _COMPARISON.match(_line(state, start)[1]):
        return False
    return blockquote(state, start, end, silent)


# The rules that take whole lines, and the rules that each of them may interrupt (as in the stock parser).
_LEAF_RULES: tuple[tuple[str, _BlockRule, list[str]], ...] = (
    ("table", table, ["paragraph", "reference"]),
    ("code", code, []),
    ("fence", fence, ["paragraph", "reference", "blockquote", "list"]),
    ("hr", hr, ["paragraph", "reference", "blockquote", "list"]),
    ("reference", _reference, []),
    ("heading", heading, ["paragraph", "reference", "blockquote"]),
    ("lheading", lheading, []),
    ("paragraph", paragraph, []),
)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the parser's name
        """Asked for reference definitions and autolinks only; what is refused here stays visible text."""
        return urls.is_allowed(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  # the parser's name
        """Show an address as it was typed."""
        return link


def parse(source: str, notes: Notes) -> list[Token]:
    """Parse a text within the limits, as blocks or (`notes.inline`) as the content of one paragraph.

    Returns the tokens in the order of the page and fills the notes. Raises TooComplex.
    """
    limits.check_source(source)
    text = normalised(source, inline=notes.inline)
    env = {"notes": notes}
    try:
        return PARSER.parseInline(text, env) if notes.inline else PARSER.parse(text, env)
    except RecursionError as error:
        raise limits.TooComplex(
            "This text is too deeply nested. Use fewer levels of quotes, lists and brackets."
        ) from error


def _build() -> MarkdownIt:
    md = _Parser(
        "commonmark", {"html": False, "xhtmlOut": False, "linkify": False, "maxNesting": limits.PARSER_NESTING}
    )
    md.enable("table")
    inline.install(md)
    md.block.ruler.at("blockquote", _blockquote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    for name, rule, interrupts in _LEAF_RULES:
        md.block.ruler.at(name, _noted(name, rule), {"alt": interrupts})
    md.core.ruler.after("block", "block_limits", _check)
    md.core.ruler.after("block_limits", "captions", blocks.move_captions)
    md.core.ruler.after("captions", "lists", blocks.finish_lists)
    md.core.ruler.at("inline", _parse_inline)
    md.core.ruler.after("text_join", "tables", blocks.finish_tables)
    md.core.ruler.after("tables", "figures", blocks.finish_figures)
    md.core.ruler.after("figures", "headings", blocks.finish_headings)
    md.core.ruler.after("headings", "limits", _check)
    # The rule lists are compiled at their first use, in steps that a second thread must not see half done.
    for ruler in (md.core.ruler, md.block.ruler, md.inline.ruler, md.inline.ruler2):
        ruler.getRules("")
    return md


def _check(state: StateCore) -> None:
    limits.check_tokens(state.tokens)


def _parse_inline(state: StateCore) -> None:
    """The stock rule, but each token takes the cuts in its own content with it."""
    notes = notes_of(state.env)
    for before, token in zip([None, *state.tokens], state.tokens, strict=False):
        if token.type == "inline":
            notes.cuts = []
            notes.in_paragraph = before is not None and before.type == "paragraph_open"
            token.children = state.md.inline.parse(token.content, state.md, state.env, [])
            token.meta["cuts"] = sorted(notes.cuts, key=lambda cut: cut.start)


def _noted(name: str, rule: _BlockRule) -> _BlockRule:
    """The rule, followed by a note of the lines it took."""

    def noted(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if not silent:
            lines = tuple(_line(state, number) for number in range(start, state.line))
            notes_of(state.env).leaves.append(Leaf(name, start, lines, tuple(state.tokens[before:])))
        return True

    return noted


PARSER = _build()
