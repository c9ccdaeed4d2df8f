"""What the answer of a server means. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from medsite.lib.fetching import Answer
from references.link_status import LinkState

ASKS_FOR_PEOPLE = frozenset({401, 403, 405, 429, 451, 503, 999})
"""Statuses of servers that turn programs away: they say nothing about the page."""
NOT_THERE = re.compile(r"\b(404|410|page not found|not found|page unavailable|no longer available)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Look:
    """What one look at an address gave; ``answer`` is None when there was none."""

    state: LinkState
    message: str = ""
    answer: Answer | None = None


def judge(url: str, known_title: str, answer: Answer) -> Look:
    """Tell a page from a soft 404: one that says "not found" with status 200, that leads a deep address to the front
    page, or whose title has no word in common with the one remembered. Those are suspect: a person looks.
    """
    if answer.status in ASKS_FOR_PEOPLE:
        return Look(LinkState.CLOSED, f"The server does not answer programs (status {answer.status}).", answer)
    if answer.status >= 400:
        return Look(LinkState.FAILING, f"The server says {answer.status}.", answer)
    if doubt := _doubt(url, known_title, answer):
        return Look(LinkState.SUSPECT, doubt, answer)
    if answer.url != url and answer.permanent:
        return Look(LinkState.MOVED, f"It moved to {answer.url}", answer)
    return Look(LinkState.ALIVE, answer=answer)


def _doubt(url: str, known_title: str, answer: Answer) -> str:
    """Why this may not be the page any more, as a sentence; empty when nothing says so."""
    if _is_front_page(answer.url) and not _is_front_page(url):
        return "It leads to the front page now."
    if NOT_THERE.search(answer.title):
        return f"The page calls itself “{answer.title}”."
    before, after = _words(known_title), _words(answer.title)
    if before and after and not before & after:
        return f"It was called “{known_title}”, and is “{answer.title}” now."
    return ""


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _words(title: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(title)}
