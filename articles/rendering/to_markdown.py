"""Signed HTML as Markdown again, for readers who want plain files.

It is made from the HTML that was signed and not from what the writer typed, so every word and every number of a
citation is what the page shows. Rendering the result gives the same visible text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

WORD_JOINER = "\u2060"
HEADINGS = {"h2": "##", "h3": "###", "h4": "####", "h5": "#####"}
BLOCKS = frozenset(
    {"p", *HEADINGS, "ul", "ol", "li", "blockquote", "pre", "table", "hr", "div", "section"}
    | {"figure", "figcaption", "details", "summary"}
)
AROUND = {"em": "*", "strong": "**", "b": "**", "sub": "~", "sup": "^"}
VOID = frozenset({"br", "hr", "img"})
_SPECIAL = re.compile(r"[\\`*\[\]|~^{]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)")
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]{2,}\s*$|>|\d{1,9}(?=[.)](?:\s|$))|Table:)")


@dataclass
class Node:
    """An element: its tag, its attributes, and what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def to_markdown(html: str) -> str:
    """The Markdown of HTML that the Markdown renderer made (well-formed, known tags); blocks are divided by a line."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return "\n\n".join(_blocks(tree.root.children))


def one_line(html: str) -> str:
    """The same for text without blocks, on one line."""
    return " ".join(to_markdown(html).split())


def plain_text(text: str) -> str:
    """Text that shall not be taken for markup: escaped, on one line."""
    return _guarded(_escaped(" ".join(text.split())))


def _blocks(children: list[Node | str]) -> list[str]:
    found: list[str] = []
    inline: list[Node | str] = []
    for child in [*children, Node("end")]:
        if isinstance(child, Node) and (child.tag in BLOCKS or child.tag == "end"):
            if text := _paragraph(inline):
                found.append(text)
            inline = []
            if block := _block(child):
                found.append(block)
        else:
            inline.append(child)
    return found


def _block(node: Node) -> str:
    if node.tag in HEADINGS:
        return f"{HEADINGS[node.tag]} {_inline(node.children).strip()}"
    write = _WRITERS.get(node.tag)
    return write(node) if write else "\n\n".join(_blocks(node.children))


def _paragraph(children: list[Node | str]) -> str:
    text = _inline(children).strip()
    return "\n".join(_guarded(line.strip(" ")) for line in text.split("\n"))


def _list(node: Node) -> str:
    items = [child for child in node.children if isinstance(child, Node) and child.tag == "li"]
    number = int(node.attributes.get("start") or 1)
    lines = []
    for item in items:
        number = int(item.attributes.get("value") or number)
        mark = "- " if node.tag == "ul" else f"{number}. "
        lines.append(_prefixed("\n\n".join(_blocks(item.children)), mark, " " * len(mark)))
        number += 1
    loose = any("\n\n" in line for line in lines)
    return ("\n\n" if loose else "\n").join(lines)


def _table(node: Node) -> str:
    rows = [_cells(row) for row in _all(node, "tr")]
    width = max((len(row) for row in rows), default=0)
    if not any(child for child in _all(node, "thead")):
        rows.insert(0, [""] * width)
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    caption = "".join(_inline(found.children) for found in _all(node, "caption")).strip()
    return (f"Table: {caption}\n\n" if caption else "") + "\n".join(lines)


def _cells(row: Node) -> list[str]:
    cells = [child for child in row.children if isinstance(child, Node) and child.tag in {"td", "th"}]
    return [" ".join(_inline(cell.children).split()) for cell in cells]


def _all(node: Node, tag: str) -> list[Node]:
    found = []
    for child in node.children:
        if isinstance(child, Node):
            found += [child] if child.tag == tag else _all(child, tag)
    return found


def _inline(children: list[Node | str]) -> str:
    return "".join(_escaped(child) if isinstance(child, str) else _span(child) for child in children)


def _span(node: Node) -> str:
    role = node.attributes.get("class")
    if role == "vh":
        return ""  # said to screen readers only, as in "Reference [1]"
    if role == "cite":
        return _seen(node)
    if node.tag in AROUND:
        return f"{AROUND[node.tag]}{_inline(node.children)}{AROUND[node.tag]}"
    write = _SPAN_WRITERS.get(node.tag)
    return write(node) if write else _inline(node.children)


def _seen(node: Node) -> str:
    """The text of a mark without what is said to screen readers only."""
    parts = (
        child if isinstance(child, str) else "" if child.attributes.get("class") == "vh" else _seen(child)
        for child in node.children
    )
    return "".join(parts)


def _link(node: Node) -> str:
    return f"[{_inline(node.children)}](<{node.attributes.get('href', '')}>)"


def _image(node: Node) -> str:
    return f"![{_escaped(node.attributes.get('alt', ''))}](<{node.attributes.get('src', '')}>)"


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    space = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _fence(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}\n{text.rstrip(chr(10))}\n{ticks}"


def _escaped(text: str) -> str:
    joined = re.sub(r"\s+", " ", text.replace(WORD_JOINER, ""))
    return _SPECIAL.sub(lambda mark: "\\" + mark[0], joined)


def _guarded(line: str) -> str:
    """A line that no parser takes for a heading, a list, a quotation or the caption of a table."""

    def guard(mark: re.Match[str]) -> str:
        start = mark[0]
        if start[0].isdigit():
            return f"{start}\\"
        return f"{start[:-1]}\\:" if start == "Table:" else f"\\{start}"

    return _LINE_START.sub(guard, line)


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])]).rstrip()


_WRITERS: dict[str, Callable[[Node], str]] = {
    "p": lambda node: _paragraph(node.children),
    "ul": _list,
    "ol": _list,
    "blockquote": lambda node: _prefixed("\n\n".join(_blocks(node.children)), "> ", "> "),
    "pre": lambda node: _fence(node.text()),
    "table": _table,
    "hr": lambda _: "* * *",
    "summary": lambda node: f"**{_inline(node.children).strip()}**",
    "end": lambda _: "",
}
_SPAN_WRITERS: dict[str, Callable[[Node], str]] = {
    "code": lambda node: _code(node.text()),
    "br": lambda _: "\\\n",
    "a": _link,
    "img": _image,
}
