"""Answers of a page as plain words, for places where the page itself is not read."""

import re

from medsite.lib.markdown import visible

ANSWER_LIMIT = 400
"""Characters of an answer that is shown outside its article. A longer one is read there."""
STRUCTURED = re.compile(r"<(?:img|figure|ul|ol|table|h[1-6]|pre|blockquote|sub|sup(?! class=\"cite))", re.IGNORECASE)
"""Answers that would not mean the same as a run of plain words."""


def whole_answer(html: str) -> str:
    """A signed answer as plain words, if it is short and loses nothing by that; empty otherwise."""
    text = "" if STRUCTURED.search(html) else visible.read(html).uncited
    return text if len(text) <= ANSWER_LIMIT else ""
