"""What a text may cost: refused in plain words before, and once more after, parsing.

Measured with hostile inputs of 60,000 characters; see tests/lib/test_markdown_limits.py.
"""

import re
from collections.abc import Iterable

from markdown_it.token import Token

MAX_CHARACTERS = 60_000
MAX_BRACKETS = 4_000
MAX_BRACKETS_ON_A_LINE = 400
MAX_RUN = 500
MAX_NESTING = 20
MAX_ELEMENTS = 10_000
MAX_ATTRIBUTE_CHARACTERS = 200_000

# The parser drops whatever stands deeper than its own limit, without a word. A list takes two of its levels, so
# this must stay above twice MAX_NESTING; `check_tokens` then refuses the text before anything was dropped.
PARSER_NESTING = 3 * MAX_NESTING

_RUN = re.compile(rf"([*_`<])\1{{{MAX_RUN}}}")
_DIVIDER = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1)*[ \t]*")
_MARKER = re.compile(r"[ \t]*(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))")
_CONTAINERS = {"blockquote", "bullet_list", "ordered_list"}
_ELEMENTS = {"text": 0, "inline": 0, "softbreak": 0, "fence": 2, "code_block": 2}
_BLOCKS_INSIDE = {"open": 1, "close": -1}


class TooComplex(ValueError):
    """The text is too large or too deeply nested to be shown; the message tells the writer what to do."""


def check_source(source: str) -> None:
    """Refuse a text that is too long, has too many brackets or long runs of marks, or nests too deeply.

    Raises TooComplex.
    """
    if len(source) > MAX_CHARACTERS:
        raise TooComplex(f"This text has {len(source):,} characters; {MAX_CHARACTERS:,} is the most. Divide it.")
    if source.count("[") > MAX_BRACKETS:
        raise TooComplex(f"This text has more than {MAX_BRACKETS:,} opening square brackets. Divide it.")
    if run := _RUN.search(source):
        raise TooComplex(f"This text repeats the sign {run[1]} more than {MAX_RUN} times in a row. Shorten that row.")
    for number, line in enumerate(source.split("\n"), start=1):
        _check_line(number, line)


def _check_line(number: int, line: str) -> None:
    if line.count("[") > MAX_BRACKETS_ON_A_LINE:
        raise TooComplex(
            f"Line {number} has more than {MAX_BRACKETS_ON_A_LINE} opening square brackets. Break it into paragraphs."
        )
    if _markers(line) > MAX_NESTING:
        raise TooComplex(
            f"Line {number} opens more than {MAX_NESTING} quotes or lists in one another. Use fewer levels."
        )


def _markers(line: str) -> int:
    if _DIVIDER.fullmatch(line):
        return 0
    count = position = 0
    while match := _MARKER.match(line, position):
        count, position = count + 1, match.end()
    return count


def check_tokens(tokens: Iterable[Token]) -> None:
    """Refuse what the parser made if it nests too deeply or would become too many or too large HTML elements.

    Raises TooComplex.
    """
    depth = elements = characters = 0
    for token in tokens:
        container, _, end = token.type.rpartition("_")
        if container in _CONTAINERS:
            depth += _BLOCKS_INSIDE[end]
        children = token.children or ()
        if depth > MAX_NESTING or any(child.level > MAX_NESTING for child in children):
            raise TooComplex(
                f"Quotes, lists or emphasis stand more than {MAX_NESTING} levels deep in one another. Use fewer levels."
            )
        elements += sum(_elements(part) for part in (token, *children))
        characters += sum(len(str(value)) for part in (token, *children) for value in part.attrs.values())
    if elements > MAX_ELEMENTS:
        raise TooComplex(
            f"This text would become more than {MAX_ELEMENTS:,} pieces of formatting (table cells, list items, links, "
            "emphasis, citations). Divide it, or use less formatting."
        )
    if characters > MAX_ATTRIBUTE_CHARACTERS:
        raise TooComplex(
            "The link addresses and table headers of this text are repeated too often. Shorten the addresses or the "
            "headers, or divide the table."
        )


def _elements(token: Token) -> int:
    if token.type == "citation":
        return 1 + 2 * len(token.meta["items"])
    return 0 if token.nesting < 0 else _ELEMENTS.get(token.type, 1)
