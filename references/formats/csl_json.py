"""CSL-JSON from Zotero, Crossref and our own exports: a list, one object, or an object around a list.

A list that is broken somewhere gives all records but the broken ones.
"""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from references import csl
from references.formats import dates, names
from references.formats.finishing import MARKUP
from references.formats.shapes import Found, Record, UnreadableFile

TYPES = {
    "journal-article": "article-journal", "posted-content": "article", "preprint": "article",
    "book-chapter": "chapter", "book-section": "chapter", "book-part": "chapter", "reference-entry": "entry",
    "proceedings-article": "paper-conference", "conference-paper": "paper-conference", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "book-series": "book", "dissertation": "thesis",
    "journal": "periodical", "report-component": "report", "peer-review": "review", "database": "dataset",
    "component": "document", "other": "document", "website": "webpage", "web-page": "webpage",
}  # fmt: skip
"""Types of Crossref's own scheme, which its content negotiation mixes in."""

_DECODER = json.JSONDecoder()
_NEXT = re.compile(r"[}\]]\s*+(?:,\s*+)?(?=\{)")
_WRAPPERS = ("items", "records", "references", "message", "data")


def read(text: str) -> Iterator[Found]:
    """Each record, in its order."""
    for item in _items(text):
        yield item if isinstance(item, Found) else _found(item)


def _items(text: str) -> Iterator[Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _mended(text)
        return
    yield from _unwrapped(whole)


def _unwrapped(whole: Any, *, depth: int = 0) -> Iterator[Any]:
    if isinstance(whole, list):
        yield from whole
        return
    if isinstance(whole, dict) and depth < 3:
        for wrapper in _WRAPPERS:
            if isinstance(whole.get(wrapper), list | dict) and "title" not in whole:
                yield from _unwrapped(whole[wrapper], depth=depth + 1)
                return
    yield whole


def _mended(text: str) -> Iterator[Any]:
    """Objects one after another: JSON lines, or a list that is broken somewhere or cut off."""
    place = text.find("{")
    if place < 0:
        raise UnreadableFile("This is no CSL-JSON: it holds no JSON object. Export the references again.")
    while place >= 0:
        try:
            item, end = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            line = text.count("\n", 0, place) + 1
            what = (
                error.msg
                if isinstance(error, json.JSONDecodeError)
                else "it is nested too deep, or a number is too long"
            )
            yield Found(error=f"The record that begins in line {line} is broken JSON: {what}.")
            following = _NEXT.search(text, place + 1)
            place = text.find("{", following.end()) if following else -1
            continue
        yield item
        place = text.find("{", end)


def _found(item: Any) -> Found:
    if not isinstance(item, dict):
        return Found(error="It is no JSON object.")
    if "itemType" in item:
        return Found(error="It is in Zotero's own JSON, not in CSL-JSON. Export the library as CSL JSON or RIS.")
    found = Found()
    record = found.record
    for name in ("id", *csl.TEXT_FIELDS):
        value = _text(item.get(name))
        if value:
            record[name] = value
    kind = str(item.get("type", "")).strip()
    record["type"] = TYPES.get(kind.lower(), kind)
    if record["type"] not in csl.TYPES:
        found.problems.append(
            f"type: {kind[:40]!r} is not known; taken as a document." if kind else "type: is missing."
        )
        record["type"] = "document"
    for name in csl.NAME_FIELDS:
        if people := _people(item.get(name)):
            record[name] = people
    _take_dates(found, item)
    _take_from_crossref(record, item)
    _take_further(record, item)
    return found


_DATES_OF_CROSSREF = ("published-print", "published", "published-online", "created")


def _take_dates(found: Found, item: dict[str, Any]) -> None:
    for name in csl.DATE_FIELDS:
        value = item.get(name)
        if date := _date(value):
            found.record[name] = date
        elif value and value != {"date-parts": [[None]]}:
            found.problems.append(f"{name}: {str(value)[:60]} is no date; left out.")
    if "issued" not in found.record:
        others = (date for name in _DATES_OF_CROSSREF if (date := _date(item.get(name))))
        if other := next(others, None):
            found.record["issued"] = other


def _take_further(record: Record, item: dict[str, Any]) -> None:
    if key := _text(item.get("citation-key")):
        record["id"] = key
    if match := re.match(r"^https?://zotero\.org/.*/items/(\w+)$", record.get("id", "")):
        record["id"] = match.group(1)
    if re.match(r"^https?://", record.get("id", "")):
        record.pop("id")
    if short := _text(item.get("short-container-title") or item.get("journalAbbreviation")):
        record.setdefault("container-title-short", short)
    if number := _text(item.get("article-number")):
        record.setdefault("number", number)
    if isinstance(item.get("custom"), dict):
        record["custom"] = item["custom"]
    for name in ("title", "container-title", "abstract"):
        if "<" in record.get(name, "") or "&" in record.get(name, ""):
            record[name] = unescape(MARKUP.sub("", record[name]))
    if isinstance(item.get("note"), str):
        record["note"] = item["note"]


def _take_from_crossref(record: Record, item: dict[str, Any]) -> None:
    """What only Crossref's own scheme has: a title in two parts, notices about the paper."""
    subtitle = _text(item.get("subtitle"))
    if subtitle and record.get("title") and subtitle.lower() not in record["title"].lower():
        record["title"] = f"{record['title']}: {subtitle}"
    if status := _told_by_crossref(item.get("updated-by")):
        record["status"] = status


_UPDATES = {
    "retraction": "retracted", "withdrawal": "retracted", "removal": "retracted",
    "partial_retraction": "expression of concern", "expression_of_concern": "expression of concern",
    "correction": "corrected", "erratum": "corrected", "corrigendum": "corrected",
}  # fmt: skip
"""Types of notices that Crossref lists at a paper, the gravest first."""


def _told_by_crossref(updates: Any) -> str:
    """What became of a paper: Crossref puts the notices about it into ``updated-by``."""
    told = (
        {str(update.get("type", "")) for update in updates if isinstance(update, dict)}
        if isinstance(updates, list)
        else ()
    )
    return next((status for kind, status in _UPDATES.items() if kind in told), "")


def _text(value: Any) -> str:
    """Crossref wraps titles in lists; numbers may be numbers."""
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str) and part), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _people(value: Any) -> list[dict[str, str]]:
    people = []
    for person in value if isinstance(value, list) else []:
        if isinstance(person, str):
            people.append(names.parse(person))
        elif isinstance(person, dict):
            parts = {
                name: str(person[name])
                for name in ("family", "given", "literal", "suffix", "non-dropping-particle", "dropping-particle")
                if isinstance(person.get(name), str | int)
            }
            if not parts and isinstance(person.get("name"), str):
                parts = {"literal": person["name"]}
            people.append(parts)
    return [person for person in people if person]


def _date(value: Any) -> dict[str, Any] | None:
    if isinstance(value, str | int):
        return dates.parse(str(value))
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [str(part) for part in parts[0] if part not in (None, "")]
        if numbers and all(number.isascii() and number.isdigit() for number in numbers):
            return dates.parse("-".join(numbers))
    return dates.parse(str(value.get("raw") or value.get("literal") or value.get("edtf") or ""))


def write(records: Iterable[Record]) -> str:
    """A JSON list; our own fields are under ``custom``, as the schema allows."""
    return json.dumps(list(records), ensure_ascii=False, indent=1) + "\n"
