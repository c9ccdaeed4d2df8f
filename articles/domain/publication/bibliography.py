"""The sources of an article for reference managers: as readers get them, and as the library has them today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.content import ArticleContent
from articles.domain.knowledge.source_facts import IN_DOUBT, Known, known_of
from articles.domain.overlay.source_marks import TOLD, in_words
from articles.models import PublishedPage
from articles.rendering.shapes import SignedBody
from references import formats, library
from references.models import Reference

FORMATS = {"ris": "ris", "bib": "bibtex"}
"""Endings of addresses, and the format that each one names."""


@dataclass(frozen=True)
class Bibliography:
    text: str
    media_type: str


def of_page(slug: str, ending: str) -> Bibliography | None:
    """The sources of the live page at an address, cited ones first, in the order of their numbers. Two queries, four
    where a source is in doubt.

    The records are those that were frozen and signed with the text, never today's of the library; but a source that
    was retracted or doubted since says so, as on the page. None where no page is live, or its sources have no records.

    Raises KeyError for an ending that is not in FORMATS.
    """
    stored = PublishedPage.objects.signed_texts().filter(slug=slug).first()
    if stored is None:
        return None
    content_json, body_json = stored
    records = {c.key: c.reference for c in ArticleContent.from_json(content_json).citations if c.reference is not None}
    body = SignedBody.model_validate_json(body_json)
    keys = [item.key for item in (*body.references, *body.further_reading) if item.key in records]
    if not keys:
        return None
    known = known_of(keys)
    bare = [_told(records[key], known.get(key)) for key in keys]
    chosen = formats.format_named(FORMATS[ending])
    return Bibliography(text=chosen.write(bare), media_type=chosen.media_type)


def _told(record: Mapping[str, Any], known: Known | None) -> dict[str, Any]:
    """A signed record without what is ours alone, and with what readers of the page are told of it today."""
    bare = {name: value for name, value in record.items() if name != "custom"}
    if known is None or known.standing not in TOLD & IN_DOUBT:
        return bare
    said = [f"{in_words(known)}.", known.notice_url, bare.get("note", "")]
    return bare | {"status": known.standing.value, "note": " ".join(part for part in said if part)}


def records_of(content: ArticleContent) -> list[dict[str, Any]]:
    """The records of the sources of a text, in their order, as the library has them today; for staff.

    Of records that were merged, the kept one; a record that the library does not have comes as the text has it. One
    query.
    """
    frozen = {str(c.reference["id"]): c.reference for c in content.citations if c.reference is not None}
    known = {row.key: row.merged_into or row for row in Reference.objects.for_keys(frozen)}
    found: dict[str, dict[str, Any]] = {}
    for key, record in frozen.items():
        row = known.get(key)
        if row is None:
            found.setdefault(key, dict(record))
        else:
            found.setdefault(row.key, library.as_record(row))
    return list(found.values())
