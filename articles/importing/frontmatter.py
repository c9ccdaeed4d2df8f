"""The YAML header of a Markdown file: names, values, and the lines where they stand.

Only plain YAML is read: no aliases (a few of them can stand for gigabytes), no tags, no dates, no fractions.
A date or a fraction is the text that was typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from articles.importing.report import UnreadableSource

HEADER_LIMIT = 500_000
"""Characters of a header."""
NODE_LIMIT = 20_000
DEPTH_LIMIT = 20

_START = re.compile(r"^---[ \t]*$")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
_WHOLE = re.compile(r"^-?(?:0|[1-9][0-9]{0,17})$")
_PREFIX = "tag:yaml.org,2002:"
_READ_TAGS = {_PREFIX + name for name in ("str", "int", "bool", "null", "float", "timestamp", "seq", "map", "value")}


@dataclass(frozen=True)
class Entry:
    """One name of the header with its value; ``lines`` are those of the file."""

    name: str
    value: Any
    text: str
    """The value as it was typed, where it is a single one."""
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Header:
    """``first`` and ``last`` are the lines of the two rules around it."""

    entries: tuple[Entry, ...]
    first: int
    last: int
    rows: tuple[tuple[int, str], ...]
    comments: tuple[tuple[int, str], ...]


class _TooMuch(Exception):
    """The header holds more than is read; the message says what."""


class _Loader(yaml.SafeLoader):
    """Stops at the first alias, and before nesting or size can do harm."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _TooMuch("it uses an alias (*name). Write the value out")
        self._depth += 1
        self._nodes += 1
        if self._depth > DEPTH_LIMIT:
            raise _TooMuch(f"it is nested more than {DEPTH_LIMIT} times")
        if self._nodes > NODE_LIMIT:
            raise _TooMuch(f"it holds more than {NODE_LIMIT:,} values")
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


def has_header(rows: Sequence[str]) -> bool:
    """Whether the first line that is not blank opens a header, and another line closes it."""
    first = next((place for place, row in enumerate(rows) if row.strip()), None)
    return first is not None and bool(_START.match(rows[first])) and any(_END.match(row) for row in rows[first + 1 :])


def read_header(rows: Sequence[str], *, source: str) -> Header | None:
    """The header at the top of a file, or None where there is none.

    Raises UnreadableSource, whose message names the line and says what to do.
    """
    first = next((place for place, row in enumerate(rows) if row.strip()), None)
    if first is None or not _START.match(rows[first]):
        return None
    last = next((place for place in range(first + 1, len(rows)) if _END.match(rows[place])), None)
    if last is None:
        raise UnreadableSource(
            "The file begins with the line --- of a front matter, and no second line --- ends it. Add that line.",
            source=source,
        )
    text = "\n".join(rows[first + 1 : last])
    numbered = tuple((place + 1, rows[place]) for place in range(first + 1, last) if rows[place].strip())
    try:
        root = _root(text)
        entries = tuple(_entries(root, offset=first + 2))
    except _TooMuch as error:
        raise UnreadableSource(f"The front matter is not read: {error}.", source=source) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f" in line {first + 2 + mark.line}" if mark is not None else ""
        raise UnreadableSource(
            f"The front matter cannot be read{line}: {error.problem}. A text that holds a colon or begins with a "
            "special sign stands between quotes.",
            source=source,
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableSource(
            "The front matter cannot be read: it holds a sign that YAML does not know. Check it.", source=source
        ) from error
    comments = tuple(_comments(root, rows[first + 1 : last], offset=first + 2))
    said = {number for number, row in numbered} - {n for n, said in comments if rows[n - 1].strip() == said}
    entries = tuple(replace(entry, lines=tuple(n for n in entry.lines if n in said)) for entry in entries)
    return Header(entries, first=first + 1, last=last + 1, rows=numbered, comments=comments)


def _root(text: str) -> yaml.MappingNode | None:
    if len(text) > HEADER_LIMIT:
        raise _TooMuch(f"it has {len(text):,} characters; at most {HEADER_LIMIT:,} are read")
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    finally:
        loader.dispose()
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise _TooMuch("it is no list of names and values. Write one of each in a line, such as title: My article")
    return root


def _comments(root: yaml.MappingNode | None, rows: Sequence[str], *, offset: int) -> Iterator[tuple[int, str]]:
    """The comments with their lines: what stands behind a "#" outside of every value."""
    ends: dict[int, int] = {}
    inside: set[int] = set()
    for node in _scalars(root) if root is not None else ():
        start, end = node.start_mark, node.end_mark
        inside.update(range(start.line + 1, end.line))
        if end.column:
            ends[end.line] = max(ends.get(end.line, 0), end.column)
    for place, row in enumerate(rows):
        rest = row[ends.get(place, 0) :]
        if place not in inside and "#" in rest:
            yield place + offset, rest[rest.index("#") :].strip()


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


def _entries(root: yaml.MappingNode | None, *, offset: int) -> Iterator[Entry]:
    for key, value in root.value if root is not None else ():
        if not isinstance(key, yaml.ScalarNode):
            raise _TooMuch("one of its names is a list")
        end = value.end_mark.line + (value.end_mark.column > 0)
        lines = tuple(range(key.start_mark.line + offset, max(end, key.start_mark.line + 1) + offset))
        yield Entry(
            name=str(key.value),
            value=_plain(value),
            text="" if not isinstance(value, yaml.ScalarNode) or value.tag == _PREFIX + "null" else str(value.value),
            lines=lines,
        )


def _plain(node: yaml.Node) -> Any:
    """A node as text, whole number, boolean, None, list or mapping. Raises _TooMuch for tags and double names."""
    if node.tag not in _READ_TAGS:
        raise _TooMuch(f"line {node.start_mark.line + 2} holds the tag {str(node.tag)[:60]}, which is not read")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in found:
                raise _TooMuch(f"line {node.start_mark.line + 2} holds a name twice, or a list as a name")
            found[str(key.value)] = _plain(value)
        return found
    value = str(node.value)
    if node.tag == _PREFIX + "null":
        return None
    if node.tag == _PREFIX + "bool" and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if node.tag == _PREFIX + "int" and _WHOLE.match(value):
        return int(value)
    return value
