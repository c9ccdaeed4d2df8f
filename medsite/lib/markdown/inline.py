"""The set of inline rules: citations, the links of `links`, and the stock rules that need watching.

Every rule notes what it hides of the source. A rule that is called silently only looks ahead: it notes nothing.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis, entity

from medsite.lib.markdown import links
from medsite.lib.markdown.citations import match_group
from medsite.lib.markdown.source import decoded, notes_of, showable

_ASTERISKS = re.compile(r"\*+")
_SUBSCRIPT = re.compile(r"[\w./+−–-]{1,20}")
_SUPERSCRIPT = re.compile(r"[+−–-]?\d+(?:\.\d+)?[+−–-]?|[+−–-]{1,2}|\d*[^\W\d_]+(?:[+−–-]\d*)?|[®™©°*†‡§]")


def install(md: MarkdownIt) -> None:
    """Put the rules into a parser. Citations come before links: `[@a](b)` is a citation and the text "(b)"."""
    ruler = md.inline.ruler
    ruler.at("emphasis", _emphasis)
    ruler.after("emphasis", "subscript", _subscript)
    ruler.after("subscript", "superscript", _superscript)
    ruler.at("link", links.link_rule)
    ruler.at("image", links.image_rule)
    ruler.at("autolink", links.autolink_rule)
    ruler.at("entity", _entity)
    ruler.before("link", "citation", _citation)
    ruler.before("link", "link_mark", links.link_mark_rule)


def _citation(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    found = match_group(state.src, state.pos, state.posMax, decoded)
    if found is None:
        return False
    items, end = found
    if not silent:
        notes_of(state.env).cut(state.pos, end, items)
        # The mark is set close to the word it belongs to, so that it never starts a line.
        state.pending = state.pending.rstrip(" ")
        state.push("citation", "", 0).meta["items"] = items
    state.pos = end
    return True


def _entity(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not entity(state, silent):
        return False
    if not silent:
        token = state.tokens[-1]
        token.content = showable(token.content)
        notes_of(state.env).cut(start, state.pos, token.content)
    return True


def _subscript(state: StateInline, silent: bool) -> bool:
    """`H~2~O`; only after a letter or closing bracket, so that "~5,~10" and "3~5天7~10天" stay as they are."""
    before = state.src[max(state.pos - 1, 0) : state.pos]
    if not before.isalpha() and before not in {")", "]", "*", "_"}:
        return False
    return _raised_or_lowered(state, silent, "~", _SUBSCRIPT)


def _superscript(state: StateInline, silent: bool) -> bool:
    """`10^3^`; "10^3-10^5" and "m^2/s^2" are no superscript but two powers, and stay as they are."""
    return _raised_or_lowered(state, silent, "^", _SUPERSCRIPT)


def _raised_or_lowered(state: StateInline, silent: bool, sign: str, content: re.Pattern[str]) -> bool:
    start = state.pos
    if silent or state.src[start] != sign:
        return False
    end = state.src.find(sign, start + 1, state.posMax)
    if end < 0 or not content.fullmatch(state.src, start + 1, end) or state.src[end + 1 : end + 2].isdigit():
        return False
    notes_of(state.env).cut(start, start + 1)
    notes_of(state.env).cut(end, end + 1)
    tag = "sup" if sign == "^" else "sub"
    state.push(f"{tag}_open", tag, 1)
    state.push("text", "", 0).content = state.src[start + 1 : end]
    state.push(f"{tag}_close", tag, -1)
    state.pos = end + 1
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:
    """The stock rule, except that asterisks between two digits multiply: "2*250*3" must not become "22503"."""
    run = _ASTERISKS.match(state.src, state.pos)
    if silent or run is None or not _between_digits(state.src, run):
        return emphasis.tokenize(state, silent)
    state.append_pending(run[0])
    state.pos = run.end()
    return True


def _between_digits(source: str, run: re.Match[str]) -> bool:
    return source[max(run.start() - 1, 0) : run.start()].isdigit() and source[run.end() : run.end() + 1].isdigit()
