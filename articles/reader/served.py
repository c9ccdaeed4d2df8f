"""Serving stored representations: one SQL statement, no model, no template.

What was stored under older notices or another frame, or is past its day, is framed afresh in memory; the clock stores
it later.
"""

import gzip
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from articles.choices import Format
from articles.domain.errors import Refused
from articles.domain.publication import reframing
from articles.models import PublishedPage
from articles.rendering.guard import NoticeMissing
from articles.rendering.packing import compress, digest_of
from articles.rendering.page import frame_version

logger = logging.getLogger(__name__)

CURRENT = """
CASE WHEN page.notices_stamp = site.notices_stamp AND page.frame_version = %s AND form.id IS NOT NULL
          AND (page.valid_until IS NULL OR page.valid_until > %s)
     THEN 1 ELSE 0 END
"""
PAGES = """
FROM articles_publishedpage AS page CROSS JOIN articles_sitestate AS site
LEFT JOIN articles_publishedrepresentation AS form ON form.page_id = page.id AND form.format = %s
"""
ONE_SQL = {
    "br": f"SELECT page.id, form.etag, CASE WHEN form.etag = %s THEN NULL ELSE form.brotli END, {CURRENT} {PAGES}"
    "WHERE page.slug = %s",
    "gzip": f"SELECT page.id, form.etag, CASE WHEN form.etag = %s THEN NULL ELSE form.gzip END, {CURRENT} {PAGES}"
    "WHERE page.slug = %s",
}
ROWS_SQL = f"SELECT page.id, form.gzip, {CURRENT}, page.modified_at {PAGES}"
IN_TOPIC = """
JOIN articles_publishedtopic AS of_page ON of_page.page_id = page.id
JOIN articles_topic AS topic ON topic.id = of_page.topic_id AND topic.slug = %s
"""


class Withheld(Exception):
    """A page cannot be shown as the rules demand, so nobody gets it. The log says why."""


@dataclass(frozen=True)
class Served:
    """A representation in one encoding. ``body`` is None when the client has the text of ``digest`` already."""

    digest: str
    body: bytes | None
    encoding: str


@dataclass(frozen=True)
class Row:
    """A representation among others: the key of its page, when its text was last changed, and the text."""

    page: int
    modified_at: datetime
    text: str


def find(slug: str, form: Format, *, encoding: str, known: frozenset[str], now: datetime) -> Served | None:
    """The live page at an address in one form, with the one statement that it costs.

    ``known`` are digests that the client has. Raises Withheld.
    """
    stored_as = encoding or "gzip"
    moment = connection.ops.adapt_datetimefield_value(now)
    arguments = [min(known, default=""), frame_version(), moment, form.value, slug]
    with connection.cursor() as cursor:
        cursor.execute(ONE_SQL[stored_as], arguments)
        row = cursor.fetchone()
    if row is None:
        return None
    page, digest, body, is_current = row
    if is_current:
        return Served(digest=digest, body=None if body is None else bytes(body), encoding=stored_as)
    text = _fresh(page, form, now=now)
    return Served(digest=digest_of(text), body=compress(text.encode(), encoding), encoding=encoding)


def rows(
    form: Format,
    *,
    limit: int,
    now: datetime,
    topic: str = "",
    language: str = "",
    after: int | None = None,
    newest_first: bool = False,
) -> list[Row]:
    """Representations of many pages: in the order of their keys from ``after`` on, or by newest change.

    Those of all languages, or of one.

    One statement, and a few more for each page that has to be framed afresh. A page that has to be withheld is left
    out, and the log says why.
    """
    moment = connection.ops.adapt_datetimefield_value(now)
    sql = ROWS_SQL
    arguments: list[str | int | None] = [frame_version(), moment, form.value]
    if topic:
        sql, arguments = sql + IN_TOPIC, [*arguments, topic]
    sql += "WHERE page.is_listed "
    if language:
        sql, arguments = sql + "AND page.language = %s ", [*arguments, language]
    if after is not None:
        sql, arguments = sql + "AND page.id > %s ", [*arguments, after]
    sql += "ORDER BY page.modified_at DESC, page.id DESC " if newest_first else "ORDER BY page.id "
    with connection.cursor() as cursor:
        cursor.execute(sql + "LIMIT %s", [*arguments, limit])
        found = cursor.fetchall()
    return [row for row in (_row(values, form, now=now) for values in found) if row is not None]


def as_moment(value: datetime | None) -> datetime | None:
    """A moment from a statement of our own: SQLite has no time zones, and stores UTC."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _row(values: Sequence[Any], form: Format, *, now: datetime) -> Row | None:
    page, body, is_current, changed_at = values
    try:
        text = gzip.decompress(bytes(body)).decode() if is_current else _fresh(page, form, now=now)
    except Withheld:
        return None
    return Row(page=page, modified_at=as_moment(changed_at) or now, text=text)


def _fresh(key: int, form: Format, *, now: datetime) -> str:
    page = PublishedPage.objects.with_text().get(pk=key)
    try:
        return reframing.reframe(page, now=now, formats=[form]).texts[form]
    except (Refused, NoticeMissing) as error:
        logger.exception("The page %s is withheld", page.slug)
        raise Withheld(page.slug) from error
