"""What became known of the sources of a page after it was signed, laid over it like a notice."""

import re
from collections.abc import Iterable
from html import unescape

from articles.rendering.shapes import ReferenceItem, SourceMark
from references.link_status import LinkStatus
from references.links import key_of

HREF = re.compile(r'href="(https?://[^"]+)"')


def marks_of_sources(items: Iterable[ReferenceItem]) -> dict[str, tuple[SourceMark, ...]]:
    """The marks of each source that has any, by its key, warnings first. One query."""
    items = tuple(items)
    copies = _copies(items)
    return {key: tuple(marks) for key, marks in copies.items() if marks}


def _copies(items: Iterable[ReferenceItem]) -> dict[str, list[SourceMark]]:
    """Archived copies that staff noted for the addresses of these sources."""
    addresses = {item.key: [key_of(unescape(href)) for href in HREF.findall(item.html)] for item in items}
    wanted = {key for keys in addresses.values() for key in keys}
    if not wanted:
        return {}
    noted = {row.key: row for row in LinkStatus.objects.filter(key__in=wanted).exclude(archive_url="")}
    return {
        source: [
            SourceMark(
                text=f"Archived copy of {noted[key].archived_on:%-d %B %Y}:",
                url=noted[key].archive_url,
                url_label="read the copy",
            )
            for key in keys
            if key in noted
        ]
        for source, keys in addresses.items()
    }
