"""Plain text → Markdown that shows exactly that text."""

import re

KEPT = re.compile(
    r"\{Link:[^{}\n]*\}"
    r"|\[@\w[\w:.#$%&+?<>~/-]*(?:,[^][;\n]*)?(?:;\s*@\w[\w:.#$%&+?<>~/-]*(?:,[^][;\n]*)?)*\]",
    re.IGNORECASE,
)
"""What the renderer gives a meaning of its own: ``{Link: Title https://…}`` and ``[@key]``. Never escaped."""

_LINE_START = re.compile(
    r"^(?:"
    r"(?=\#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|(?:=+|-+)[ \t]*$|([-_*])(?:[ \t]*\1){2,}[ \t]*$|[|:](?=[ \t|:-]*-)[ \t|:-]*$)"
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
    kept = [match.span() for match in KEPT.finditer(text)]
    free = _outside(text, kept)
    escaped = _line_starts(text) | _pairs(text, free) | _brackets(text, free)
    escaped |= {match.start() for match in _SINGLE.finditer(text)}
    if text.startswith("["):
        escaped |= {match.end() - 1 for match in re.finditer(r"\]:", text)}
    return "".join(
        f"\\{character}" if place in escaped and free[place] else character for place, character in enumerate(text)
    )


def escape_closing(markdown: str) -> str:
    """Escape the signs "#" at the end of a heading, which would be taken for its closing."""
    return re.sub(r"(?<=\s)(#+)$", r"\\\1", markdown)


def _outside(text: str, kept: list[tuple[int, int]]) -> list[bool]:
    """For each character whether it lies outside of the marks that are kept."""
    free = [True] * len(text)
    for start, end in kept:
        free[start:end] = [False] * (end - start)
    return free


def _line_starts(text: str) -> set[int]:
    """The places where a line would open a heading, a quotation, a list, a rule or a table."""
    return {match.end() for match in _LINE_START.finditer(text)}


def _pairs(text: str, free: list[bool]) -> set[int]:
    places: set[int] = set()
    for sign in _PAIRED:
        found = [
            place for place, character in enumerate(text) if character == sign and free[place] and _binds(text, place)
        ]
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
    """Opening brackets that would make a link, a footnote or a citation."""
    linked = "](" in text
    return {
        place
        for place, character in enumerate(text)
        if character == "[" and free[place] and (linked or text[place + 1 : place + 2] in ("^", "@"))
    }
