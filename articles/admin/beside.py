"""Comments beside the fields of the form of a draft."""

from typing import Any

from articles.admin.widgets import MarkdownWidget
from articles.domain.reviewing.discussion import Thread
from articles.editing.talk import Talk

ROWS = {"key_points": "text", "questions": "answer"}
"""Lists of a content, and the field of a row that its comments stand beside."""


def put_beside(talk: Talk, form: Any, formsets: dict[str, Any]) -> tuple[Thread, ...]:
    """Give each Markdown field of a form the open threads about it; the others are given back.

    ``formsets`` are the inlines by the name of their list. Rows are matched by their order.
    """
    left: list[Thread] = []
    for thread in talk.open_threads:
        widget = _widget_of(thread.path, form, formsets)
        if widget is None:
            left.append(thread)
            continue
        widget.talk = talk
        widget.threads = (*widget.threads, thread)
    return tuple(left)


def _widget_of(path: tuple[str | int, ...], form: Any, formsets: dict[str, Any]) -> MarkdownWidget | None:
    match path:
        case (str(name),):
            found = form.fields.get(name)
        case (str(name), int(place), _) if name in ROWS and name in formsets:
            rows = formsets[name].forms
            found = rows[place].fields.get(ROWS[name]) if place < len(rows) else None
        case _:
            found = None
    widget = getattr(found, "widget", None)
    return widget if isinstance(widget, MarkdownWidget) else None
