"""The CSV of Crossref and Retraction Watch, with all its traps.

Source: the file's user guide (Retraction Watch, 2018 and later) and what others measured on the live file: a trailing
comma makes a 21st, empty column; a PMID that is not known is 0; a DOI that is not known is "Unavailable" in any case;
dates are "M/D/YYYY 0:00"; reasons end in ";"; some rows are empty; a byte-order mark or one bad byte may appear; new
words for the nature of a notice may appear and must not stop the reading.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from medsite.lib import identifiers
from references.retractions.standing import Nature
from references.titles import title_key

COLUMNS = ("Title", "Author", "RetractionNature", "OriginalPaperDOI", "OriginalPaperPubMedID")
"""Without these a file is not this list."""

FIELD_LIMIT = 1_000_000
_NATURES = {
    "retraction": Nature.RETRACTION,
    "expression of concern": Nature.CONCERN,
    "correction": Nature.CORRECTION,
    "reinstatement": Nature.REINSTATEMENT,
}
_AMERICAN = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})")
_REPLACED = re.compile(r"retract and replace|retracted and republished|republished", re.IGNORECASE)


class UnreadableList(Exception):
    """A file that is not the list of retractions; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One notice of the list. Identifiers are in their one spelling, DOIs in lower case, or empty."""

    record_id: str
    nature: Nature
    word: str
    title: str
    title_key: str
    author_key: str
    journal: str
    notice_on: date | None
    notice_doi: str
    notice_pmid: str
    doi: str
    pmid: str
    reasons: tuple[str, ...]
    replaced: bool
    notes: str


def read(lines: Iterable[str]) -> Iterator[Row]:
    """Each notice of the file; rows that name no work at all are left out.

    Raises UnreadableList when the columns are not those of the list.
    """
    csv.field_size_limit(FIELD_LIMIT)
    rows = csv.reader(line.replace("\x00", "") for line in lines)
    header = _header(rows)
    places = {name: place for place, name in enumerate(header) if name}
    while True:
        try:
            values = next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue  # one field beyond the limit; the next line begins afresh
        if not any(value.strip() for value in values):
            continue
        row = _row({name: values[place].strip() if place < len(values) else "" for name, place in places.items()})
        if row is not None:
            yield row


def _header(rows: Iterator[list[str]]) -> list[str]:
    for values in rows:
        header = [value.strip().lstrip("\ufeff").strip('"') for value in values]
        if any(header):
            missing = [name for name in COLUMNS if name not in header]
            if missing:
                raise UnreadableList(
                    f"This is not the list of Crossref and Retraction Watch: it has no column {', '.join(missing)}. "
                    "Download the CSV file again; the first line must name the columns."
                )
            return header
    raise UnreadableList("The file is empty. Download the CSV file again.")


def _row(values: dict[str, str]) -> Row | None:
    doi = identifiers.doi(values["OriginalPaperDOI"]).lower()
    pmid = identifiers.pmid(values["OriginalPaperPubMedID"])
    title = " ".join(values["Title"].split())
    if not (doi or pmid or title):
        return None
    word = " ".join(values["RetractionNature"].split())
    reasons = tuple(
        reason for part in values.get("Reason", "").split(";") if (reason := part.strip().lstrip("+").strip())
    )
    notes = " ".join(values.get("Notes", "").split())
    first = values["Author"].split(";")[0].strip()
    return Row(
        record_id=_record_id(values),
        nature=_NATURES.get(word.lower(), Nature.OTHER),
        word=word[:100],
        title=title[:2_000],
        title_key=title_key(title)[:100],
        author_key=title_key(first.split()[-1] if first else "")[:100],
        journal=" ".join(values.get("Journal", "").split())[:300],
        notice_on=_date(values.get("RetractionDate", "")),
        notice_doi=identifiers.doi(values.get("RetractionDOI", "")).lower(),
        notice_pmid=identifiers.pmid(values.get("RetractionPubMedID", "")),
        doi=doi,
        pmid=pmid,
        reasons=reasons,
        replaced=bool(_REPLACED.search("; ".join(reasons))),
        notes=notes[:2_000],
    )


def _record_id(values: dict[str, str]) -> str:
    """The number of the list, or one made of the row, so that the same row is the same notice tomorrow."""
    number = values.get("Record ID", "")
    if number and len(number) <= 20:
        return number
    text = "|".join(values.get(name, "") for name in (*COLUMNS, "RetractionDate"))
    return f"~{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _date(text: str) -> date | None:
    try:
        if match := _AMERICAN.match(text):
            return date(int(match.group(3)), int(match.group(1)), int(match.group(2)))
        if match := _ISO.match(text):
            return date(*(int(part) for part in match.groups()))
    except ValueError:
        pass
    return None
