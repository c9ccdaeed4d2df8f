"""The last look at a representation before anybody gets it: is the text of every notice in it?"""

import html
import re
from collections.abc import Iterable

from articles.rendering.shapes import NoticeText

_TAG = re.compile(r"</?[A-Za-z!][^>]*>")
_WORD = re.compile(r"[^\W_]+")


class NoticeMissing(Exception):
    """A representation lacks the text of a notice that applies. It must not be served."""


def refuse_without_notices(document: str, notices: Iterable[NoticeText]) -> None:
    """Raise NoticeMissing unless the heading and the whole text of each notice is in a document.

    Works for HTML, Markdown and plain text: only words and their order count, not markup or punctuation.
    """
    visible = _words(document)
    for notice in notices:
        for part in (notice.heading, notice.text):
            if _words(part) not in visible:
                raise NoticeMissing(f"The notice {notice.code!r} is missing: its text is not in the document.")


def _words(text: str) -> str:
    words = _WORD.findall(html.unescape(_TAG.sub(" ", text)))
    return f" {' '.join(words)} "
