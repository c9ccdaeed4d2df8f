"""Serving one stored article page: one SQL statement, no model, no template."""

import gzip
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

PAGE_SQL = """
SELECT page.id, page.document_gzip, page.etag,
       CASE WHEN page.notices_stamp = site.notices_stamp AND page.frame_version = %s
                 AND (page.valid_until IS NULL OR page.valid_until > %s)
            THEN 1 ELSE 0 END
FROM articles_publishedpage AS page CROSS JOIN articles_sitestate AS site
WHERE page.slug = %s
"""


@dataclass(frozen=True)
class Served:
    """A stored page. ``is_current`` says whether it may be served as it is."""

    page: int
    compressed: bytes
    etag: str
    is_current: bool

    @property
    def document(self) -> bytes:
        return gzip.decompress(self.compressed)


def find_page(slug: str, *, frame_version: str, now: datetime) -> Served | None:
    """The live page at an address, with the one statement that an article page costs."""
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(PAGE_SQL, [frame_version, moment, slug])
        row = cursor.fetchone()
    if row is None:
        return None
    return Served(page=row[0], compressed=bytes(row[1]), etag=row[2], is_current=bool(row[3]))
