"""CSL records as citations for readers: NLM/Vancouver or AMA 11, as escaped HTML or plain text.

Sources: Citing Medicine (2nd edition, US National Library of Medicine), the samples of formatted references that
the ICMJE Recommendations point to, and the AMA Manual of Style (11th edition), chapter 3. The pages of the site use
NLM with full page ranges, as PubMed prints them today.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from references.styles import ama, nlm
from references.styles.identifying import identifier_parts, links
from references.styles.marks import EMPHASIS_OFF, EMPHASIS_ON, TITLE_OFF, TITLE_ON, Abbreviations, Record, plain
from references.styles.ranges import PageRange

__all__ = ["STYLES", "Abbreviations", "PageRange", "as_html", "as_text", "evidence", "links"]

NO_ABBREVIATIONS: Abbreviations = {}


@dataclass(frozen=True)
class _Style:
    parts: Callable[[Record, PageRange, Abbreviations], list[str]]
    pages: PageRange


STYLES: Mapping[str, _Style] = {
    "nlm": _Style(nlm.parts, PageRange.FULL),
    "ama": _Style(ama.parts, PageRange.FULL),
}


def as_text(
    record: Record,
    *,
    style: str = "nlm",
    pages: PageRange | None = None,
    identifiers: bool = False,
    abbreviations: Abbreviations = NO_ABBREVIATIONS,
) -> str:
    """The citation as plain text.

    ``pages``: full ("335–339") or short ("335–9"). ``identifiers`` adds DOI, PMID or address at the end, as the
    style writes them. ``abbreviations`` gives NLM's abbreviation of a journal by its name in lower case, for
    records that do not carry their own; none is ever made up.
    """
    words = plain(_marked(record, style, pages, abbreviations))
    if identifiers:
        found = "".join(f"{lead}{label}{tail}" for lead, label, _, tail in identifier_parts(record, style))
        words = f"{words} {found}".strip()
    return words


def as_html(
    record: Record,
    *,
    style: str = "nlm",
    pages: PageRange | None = None,
    identifiers: bool = False,
    abbreviations: Abbreviations = NO_ABBREVIATIONS,
) -> str:
    """The citation as HTML: every field escaped, the title in <cite>, journals and books of AMA in <i>."""
    html = escape(_marked(record, style, pages, abbreviations))
    for mark, tag in _TAGS.items():
        html = html.replace(mark, tag)
    if identifiers:
        found = "".join(
            f'{escape(lead)}<a href="{escape(address)}" rel="noopener noreferrer">{escape(label)}</a>{tail}'
            for lead, label, address, tail in identifier_parts(record, style)
        )
        html = f"{html} {found}".strip()
    return html


_TAGS = {TITLE_ON: "<cite>", TITLE_OFF: "</cite>", EMPHASIS_ON: "<i>", EMPHASIS_OFF: "</i>"}
_SPACES = re.compile(r"  +")


def _marked(record: Record, style: str, pages: PageRange | None, abbreviations: Abbreviations) -> str:
    chosen = STYLES[style]
    parts = chosen.parts(record, pages or chosen.pages, abbreviations)
    return _SPACES.sub(" ", " ".join(part for part in parts if part))


def evidence(record: Mapping[str, Any]) -> str:
    """The kind of evidence that the record was frozen with, or an empty string."""
    custom = record.get("custom")
    return str(custom.get("evidence", "")) if isinstance(custom, Mapping) else ""
