"""The last look at a representation before anybody gets it: is the text of every notice in it?"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from articles.choices import Format
from articles.rendering.shapes import NoticeText

_DATA = re.compile(r"<script\b.*?</script>", re.DOTALL)  # data for machines is in the page, and nobody reads it there
_TAG = re.compile(r"</?[A-Za-z!][^>]*>")
_TAG_IN_A_WORD = re.compile(r"</?(?:a|code|em|span|strong|sub|sup)(?:\s[^>]*)?>")
_POWER = re.compile(r"(?:<sup>(?<=\d<sup>)|\^(?<=\d\^))(?=[\d+−–-])")
_MARK_IN_A_WORD = re.compile(r"(?<!\\)[*~^`]")
_WORD = re.compile(r"[^\W_]+")
_LIST_MARK = re.compile(r"^[\s>]*(?:\d{1,9}[.)]|[-*+])\s+", re.MULTILINE)
_LINK_TARGET = re.compile(r"\]\((?:<[^<>\n]*>|[^()\s]*)\)")


class NoticeMissing(Exception):
    """A representation lacks the text of a notice that applies. It must not be served."""


def refuse_without_notices(document: str, notices: Iterable[NoticeText], form: Format = Format.HTML) -> None:
    """Raise NoticeMissing unless the heading and the whole text of each notice is in a document.

    Only words and their order count, not markup or punctuation: ``form`` says what is markup.
    """
    visible = readable(document, form)
    for notice in notices:
        for part in (notice.heading, notice.text):
            words = _said(part)
            if words is None or not words.search(visible):
                raise NoticeMissing(f"The notice {notice.code!r} is missing: its text is not in the {form} form.")


def readable(document: str, form: Format) -> str:
    """What somebody reads of a document: HTML without its tags, JSON without its names and escapes."""
    match form:
        case Format.JSON | Format.ITEM:
            return " ".join(_without_tags(text) for text in _strings(json.loads(document)))
        case Format.ENTRY:
            return _without_tags(_without_tags(document))  # the entry holds HTML as escaped text
        case Format.MARKDOWN:
            text = _LINK_TARGET.sub("]", _LIST_MARK.sub("", document))
            return html.unescape(_MARK_IN_A_WORD.sub("", _POWER.sub(" ", text)))
    return _without_tags(_DATA.sub(" ", document))


def _without_tags(text: str) -> str:
    return html.unescape(_TAG.sub(" ", _TAG_IN_A_WORD.sub("", _POWER.sub(" ", text))))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


@lru_cache(maxsize=1000)
def _said(text: str) -> re.Pattern[str] | None:
    """What finds the words of a text one after the other, each whole; None for a text without a word.

    The look behind stands after the first word, not before it: so the search jumps from one such word to the next.
    """
    words = [re.escape(word) for word in _WORD.findall(text)]
    if not words:
        return None
    first = words[0]
    return re.compile(rf"{first}(?<![^\W_]{first})" + "".join(rf"[\W_]+{word}" for word in words[1:]) + r"(?![^\W_])")
