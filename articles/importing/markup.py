"""Plain text → Markdown that shows exactly that text."""

import re
from itertools import pairwise

LINK_MARK = re.compile(r"\{Link:((?:[^{}]*\s)?(https?://[^\s{}]+)\s*)\}", re.IGNORECASE)
"""``{Link: Title https://…}``, with the address as its last word: group 1 holds title and address, 2 the address."""
_GROUP = re.compile(r"\[([^\[\]`\\]*)\]")
_KEY = re.compile(r"(?<![^\s;,(])@(\w+(?:[:.#$%&\-+?<>~/]\w+)*)")

_LINE_START = re.compile(
    r"^(?:"
    r"(?=\#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|=+[ \t]*$|([-_*])(?:[ \t]*\1){2,}[ \t]*$|(?=[ \t|:]*-)[ \t|:-]+$)"
    r"|[0-9]{1,9}(?=[.)](?:\s|$))"
    r")",
    re.MULTILINE,
)
_SINGLE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\n]|$)"
    r"|<(?=[A-Za-z/!?])"
    r"|\^(?=\[)"
    r"|&(?=(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);)"
)
"""Signs that do something alone: a backslash, an address or a tag, a footnote, a named character."""

_PAIRED = "*_`~^"


def escape_markdown(text: str) -> str:
    """One paragraph of plain text, its lines stripped, as Markdown with the same visible text.

    Only what would change meaning gets a backslash, so that a writer still reads ordinary prose. Paired signs
    (``*``, ``_``, backtick, ``~``, ``^``) are left alone where the paragraph holds only one of them.
    """
    free = _outside_of_marks(text)
    escaped = _pairs(text, free) | _brackets(text, free)
    escaped |= {match.start() for match in _SINGLE.finditer(text) if free[match.start()]}
    escaped |= _line_starts(text)
    if text.startswith("["):
        escaped |= {match.end() - 1 for match in re.finditer(r"\]:", text)}
    cuts = [0, *sorted(escaped), len(text)]
    return "\\".join(text[start:end] for start, end in pairwise(cuts)) if escaped else text


def escape_closing(markdown: str) -> str:
    """Escape the signs "#" at the end of a heading, which would be taken for its closing."""
    return re.sub(r"(?<=\s)(#+)$", r"\\\1", markdown)


def citation_groups(text: str) -> list[tuple[re.Match[str], list[str]]]:
    """The places that cite, ``[@key]`` or ``[see @a, p. 3; @b]``, each with its keys."""
    found = [(match, _KEY.findall(match.group(1))) for match in _GROUP.finditer(text)]
    return [(match, keys) for match, keys in found if keys]


def _outside_of_marks(text: str) -> list[bool]:
    """For each character whether it is free of the meanings that only our renderer gives."""
    free = [True] * len(text)
    marks = [*LINK_MARK.finditer(text), *(match for match, _ in citation_groups(text))]
    for mark in marks:
        free[mark.start() : mark.end()] = [False] * (mark.end() - mark.start())
    return free


def _line_starts(text: str) -> set[int]:
    """The places where a line would open a heading, a quotation, a list, a rule or a table."""
    return {match.end() for match in _LINE_START.finditer(text)}


def _pairs(text: str, free: list[bool]) -> set[int]:
    places: set[int] = set()
    for sign in _PAIRED:
        found = [place for place in _places(sign, text) if free[place] and _binds(text, place)]
        if len(found) > 1:
            places.update(found)
    return places


def _binds(text: str, place: int) -> bool:
    """Whether a paired sign can open or close anything here.

    Signs "*" and "_" between spaces, and "_" inside a word, do nothing.
    """
    sign = text[place]
    before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
    if sign in "*_" and before.isspace() and after.isspace():
        return False
    return not (sign == "_" and before.isalnum() and after.isalnum())


def _brackets(text: str, free: list[bool]) -> set[int]:
    """Opening brackets that would make a link or a footnote."""
    linked = "](" in text
    return {place for place in _places("[", text) if free[place] and (linked or text.startswith("^", place + 1))}


def _places(sign: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(sign), text)]
