"""From what a reader found to a record that the library takes: identifiers, notes, key, title.

What cannot be used of a record is left out, and said; the record itself is refused only when nothing of it helps.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from medsite.lib import identifiers
from references import csl
from references.formats import dates
from references.formats.shapes import Found, Read, Record

OVERLAY = "CSL-JSON: "
"""Begins the note in which an export keeps the fields that its format has no place for."""

_LONG = ("abstract", "annote", "keyword", "note", "references")
_SPELLINGS: dict[str, Callable[[str], str]] = {
    "DOI": identifiers.doi,
    "PMID": identifiers.pmid,
    "PMCID": identifiers.pmcid,
    "ISBN": identifiers.isbn,
    "ISSN": csl.issns,
}
_IN_NOTES = {
    "pmid": "PMID", "pubmed id": "PMID", "pubmed": "PMID", "pmcid": "PMCID", "pmc": "PMCID", "doi": "DOI",
    "isbn": "ISBN", "issn": "ISSN", "nct": "NCT", "clinicaltrials.gov": "NCT", "citation key": "id",
    "original date": "original-date", "event place": "event-place", "container-title-short": "container-title-short",
    "journalabbreviation": "container-title-short", "status": "status", "genre": "genre", "number": "number",
    "available date": "available-date", "available-date": "available-date", "publisher-place": "publisher-place",
}  # fmt: skip
"""Labels of lines in Zotero's Extra field that say what the record has no other field for."""


def finished(number: int, found: Found) -> Read:
    """Check one record. Never raises: what is wrong is in the result."""
    if found.error:
        return Read(number=number, record=None, reason=found.error)
    record, problems = dict(found.record), list(found.problems)
    _take_markup_out(record)
    _look_for_retraction(record)
    _read_note(record)
    _report_hostile(record, problems)
    _spell(record, problems)
    _shorten(record, problems)
    given = str(record.get("id") or "")
    record["type"] = record.get("type") or "document"
    if not record.get("title") and not _take_identifier_for_title(record):
        return Read(number=number, record=None, reason=f"It has no title and no identifier.{_hint(problems)}")
    record["id"] = fitting_key(str(record.get("id") or "")) or made_key(record)
    try:
        cleaned = csl.clean(record)
    except csl.InvalidRecord as error:
        return Read(number=number, record=None, reason=f"{error}{_hint(problems)}")
    if given and cleaned["id"] != given:
        problems.append(f"The key {given[:60]!r} is no citation key; it became {cleaned['id']!r}.")
    return Read(number=number, record=cleaned, problems=tuple(problems), key_given=bool(given))


def _hint(problems: list[str]) -> str:
    return f" {' '.join(problems[:3])}" if problems else ""


def _read_note(record: Record) -> None:
    note = record.pop("note", None)
    if not isinstance(note, str) or not note:
        return
    kept = []
    overlay: dict[str, Any] = {}
    for line in _note_lines(note):
        if line.startswith(OVERLAY) and (found := _overlaid(line)):
            overlay = found
        elif line.strip() and not _names_a_field(record, line):
            kept.append(line.strip())
    if kept:
        record["note"] = "\n".join(kept)
    for name, value in overlay.items():
        if value is None:
            record.pop(name, None)
        else:
            record[name] = value


_LABELLED = re.compile(r"^\s*(?:PMID|PMCID|DOI|ISBN|ISSN|NCT)\s*:", re.IGNORECASE)
_NEXT_LABEL = re.compile(r"\s+(?=(?:PMID|PMCID|DOI|ISBN|ISSN|NCT)\s*:)", re.IGNORECASE)


def _note_lines(note: str) -> list[str]:
    """Its lines; one that begins with an identifier may name the next one in the same line."""
    lines = note.splitlines()
    return [part for line in lines for part in (_NEXT_LABEL.split(line) if _LABELLED.match(line) else [line])]


def _overlaid(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line.removeprefix(OVERLAY))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _names_a_field(record: Record, line: str) -> bool:
    """Take what a line such as "PMID: 123" says, unless the record says it already."""
    label, _, value = line.partition(":")
    target = _IN_NOTES.get(label.strip().lower())
    if not target or not value.strip():
        return False
    if target == "id" and csl.KEY.match(value.strip()):
        record["id"] = value.strip()  # pinned by a person; the key of the file may be made up by a program
        return True
    if target in _SPELLINGS and not _SPELLINGS[target](value):
        return False  # a sentence about another work, not a field
    if record.get(target):
        return bool(record[target] == value.strip())
    _place(record, target, value.strip())
    return True


def _place(record: Record, target: str, value: str) -> None:
    if target == "NCT":
        record["custom"] = {"NCT": value} | record.get("custom", {})
    elif target in csl.DATE_FIELDS:
        if date := dates.parse(value):
            record[target] = date
    else:
        record[target] = value


MARKUP = re.compile(
    r"</?(?:i|b|em|strong|sub|sup|scp|span|jats:[a-z]+|mml:[a-z]+)(?:\s[^<>]{0,100})?/?>", re.IGNORECASE
)
"""What Zotero and Crossref put around words of titles."""


def _take_markup_out(record: Record) -> None:
    """Readers would see the tags of "<i>Helicobacter</i>": a citation shows every field as it is."""
    for name in ("title", "title-short", "container-title", "container-title-short", "collection-title"):
        if isinstance(record.get(name), str) and "<" in record[name]:
            record[name] = MARKUP.sub("", record[name])


_RETRACTED_TITLE = re.compile(r"^\W*retracted(?: article| paper| publication)?\W*[:\]]", re.IGNORECASE)


def _look_for_retraction(record: Record) -> None:
    """What publishers put before a title, and PubMed's type among the keywords, counts where nothing else is said."""
    words = [word.strip().lower() for word in re.split(r"[,;]", str(record.get("keyword", "")))]
    told = "retracted publication" in words or _RETRACTED_TITLE.match(str(record.get("title", "")))
    if told and not record.get("status"):
        record["status"] = "retracted"


_CODE = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|svg|img|style|link|meta|form|base)\b|\{\{|\{%", re.IGNORECASE
)


def _report_hostile(record: Record, problems: list[str]) -> None:
    """Say where a record holds what looks like code, or marks that hide what it says. Both do no harm here."""
    texts = {name: record[name] for name in csl.TEXT_FIELDS if isinstance(record.get(name), str)}
    for role in csl.NAME_FIELDS:
        people = record.get(role)
        if isinstance(people, list):
            parts = (value for person in people if isinstance(person, dict) for value in person.values())
            texts[role] = " ".join(part for part in parts if isinstance(part, str))
    for name, text in texts.items():
        if match := _CODE.search(text):
            problems.append(f"{name}: holds code, {match[0]!r}, which stays text. Check it against the source.")
        if csl.CONTROL.search(text):
            problems.append(f"{name}: held control characters or marks that turn the text round; they were taken out.")


def _spell(record: Record, problems: list[str]) -> None:
    """Identifiers in their one spelling; those that are none, and addresses that no browser opens, are left out."""
    for name, one in _SPELLINGS.items():
        value = record.get(name)
        if value in (None, ""):
            record.pop(name, None)
            continue
        record[name] = one(str(value)) or _best_of(str(value), one)
        if not record[name]:
            del record[name]
            problems.append(f"{name}: {str(value)[:80]!r} is not {'an' if name[0] == 'I' else 'a'} {name}; left out.")
    custom = record.get("custom")
    if isinstance(custom, dict) and custom.get("NCT") and not identifiers.nct(str(custom["NCT"])):
        problems.append(f"NCT: {str(custom['NCT'])[:80]!r} is no number of a trial; left out.")
        record["custom"] = {name: value for name, value in custom.items() if name != "NCT"}
    url = record.get("URL")
    if isinstance(url, str) and url.strip() and not re.match(r"^https?://[^\s/]+", url.strip()):
        if re.match(r"^www\.[\w-]+\.\S+$", url.strip()):
            record["URL"] = f"https://{url.strip()}"
        else:
            problems.append(f"URL: {url.strip()[:80]!r} does not begin with http:// or https://; left out.")
            del record["URL"]


def _best_of(text: str, one: Callable[[str], str]) -> str:
    """The first of several identifiers in one field that is right."""
    parts = re.split(r"[\s,;]+", text[:500])
    return next((spelling for part in parts if (spelling := one(part))), "")


def _shorten(record: Record, problems: list[str]) -> None:
    """A long abstract does not cost the record."""
    for name in _LONG:
        value = record.get(name)
        if isinstance(value, str) and len(value) > csl.FIELD_LIMIT:
            del record[name]
            problems.append(f"{name}: is longer than {csl.FIELD_LIMIT:,} characters; left out.")


def _take_identifier_for_title(record: Record) -> bool:
    """Make a record of an identifier alone, marked as such: nobody knows yet what it is."""
    nct = csl.trial_number(record)
    named = [(name, record[name]) for name in ("DOI", "PMID", "PMCID", "ISBN") if record.get(name)]
    if nct:
        named.append(("NCT", nct))
    if not named:
        return False
    name, value = named[0]
    record["title"] = value if name in {"PMCID", "NCT"} else f"{name} {value}"
    record["status"] = csl.IDENTIFIER_ONLY
    return True


def fitting_key(key: str) -> str:
    """A key that texts can cite, as near as possible to the given one; may be empty."""
    key = key.strip()
    if csl.KEY.match(key) and len(key) <= 100:
        return key
    ascii_key = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode("ascii")
    bare = re.sub(r"[^A-Za-z0-9_:.#$%&+?<>~/-]+", "-", ascii_key)
    bare = re.sub(r"([:.#$%&+?<>~/-])[:.#$%&+?<>~/-]+", r"\1", bare)[:90].strip(":.#$%&+?<>~/-")
    return bare if csl.KEY.match(bare) else ""


def made_key(record: Record) -> str:
    """A key for a record that has none: family name and year, or its identifier."""
    if record.get("status") == csl.IDENTIFIER_ONLY:
        return fitting_key(str(record["title"]).replace(" ", "").lower()) or "source"
    people = record.get("author") or record.get("editor") or []
    first = people[0] if isinstance(people, list) and people and isinstance(people[0], dict) else {}
    name = str(first.get("family") or first.get("literal") or "") or str(record.get("title", ""))
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower())
    issued = record.get("issued")
    year = ""
    if isinstance(issued, dict) and issued.get("date-parts") and issued["date-parts"][0]:
        year = str(issued["date-parts"][0][0])
    particles = sum(part.islower() for part in name.split()[:3]) if first.get("family") else 2
    stem = "".join(words[: particles + 1])[:40] or "source"
    return f"{stem}{year}" if csl.KEY.match(f"{stem}{year}") else "source"
