"""What happens to headings, tables and numbered lists between the parser and the HTML."""

import re
import unicodedata
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from medsite.lib.markdown.source import Notes, notes_of

_CAPTION = re.compile(r"Table:\s+(?=\S)")
_LEVELS = {"h1": "h2", "h2": "h2", "h3": "h3"}
_ALIGNMENT = {"text-align:right": "num", "text-align:center": "center"}
_MAX_SLUG = 80


def plain(tokens: list[Token] | None) -> str:
    """The text of inline tokens on one line, without citation marks."""
    text = ""
    raised = False
    for token in tokens or ():
        content = " " if token.type.endswith("break") else token.content
        text += caret(text, content) + content if raised else content
        raised = token.type == "sup_open"
    return " ".join(text.split())


def caret(before: str, raised: str) -> str:
    """The sign between a number and its exponent in plain text: 10 to the 9th must not read "109"."""
    return "^" if before[-1:].isdigit() and (raised[:1].isdigit() or raised[:1] in {"+", "-", "−", "–"}) else ""


def move_captions(state: StateCore) -> None:
    """A paragraph "Table: …" directly before or after a table becomes its caption.

    A core rule, to run before the inline rules. A paragraph between two tables belongs to the first that has none.
    """
    tokens = state.tokens
    tables = [index for index, token in enumerate(tokens) if token.type == "table_open"]
    moved: dict[int, list[Token]] = {}
    used: set[int] = set()
    for start in tables:
        end = next(index for index in range(start, len(tokens)) if tokens[index].type == "table_close")
        for paragraph in (start - 3, end + 1):
            if paragraph not in used and _is_caption(tokens, paragraph, tokens[start].level):
                used.add(paragraph)
                moved[start] = _caption(tokens[paragraph + 1])
                break
    if moved:
        state.tokens = list(_with_captions(tokens, moved, used))


def _is_caption(tokens: list[Token], index: int, level: int) -> bool:
    if index < 0 or index + 2 >= len(tokens):
        return False
    opening, inline = tokens[index : index + 2]
    return opening.type == "paragraph_open" and opening.level == level and _CAPTION.match(inline.content) is not None


def _caption(inline: Token) -> list[Token]:
    mark = _CAPTION.match(inline.content)
    if mark is not None:
        inline.meta["mark"] = mark[0]
        inline.content = inline.content[mark.end() :]
    opening = Token("caption_open", "caption", 1)
    closing = Token("caption_close", "caption", -1)
    opening.block = closing.block = True
    return [opening, inline, closing]


def _with_captions(tokens: list[Token], moved: dict[int, list[Token]], used: set[int]) -> Iterator[Token]:
    for index, token in enumerate(tokens):
        if not used.intersection((index, index - 1, index - 2)):
            yield token
        yield from moved.get(index, ())


def finish_tables(state: StateCore) -> None:
    """Give header cells, row headers and labels to the tables. A core rule, to run after the inline rules."""
    kept: list[Token] = []
    labels: list[str] = []
    in_body = False
    for token in state.tokens:
        kept.append(token)
        if token.type == "table_open":
            token.attrs = {"class": "table table--stack"}
        elif token.type in {"tbody_open", "tbody_close"}:
            in_body = token.type == "tbody_open"
        elif token.type == "thead_close":
            labels = _finish_head(kept)
        elif token.type == "tr_close" and in_body:
            _finish_row(_since(kept, "tr_open"), labels)
    state.tokens = kept


def _finish_head(tokens: list[Token]) -> list[str]:
    """Finish the header that ends the tokens, or take it away if all its cells are empty; its cells' texts."""
    head = _since(tokens, "thead_open")
    labels = [plain(inline.children) for _, inline, _ in _cells(head)]
    for opening, inline, closing in _cells(head):
        _tag_cell(opening, closing, scope="col" if inline.content else "")
    if not any(inline.content for _, inline, _ in _cells(head)):
        del tokens[-len(head) :]
    return labels


def _since(tokens: list[Token], opening: str) -> list[Token]:
    start = next(index for index in range(len(tokens) - 1, -1, -1) if tokens[index].type == opening)
    return tokens[start:]


def _cells(tokens: list[Token]) -> Iterator[tuple[Token, Token, Token]]:
    for index, token in enumerate(tokens):
        if token.type in {"th_open", "td_open"}:
            yield token, tokens[index + 1], tokens[index + 2]


def _finish_row(tokens: list[Token], labels: list[str]) -> None:
    for column, (opening, inline, closing) in enumerate(_cells(tokens)):
        _tag_cell(opening, closing, scope="row" if column == 0 and inline.content else "")
        if column and labels[column]:
            opening.attrs["data-label"] = labels[column]


def _tag_cell(opening: Token, closing: Token, *, scope: str) -> None:
    """An empty cell is never a header: a header without words would be announced as nothing."""
    alignment = _ALIGNMENT.get(str(opening.attrs.get("style")))
    opening.tag = closing.tag = "th" if scope else "td"
    opening.attrs = {"scope": scope} if scope else {}
    if alignment:
        opening.attrs["class"] = alignment


def finish_figures(state: StateCore) -> None:
    """A paragraph that is a picture and nothing else is a figure. A core rule, to run after the inline rules."""
    for index, token in enumerate(state.tokens):
        if token.type == "inline" and [child.type for child in token.children or ()] == ["picture"]:
            for edge in (state.tokens[index - 1], state.tokens[index + 1]):
                edge.tag, edge.hidden = "figure", False


def finish_headings(state: StateCore) -> None:
    """Give levels 2 to 4 and ids to the headings. A core rule, to run after the inline rules.

    Where a text has no headings, such as the text version of a picture, they are paragraphs. Adds the ids
    to the set of taken ones.
    """
    notes = notes_of(state.env)
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open" and not notes.has_headings:
            token.tag = state.tokens[index + 2].tag = "p"
        elif token.type == "heading_open":
            token.tag = state.tokens[index + 2].tag = _LEVELS.get(token.tag, "h4")
            anchor = _free_anchor(notes, slug(plain(state.tokens[index + 1].children)))
            token.attrs = {"id": anchor}


def slug(text: str) -> str:
    """The text in lower case with hyphens for spaces; letters, digits and marks of every script stay."""
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in text.lower())
    return "-".join(kept.split())[:_MAX_SLUG].strip("-") or "section"


def _free_anchor(notes: Notes, name: str) -> str:
    wanted = anchor = notes.anchor_prefix + name
    count = notes.repeats.get(wanted, 1)
    while anchor in notes.taken:
        count += 1
        anchor = f"{wanted}-{count}"
    notes.repeats[wanted] = count
    notes.taken.add(anchor)
    return anchor


def finish_lists(state: StateCore) -> None:
    """Keep the numbers a writer typed: in "1. 2. 4." the last item says 4. A list of equal numbers counts on.

    A core rule, to run after the block rules.
    """
    open_lists: list[list[Token]] = []
    for token in state.tokens:
        if token.type == "ordered_list_open":
            open_lists.append([])
        elif token.type == "list_item_open" and token.info and open_lists:
            open_lists[-1].append(token)
        elif token.type == "ordered_list_close":
            _number(open_lists.pop())


def _number(items: list[Token]) -> None:
    numbers = [int(item.info) for item in items]
    if len(set(numbers)) == 1:
        return
    for before, number, item in zip(numbers, numbers[1:], items[1:], strict=False):
        if number != before + 1:
            item.attrs = {"value": number}
