"""CSL-JSON records: checking, cleaning and reading them.

Source: the CSL-JSON input schema of the Citation Style Language project, version 1.0.2. Identifiers of
medical works (PMID, PMCID) are part of it; what else a record carries is kept only under ``custom``.
"""

import re
from collections.abc import Mapping
from typing import Any

from medsite.lib import identifiers

TYPES = frozenset(
    {
        "article",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "bill",
        "book",
        "broadcast",
        "chapter",
        "classic",
        "collection",
        "dataset",
        "document",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "event",
        "figure",
        "graphic",
        "hearing",
        "interview",
        "legal_case",
        "legislation",
        "manuscript",
        "map",
        "motion_picture",
        "musical_score",
        "pamphlet",
        "paper-conference",
        "patent",
        "performance",
        "periodical",
        "personal_communication",
        "post",
        "post-weblog",
        "regulation",
        "report",
        "review",
        "review-book",
        "software",
        "song",
        "speech",
        "standard",
        "thesis",
        "treaty",
        "webpage",
    }
)
NAME_FIELDS = (
    "author",
    "editor",
    "translator",
    "collection-editor",
    "container-author",
    "contributor",
    "director",
    "illustrator",
    "interviewer",
    "recipient",
    "reviewed-author",
)
DATE_FIELDS = ("issued", "accessed", "available-date", "event-date", "original-date", "submitted")
TEXT_FIELDS = (
    "abstract",
    "annote",
    "archive",
    "archive-place",
    "archive_location",
    "authority",
    "call-number",
    "chapter-number",
    "collection-number",
    "collection-title",
    "container-title",
    "container-title-short",
    "dimensions",
    "DOI",
    "edition",
    "event-place",
    "event-title",
    "genre",
    "ISBN",
    "ISSN",
    "issue",
    "jurisdiction",
    "keyword",
    "language",
    "medium",
    "note",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "part-number",
    "part-title",
    "PMCID",
    "PMID",
    "publisher",
    "publisher-place",
    "references",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "section",
    "source",
    "status",
    "supplement-number",
    "title",
    "title-short",
    "URL",
    "version",
    "volume",
    "volume-title",
)
STUDY_TYPES = {
    "meta-analysis": "Meta-analysis",
    "systematic-review": "Systematic review",
    "guideline": "Guideline",
    "randomised-trial": "Randomised controlled trial",
    "trial": "Clinical trial",
    "observational": "Observational study",
    "case-report": "Case report",
    "review": "Review",
    "opinion": "Expert opinion",
    "laboratory": "Animal or laboratory study",
    "other": "Other",
}
"""Kinds of study, the strongest for a question of treatment first; a kind is no grade of the evidence."""

IDENTIFIER_ONLY = "identifier only"
"""The status of a record of which nothing but an identifier is known yet."""

NOTICES = ("corrected", "expression of concern", "retracted", "retracted and republished")
"""What a status may say of a paper's notices, the mildest first."""

KEY = re.compile(r"^[A-Za-z0-9_](?:[:.#$%&+?<>~/-]?[A-Za-z0-9_])*$")
FIELD_LIMIT = 20_000
PEOPLE_LIMIT = 3_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Marks that no title needs; among them the overrides of the writing direction, which hide what a text says."""


class InvalidRecord(ValueError):
    """A record that cannot be used; the message names the field and says what is wrong."""


def clean(record: Any) -> dict[str, Any]:
    """Check a CSL-JSON record and bring it into the one form that is stored.

    Texts are trimmed; identifiers get their one spelling; empty and unknown fields are left out. ``id`` is the
    citation key.

    Raises InvalidRecord.
    """
    if not isinstance(record, dict):
        raise InvalidRecord("A record is a JSON object with at least id, type and title.")
    key = str(record.get("id", "")).strip()
    if not KEY.match(key) or len(key) > 100:
        raise InvalidRecord(
            f"id: {key[:120]!r} is no citation key. Use letters, digits and single marks such as - or _ between them."
        )
    kind = record.get("type")
    if kind not in TYPES:
        raise InvalidRecord(f"type: {str(kind)[:60]!r} is not a kind of work. Use one such as article-journal.")
    cleaned: dict[str, Any] = {"id": key, "type": kind}
    cleaned |= {field: value for field in TEXT_FIELDS if (value := _text(record, field))}
    cleaned |= {field: people for field in NAME_FIELDS if (people := _names(record, field))}
    cleaned |= {field: day for field in DATE_FIELDS if (day := _date(record, field))}
    if "title" not in cleaned:
        raise InvalidRecord("title: is missing.")
    _one_spelling(cleaned)
    if custom := _custom(record.get("custom")):
        cleaned["custom"] = custom
    return cleaned


def _custom(value: Any) -> dict[str, str]:
    """What the schema has no field for: our own fields, the only ones that are kept under ``custom``."""
    if not isinstance(value, dict):
        return {}
    limits = {"evidence": 100, "retracted_in": 500}
    kept = {
        name: words
        for name, limit in limits.items()
        if isinstance(value.get(name), str) and (words := " ".join(CONTROL.sub("", value[name]).split())[:limit])
    }
    if value.get("study_type") in STUDY_TYPES:
        kept["study_type"] = value["study_type"]
    if number := value.get("NCT"):
        kept["NCT"] = identifiers.nct(str(number))
        if not kept["NCT"]:
            raise InvalidRecord(f"NCT: {str(number)[:80]!r} is no number of a trial, which is NCT and eight digits.")
    return kept


def _text(record: Mapping[str, Any], field: str) -> str:
    value = record.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise InvalidRecord(f"{field}: is not text.")
    value = " ".join(CONTROL.sub("", str(value)).split()) if value is not None else ""
    if len(value) > FIELD_LIMIT:
        raise InvalidRecord(f"{field}: is longer than {FIELD_LIMIT:,} characters.")
    return value


def _names(record: Mapping[str, Any], field: str) -> list[dict[str, str]]:
    people = record.get(field)
    if people is None:
        return []
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise InvalidRecord(f"{field}: is not a list of names.")
    if len(people) > PEOPLE_LIMIT:
        raise InvalidRecord(f"{field}: has more than {PEOPLE_LIMIT:,} names.")
    parts = ("family", "given", "literal", "suffix", "non-dropping-particle", "dropping-particle")
    return [name for person in people if (name := {part: value for part in parts if (value := _text(person, part))})]


def _date(record: Mapping[str, Any], field: str) -> dict[str, list[list[int]]]:
    value = record.get(field)
    if value is None:
        return {}
    try:
        numbers = [int(part) for part in value["date-parts"][0] if part is not None]
    except (KeyError, TypeError, IndexError, ValueError, OverflowError) as error:
        raise InvalidRecord(f"{field}: is not a date. Write it as date-parts: [[2025, 6, 30]].") from error
    if not numbers:
        return {}
    month_and_day_fit = all(1 <= number <= limit for number, limit in zip(numbers[1:], (12, 31), strict=False))
    if not 1000 <= numbers[0] <= 2999 or len(numbers) > 3 or not month_and_day_fit:
        raise InvalidRecord(f"{field}: {numbers} is not a date.")
    return {"date-parts": [numbers]}


def _one_spelling(record: dict[str, Any]) -> None:
    spell = {
        "DOI": identifiers.doi,
        "PMID": identifiers.pmid,
        "PMCID": identifiers.pmcid,
        "ISBN": identifiers.isbn,
        "ISSN": issns,
    }
    for field, one in spell.items():
        if field in record:
            identifier = one(record[field])
            if not identifier:
                raise InvalidRecord(
                    f"{field}: {record[field][:80]!r} is not {'an' if field[0] == 'I' else 'a'} {field}."
                )
            record[field] = identifier
    if "edition" in record:
        record["edition"] = edition(record["edition"])
    if "URL" in record and not re.match(r"^https?://[^\s/]+", record["URL"]):
        raise InvalidRecord(f"URL: {record['URL'][:80]!r} does not begin with http:// or https://.")


_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_EDITION = re.compile(r"^(\d{1,4}|[a-z]{5,7})(?:st|nd|rd|th|e|\.)?(?:\s*(?:ed\.?|edn\.?|edition))?$", re.IGNORECASE)


def edition(text: str) -> str:
    """ "2" for 2nd, "2nd ed." and "Second edition", as styles want it; others, such as "Rev. ed.", stay."""
    match = _EDITION.match(text)
    word = match[1].lower() if match else ""
    if word.isdigit():
        return word
    return str(_ORDINALS.index(word)) if word in _ORDINALS[1:] else text


def issns(text: str) -> str:
    """Several ISSNs of one journal (print, electronic), separated by commas; all have to be right."""
    found = [identifiers.issn(part) for part in re.split(r"[,;]\s*|\s{1,2}(?=\d{4}-)", text) if part.strip()]
    return ", ".join(dict.fromkeys(found)) if all(found) else ""


def notice(record: Mapping[str, Any]) -> str:
    """What the record itself says became of the paper, in one spelling of ``NOTICES``; empty where it says nothing."""
    words = re.sub(r"[-_\s]+", " ", text(record, "status")).strip(" .").lower()
    return words if words in NOTICES else ""


def trial_number(record: Mapping[str, Any]) -> str:
    """The registration at ClinicalTrials.gov that a record is of, or is about."""
    custom = record.get("custom")
    own = custom.get("NCT", "") if isinstance(custom, Mapping) else ""
    return own or identifiers.nct(text(record, "number")) or identifiers.nct(text(record, "URL"))


def names_of(record: Mapping[str, Any]) -> str:
    """Family names and groups of authors and editors, for searching."""
    people = [person for role in ("author", "editor") for person in record.get(role, [])]
    return " ".join(family_of(person) or person.get("given", "") for person in people)


def family_of(person: Mapping[str, str]) -> str:
    """ "van der Kolk", whether a file sets the particles apart, as BibTeX does, or not; or the name of a group."""
    parts = ("dropping-particle", "non-dropping-particle", "family")
    return " ".join(person[part] for part in parts if person.get(part)) or person.get("literal", "")


def text(record: Mapping[str, Any], field: str) -> str:
    """A text field of a record, or an empty string."""
    value = record.get(field, "")
    return value if isinstance(value, str) else str(value)


def year(record: Mapping[str, Any], field: str = "issued") -> int | None:
    parts = record.get(field, {}).get("date-parts", [[]])
    return parts[0][0] if parts and parts[0] else None


def is_findable(record: Mapping[str, Any]) -> bool:
    """Whether a reader could find the work: an identifier, an address, or title, year and where it appeared."""
    if any(text(record, field) for field in ("DOI", "PMID", "PMCID", "ISBN", "URL")) or trial_number(record):
        return True
    where = text(record, "container-title") or text(record, "publisher")
    return bool(text(record, "title") and year(record) and where)
