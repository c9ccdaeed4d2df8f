"""What became known of the sources of a page after it was signed, laid over it like a notice."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from html import unescape

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.domain.knowledge.source_facts import IN_DOUBT, Known
from articles.rendering.shapes import ReferenceItem, SourceMark
from medsite.lib import languages
from references.link_status import LinkStatus
from references.links import key_of
from references.retractions.standing import Standing

HREF = re.compile(r'href="(https?://[^"]+)"')
TOLD = IN_DOUBT - {Standing.POSSIBLE} | {Standing.CORRECTED}
"""What readers are told beside a source. A likeness that nobody has looked at is not among it."""


def marks_of_sources(items: Iterable[ReferenceItem], known: Mapping[str, Known]) -> dict[str, tuple[SourceMark, ...]]:
    """The marks of each source that has any, by its key, warnings first. One query, if they name addresses.

    ``known`` is how they stand.
    """
    items = tuple(items)
    copies = _copies(items)
    marks = {
        item.key: (*(_standing(known[item.key]) if item.key in known else ()), *copies.get(item.key, ()))
        for item in items
    }
    return {key: found for key, found in marks.items() if found}


def _standing(known: Known) -> tuple[SourceMark, ...]:
    if known.standing not in TOLD:
        return ()
    return (
        SourceMark(
            text=f"{in_words(known)}.",
            url=known.notice_url,
            url_label=_("Read the notice") if known.notice_url else "",
            is_warning=known.standing in IN_DOUBT,
        ),
    )


def in_words(known: Known) -> str:
    """How a source stands as readers see it: "Retracted, 3 May 2024", in the language that is spoken now."""
    standing = languages.said(known.label)
    return f"{standing}, {date_format(known.noticed_on)}" if known.noticed_on else standing


def _archived(day: date | None) -> str:
    return _("Archived copy of %(day)s:") % {"day": date_format(day)} if day else _("Archived copy:")


def _copies(items: Iterable[ReferenceItem]) -> dict[str, tuple[SourceMark, ...]]:
    """Archived copies that staff noted for the addresses of these sources."""
    addresses = {item.key: [key_of(unescape(href)) for href in HREF.findall(item.html)] for item in items}
    wanted = {key for keys in addresses.values() for key in keys}
    if not wanted:
        return {}
    noted = {row.key: row for row in LinkStatus.objects.filter(key__in=wanted).exclude(archive_url="")}
    return {
        source: tuple(
            SourceMark(
                text=_archived(noted[key].archived_on),
                url=noted[key].archive_url,
                url_label=_("read the copy"),
            )
            for key in keys
            if key in noted
        )
        for source, keys in addresses.items()
    }
