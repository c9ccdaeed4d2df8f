"""When the notices of a live article changed while its text stayed the same. Reads only."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from articles.domain.upkeep.review_queue import STATUS_OF_ITSELF
from articles.models import Article, NoticeVersion, Rendering
from articles.models.notice import GENERAL
from medsite.lib.languages import language_of

LOOKED_BACK = 200
"""Renderings that are read: more than a decade of ordinary change."""

BY_THE_CALENDAR = STATUS_OF_ITSELF - {GENERAL, "source-retracted"}
"""Notices that come and go with a date or a publication of the article. Nobody changed what it says of safety."""

Shown = Mapping[str, tuple[int, tuple[str, ...]]]
"""The notices of a rendering: the code of each, its version, and the versions of the numbers in it."""


@dataclass(frozen=True)
class NoticeChange:
    """A moment from which a page was stored with other notices. Headings, in the words that were approved."""

    at: datetime
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def of_article(article: Article) -> list[NoticeChange]:
    """The changes within each publication, the newest first; what a new publication brought is told with it.

    A notice with another number in it counts as one in other words.

    A page shows an approved notice from the next request on and is stored with it a little later, which is the moment
    given here. Two queries, no documents.
    """
    rows = list(
        Rendering.objects.filter(publication__article=article)
        .order_by("-pk")
        .values_list("at", "publication", "notices")[:LOOKED_BACK]
    )
    rows.reverse()
    shown = [(at, publication, _shown(notices)) for at, publication, notices in rows]
    pairs = [
        (at, before, now)
        for (_, earlier, before), (at, publication, now) in pairwise(shown)
        if earlier == publication and before != now
    ]
    if not pairs:
        return []
    headings = _headings(article.locale, {code for _, before, now in pairs for code in (*before, *now)})
    return [_change(at, before, now, headings) for at, before, now in reversed(pairs)]


def _shown(notices: str) -> Shown:
    entries = [entry for entry in json.loads(notices) if entry["notice"] not in BY_THE_CALENDAR]
    return {entry["notice"]: (entry["version"], tuple(entry.get("numbers", ()))) for entry in entries}


def _headings(locale: str, codes: Iterable[str]) -> dict[tuple[str, int], str]:
    """The heading of each version; that of the region stands before that of the language."""
    rows = NoticeVersion.objects.filter(code__in=set(codes), locale__in={locale, language_of(locale)})
    found = sorted(rows.values_list("locale", "code", "version", "heading"), key=lambda row: row[0] == locale)
    return {(code, version): heading for _, code, version, heading in found}


def _change(at: datetime, before: Shown, now: Shown, headings: Mapping[tuple[str, int], str]) -> NoticeChange:
    def said(shown: Shown, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(headings.get((code, shown[code][0]), code) for code in codes)

    return NoticeChange(
        at=at,
        new=said(now, (code for code in now if code not in before)),
        changed=said(now, (code for code in now if code in before and before[code] != now[code])),
        gone=said(before, (code for code in before if code not in now)),
    )
