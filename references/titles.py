"""Titles as they are compared: what two spellings of the same title have in common."""

import re
import unicodedata
from functools import lru_cache

KEY_LIMIT = 100

_TAG = re.compile(r"<[^<>]{0,40}>")
_MARK = re.compile(r"^\W*(?:retracted|withdrawn)(?: article| paper)?\W*[:\]]\s*", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def title_key(title: str) -> str:
    """Letters and digits in lower case, without accents, tags and the marks that databases put before the titles of
    retracted papers.
    """
    bare = _MARK.sub("", _TAG.sub("", title))
    letters = unicodedata.normalize("NFKD", bare).casefold()
    return "".join(mark for mark in letters if mark.isalnum())
