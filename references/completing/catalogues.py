"""Answers of Open Library and ClinicalTrials.gov → records as the library takes them. Pure; no network.

Sources: Open Library, "Books API" (api/books with jscmd=data); ClinicalTrials.gov, "Data API", version 2
(studies/{nctId}) with its page "Study data structure".
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from references.formats import dates, names
from references.formats.finishing import finished
from references.formats.shapes import Found

REGISTRY = "ClinicalTrials.gov"


class Unusable(Exception):
    """An answer that nothing can be taken from; the message says why."""


class Nothing(Exception):
    """An answer that says the catalogue does not have it."""


@dataclass(frozen=True)
class Entry:
    """A record, and the other titles that the catalogue gives the same work."""

    record: dict[str, Any]
    titles: tuple[str, ...] = ()


def book(body: bytes, isbn: str) -> Entry:
    """The book that Open Library has under an ISBN; it answers with an empty object where it has none.

    Raises Nothing, Unusable.
    """
    data = _object(body)
    if not data:
        raise Nothing
    told = data.get(f"ISBN:{isbn}")
    if not isinstance(told, Mapping):
        raise Unusable("It answered with another book than it was asked for.")
    title, subtitle = _text(told, "title"), _text(told, "subtitle")
    people = [person for name in _named(told, "authors") if (person := names.spoken(name))]
    record: dict[str, Any] = {
        "type": "book",
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "author": people,
        "publisher": next(iter(_named(told, "publishers")), ""),
        "publisher-place": next(iter(_named(told, "publish_places")), ""),
        "issued": dates.parse(_text(told, "publish_date")),
        "number-of-pages": _text(told, "number_of_pages"),
        "ISBN": isbn,
    }
    return Entry(_checked(record), titles=(title,) if subtitle else ())


def trial(body: bytes, nct: str) -> Entry:
    """The registration of a trial. An old number leads to the one that took its place.

    Raises Unusable.
    """
    section = _part(_object(body), "protocolSection")
    known, status = _part(section, "identificationModule"), _part(section, "statusModule")
    aliases = known.get("nctIdAliases")
    if nct not in {_text(known, "nctId"), *(aliases if isinstance(aliases, Sequence) else ())}:
        raise Unusable("It answered with another trial than it was asked for.")
    brief, official = _text(known, "briefTitle"), _text(known, "officialTitle")
    sponsor = _text(_part(_part(section, "sponsorCollaboratorsModule"), "leadSponsor"), "name")
    record: dict[str, Any] = {
        "type": "document",
        "genre": "Trial registration",
        "title": brief or official,
        "author": [{"literal": sponsor}] if sponsor else [],
        "container-title": REGISTRY,
        "issued": dates.parse(_text(_part(status, "studyFirstPostDateStruct"), "date")),
        "available-date": dates.parse(_text(_part(status, "lastUpdatePostDateStruct"), "date")),
        "number": nct,
        "URL": f"https://clinicaltrials.gov/study/{nct}",
        "custom": {"NCT": nct},
    }
    return Entry(_checked(record), titles=(official,) if brief and official else ())


def _checked(record: dict[str, Any]) -> dict[str, Any]:
    """As if it came from a file: identifiers in their one spelling, lengths within limits."""
    read = finished(1, Found({name: value for name, value in record.items() if value}))
    if read.record is None or read.record.get("status"):
        raise Unusable(read.reason or "It names no title.")
    return read.record


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unusable("It is no JSON.") from error
    if not isinstance(data, Mapping):
        raise Unusable("It is no JSON object.")
    return data


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _named(data: Mapping[str, Any], name: str) -> list[str]:
    """The names in a list such as [{"name": "Sample Press"}]."""
    rows = data.get(name)
    found = [_text(row, "name") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return [value for value in found if value]
