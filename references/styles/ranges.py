"""Page ranges: in full (335–339) or short (335–9), whichever way the record says them."""

import re
from enum import StrEnum


class PageRange(StrEnum):
    FULL = "full"
    SHORT = "short"


_RANGE = re.compile(r"\b([A-Za-z]*)(\d+)\s*(?:--?|[–—‐‑−])\s*([A-Za-z]*)(\d+)\b")
_DASH = re.compile(r"(?<=\w)\s*(?:--?|[–—‐‑−])\s*(?=\w)")


def page_range(pages: str, form: PageRange) -> str:
    """Pages with en dashes; only what is clearly a range of numbers is lengthened or shortened."""
    return _DASH.sub("–", _RANGE.sub(lambda match: _one(match, form), pages))


def _one(match: re.Match[str], form: PageRange) -> str:
    before, first, prefix, last = match.groups()
    if prefix and prefix != before:
        return match.group()
    whole = first[: len(first) - len(last)] + last if len(last) < len(first) else last
    if len(whole) > len(first) or int(whole) >= int(first):
        if form is PageRange.FULL:
            return f"{before}{first}–{before}{whole}"
        if len(whole) == len(first):
            same = next((place for place, mark in enumerate(whole) if mark != first[place]), len(whole) - 1)
            return f"{before}{first}–{whole[same:]}"
        return f"{before}{first}–{before}{whole}"
    return match.group()
