"""The sources of a live page as a file for reference managers."""

from dataclasses import dataclass

from articles.content import ArticleContent
from articles.models import PublishedPage
from articles.rendering.shapes import SignedBody
from references import formats

FORMATS = {"ris": "ris", "bib": "bibtex"}
"""Endings of addresses, and the format that each one names."""


@dataclass(frozen=True)
class Bibliography:
    text: str
    media_type: str


def of_page(slug: str, ending: str) -> Bibliography | None:
    """The sources of the live page at an address, cited ones first, in the order of their numbers. One query.

    The records are those that were frozen and signed with the text, never today's of the library. None where no
    page is live, or its sources have no records.

    Raises KeyError for an ending that is not in FORMATS.
    """
    stored = PublishedPage.objects.signed_texts().filter(slug=slug).first()
    if stored is None:
        return None
    content_json, body_json = stored
    records = {c.key: c.reference for c in ArticleContent.from_json(content_json).citations if c.reference is not None}
    body = SignedBody.model_validate_json(body_json)
    shown = [records[item.key] for item in (*body.references, *body.further_reading) if item.key in records]
    if not shown:
        return None
    bare = [{name: value for name, value in record.items() if name != "custom"} for record in shown]
    chosen = formats.format_named(FORMATS[ending])
    return Bibliography(text=chosen.write(bare), media_type=chosen.media_type)
