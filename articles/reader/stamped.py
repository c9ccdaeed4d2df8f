"""Answers made of many pages, kept until a page, a notice, the frame or the day changes.

The database says with one statement which pages and notices are current (two numbers that the verbs of
``articles.domain`` let grow in the transaction of their change), so an answer in the cache is never older than that.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe

from articles.reader.answers import HTML, answer
from articles.reader.served import as_moment
from articles.rendering.packing import compress
from articles.rendering.page import frame_version
from medsite.lib import languages

KEPT_FOR = 24 * 60 * 60
STATE_SQL = "SELECT notices_stamp, pages_stamp, pages_changed_at FROM articles_sitestate WHERE id = 1"
CERTAIN_AFTER = timedelta(seconds=2)
"""A date in a header has whole seconds, so it is given only when nothing else can happen in that second."""


@dataclass(frozen=True)
class Made:
    """What a view made: a text and how it is sent."""

    text: str
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()


def stamped(request: HttpRequest, name: str, make: Callable[[], Made], *, dated: bool = False) -> HttpResponse:
    """The answer called ``name``: from the cache, or made now and kept. 304 for a client that has it.

    ``name`` holds everything of the request that the answer depends on, but its language. ``dated`` also sends
    Last-Modified, and honours it where a client sends nothing better. What ``make`` raises is not kept.
    """
    now = timezone.now()
    notices, pages, changed_at = _state()
    day = timezone.localdate(now)
    # The moment is there for a database that was restored: it gives its numbers a second time.
    frame = f"{frame_version()}\n{settings.TIME_ZONE}\n{languages.current()}"
    whole = f"{name}\n{notices}\n{pages} {changed_at}\n{day}\n{frame}"
    key = f"page:{hashlib.sha256(whole.encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        made = make()
        data = made.text.encode()
        kept = (hashlib.sha256(data).hexdigest(), compress(data, "gzip"), made.content_type, made.headers, now)
        cache.set(key, kept, KEPT_FOR)
    digest, body, content_type, headers, made_at = kept
    response = answer(request, body, digest=digest, content_type=content_type, stored_as="gzip")
    for header, value in headers:
        response[header] = value
    if dated:
        _date(request, response, changed_at=max(changed_at or made_at, made_at), now=now)
    return response


def _date(request: HttpRequest, response: HttpResponse, *, changed_at: datetime, now: datetime) -> None:
    """Send Last-Modified, and answer 304 to a client that only has a date.

    The date is the later one of the last change and of the moment at which this answer was first made: notices change
    an answer without any page being published.
    """
    if now - changed_at < CERTAIN_AFTER:
        return
    seconds = int(changed_at.timestamp())
    response["Last-Modified"] = http_date(seconds)
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if since is not None and "If-None-Match" not in request.headers and since >= seconds:
        response.status_code = 304
        response.content = b""
        for header in ("Content-Encoding", "Content-Length", "Content-Type"):
            del response[header]


def _state() -> tuple[int, int, datetime | None]:
    with connection.cursor() as cursor:
        cursor.execute(STATE_SQL)
        row = cursor.fetchone()
    if row is None:
        return 0, 0, None
    return row[0], row[1], as_moment(row[2])
