"""NBIB, the MEDLINE form of PubMed. PubMed XML is read through the same fields.

Source: "MEDLINE/PubMed Data Element (Field) Descriptions" of the National Library of Medicine. The package nbib loses
records without PMID and without a last blank line, so this reader is our own.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator

from medsite.lib import identifiers
from references.formats import dates, names
from references.formats.shapes import Fields, Found, Record, Stray, by_tag, with_stray

_TAG = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")
_STUDY_TYPES = (
    ("meta-analysis", "meta-analysis"),
    ("network meta-analysis", "meta-analysis"),
    ("systematic review", "systematic-review"),
    ("practice guideline", "guideline"),
    ("guideline", "guideline"),
    ("randomized controlled trial", "randomised-trial"),
    ("pragmatic clinical trial", "trial"),
    ("controlled clinical trial", "trial"),
    ("clinical trial", "trial"),
    ("observational study", "observational"),
    ("case reports", "case-report"),
    ("review", "review"),
    ("editorial", "opinion"),
    ("comment", "opinion"),
    ("letter", "opinion"),
)
_GENRES = ("letter", "editorial", "comment", "news")
_PLAIN = {
    "PMID": "PMID", "VI": "volume", "IP": "issue", "PG": "page", "TA": "container-title-short", "LA": "language",
    "AB": "abstract", "PB": "publisher", "PL": "publisher-place", "EN": "edition", "CTI": "collection-title",
    "PMC": "PMCID", "ISBN": "ISBN", "CP": "issue",
}  # fmt: skip
_PAIRED = {"FAU": "AU", "FED": "ED"}
NOTICES = {"RIN": "retracted", "RRI": "retracted and republished", "ECI": "expression of concern", "EIN": "corrected"}
"""Tags that point from a paper to a notice about it; ROF, RRF, ECF and EFR point the other way."""


def read(text: str) -> Iterator[Found]:
    """Each record of an NBIB file, in its order."""
    return with_stray((from_fields(fields) if fields else None, stray) for fields, stray in _records(text))


def _records(text: str) -> Iterator[tuple[Fields, Stray]]:
    """A blank line ends a record; so does a second PMID, or a second title where there is none."""
    fields: list[tuple[str, list[str]]] = []
    seen: set[str] = set()
    stray: Stray = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _TAG.match(line)
        tag = match.group(1) if match else ""
        is_next = tag in seen and (tag == "PMID" or (tag == "TI" and "PMID" not in seen))
        if fields and (is_next or not line.strip()):
            yield _joined(fields), stray
            fields, seen, stray = [], set(), []
        if match:
            seen.add(tag)
            fields.append((tag, [match.group(2).strip()]))
        elif line.strip() and fields:
            fields[-1][1].append(line.strip())
        elif line.strip():
            stray.append((number, line.strip()))
    if fields or stray:
        yield _joined(fields), stray


def _joined(fields: list[tuple[str, list[str]]]) -> Fields:
    return [(tag, " ".join(lines)) for tag, lines in fields]


def from_fields(fields: Fields) -> Found:
    """CSL-JSON from MEDLINE tags."""
    found = Found()
    record = found.record
    values = by_tag(fields)
    if not values:
        return Found(error="It is empty.")
    if not {"PMID", "TI", "BTI", "TT", "AID", "LID", "PMC"} & values.keys():
        return Found(error="It has no title (TI) and no PMID, so it is no record of PubMed.")
    for tag, name in _PLAIN.items():
        if tag in values:
            record.setdefault(name, values[tag][0])
    _titles(record, values)
    _people(record, fields)
    _dates(record, values)
    _identifiers(record, values)
    _kinds(record, values)
    _notices(record, values)
    if words := [*values.get("OT", []), *values.get("MH", [])]:
        record["keyword"] = ", ".join(word.lstrip("*") for word in words)
    if notes := values.get("GN"):
        record["note"] = "\n".join(notes)
    if record.get("language") == "eng":
        record["language"] = "en"
    return found


def _titles(record: Record, values: dict[str, list[str]]) -> None:
    title = (values.get("TI") or values.get("TT") or [""])[0]
    book = values.get("BTI", [""])[0]
    journal = values.get("JT", [""])[0]
    if book and title:
        record["container-title"] = _bare(book)
    elif journal:
        record["container-title"] = journal
    elif record.get("container-title-short"):
        record["container-title"] = record["container-title-short"]
    if title or book:
        record["title"] = _bare(title or book)
    if (original := values.get("TT", [""])[0]) and title != original:
        record["original-title"] = _bare(original)


def _bare(title: str) -> str:
    """MEDLINE ends each title with a full stop, which is not part of it."""
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def _people(record: Record, fields: Fields) -> None:
    """Full names where they are given, initials otherwise, groups in their place among the authors."""
    tags = {tag for tag, _ in fields}
    author = "FAU" if "FAU" in tags else "AU"
    editor = "FED" if "FED" in tags else "ED"
    for tag, value in fields:
        if not value:
            continue
        if tag == author and (person := names.parse(value)):
            record.setdefault("author", []).append(person)
        elif tag == "CN":
            record.setdefault("author", []).append({"literal": value})
        elif tag == editor and (person := names.parse(value)):
            record.setdefault("editor", []).append(person)


def _dates(record: Record, values: dict[str, list[str]]) -> None:
    published = dates.parse((values.get("DP") or [""])[0])
    electronic = dates.parse(re.sub(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3", (values.get("DEP") or [""])[0]))
    if published:
        record["issued"] = published
    elif electronic:
        record["issued"] = electronic
    if electronic:
        record["available-date"] = electronic


def _identifiers(record: Record, values: dict[str, list[str]]) -> None:
    for value in [*values.get("LID", []), *values.get("AID", [])]:
        bare, _, kind = value.partition(" [")
        if kind.startswith("doi") and (doi := identifiers.doi(bare)):
            record.setdefault("DOI", doi)
        elif kind.startswith("pii") and not record.get("page") and re.match(r"^(e|m)?\d{2,9}$", bare):
            record.setdefault("number", bare)
        elif kind.startswith("bookaccession") and bare.startswith("NBK"):
            record.setdefault("URL", f"https://www.ncbi.nlm.nih.gov/books/{bare}/")
    issns = [issn for value in values.get("IS", []) if (issn := identifiers.issn(value))]
    if issns:
        record["ISSN"] = ", ".join(dict.fromkeys(issns))
    trials = [nct for value in values.get("SI", []) if (nct := identifiers.nct(value.rsplit("/", 1)[-1]))]
    if trials:
        record.setdefault("custom", {})["NCT"] = trials[0]


def _kinds(record: Record, values: dict[str, list[str]]) -> None:
    types = [value.lower() for value in values.get("PT", [])]
    if "BTI" in values:
        record["type"] = "chapter" if "TI" in values else "book"
    elif "preprint" in types:
        record["type"] = "article"
        record["genre"] = "Preprint"
    elif "dataset" in types and "JT" not in values:
        record["type"] = "dataset"
    else:
        record["type"] = "article-journal"
    if study := next((study for name, study in _STUDY_TYPES if name in types), ""):
        record.setdefault("custom", {})["study_type"] = study
    if genre := next((genre for genre in _GENRES if genre in types), ""):
        record.setdefault("genre", genre.capitalize())
    if "retracted publication" in types:
        record["status"] = "retracted"


def _notices(record: Record, values: dict[str, list[str]]) -> None:
    """The gravest notice becomes the status; where it was published is kept for those of retraction."""
    for tag in ("RRI", "RIN", "ECI", "EIN"):
        if tag in values:
            record["status"] = NOTICES[tag]
            if tag in {"RRI", "RIN"}:
                record.setdefault("custom", {})["retracted_in"] = values[tag][0]
            return


_GENRE_TYPES = {"letter": "Letter", "editorial": "Editorial", "comment": "Comment", "news": "News"}
_WRITTEN_STUDIES = {
    "meta-analysis": "Meta-Analysis", "systematic-review": "Systematic Review", "guideline": "Practice Guideline",
    "randomised-trial": "Randomized Controlled Trial", "trial": "Clinical Trial",
    "observational": "Observational Study", "case-report": "Case Reports", "review": "Review",
}  # fmt: skip


def to_fields(record: Record) -> Fields:
    """MEDLINE tags of a record, as far as MEDLINE has a place for its fields."""
    return [
        *_placed(record),
        *_titled(record),
        *_peopled(record),
        *_typed(record),
        *_described(record),
        *_noticed(record),
    ]


def _placed(record: Record) -> Fields:
    fields: Fields = [
        (tag, record[name])
        for name, tag in (("PMID", "PMID"), ("volume", "VI"), ("issue", "IP"), ("page", "PG"))
        if record.get(name)
    ]
    if issued := dates.parts_of(record, "issued"):
        fields.append(("DP", _dated(issued)))
    if record.get("available-date"):
        fields.append(("DEP", dates.joined(record, "available-date", "")))
    return fields + [("IS", issn) for issn in record.get("ISSN", "").split(", ") if issn]


def _titled(record: Record) -> Fields:
    title = record["title"]
    fields: Fields = [("BTI" if record["type"] == "book" else "TI", title if title[-1] in ".?!" else f"{title}.")]
    if original := record.get("original-title"):
        fields.append(("TT", original if original[-1] in ".?!" else f"{original}."))
    if container := record.get("container-title"):
        fields.append(("BTI" if record["type"] == "chapter" else "JT", container))
    if record.get("DOI"):
        fields.append(("LID", f"{record['DOI']} [doi]"))
    return fields


def _peopled(record: Record) -> Fields:
    fields: Fields = []
    for role, full, short in (("author", "FAU", "AU"), ("editor", "FED", "ED")):
        for person in record.get(role, []):
            if "literal" in person and role == "author":
                fields.append(("CN", person["literal"]))
            else:
                fields.append((full, names.written(person)))
                fields.append((short, _initialled(person)))
    return fields


def _described(record: Record) -> Fields:
    fields: Fields = []
    if number := record.get("custom", {}).get("NCT"):
        fields.append(("SI", f"ClinicalTrials.gov/{number}"))
    for name, tag in (
        ("container-title-short", "TA"), ("collection-title", "CTI"), ("edition", "EN"), ("publisher", "PB"),
        ("publisher-place", "PL"), ("ISBN", "ISBN"), ("PMCID", "PMC"), ("abstract", "AB"), ("note", "GN"),
    ):  # fmt: skip
        if value := record.get(name):
            fields.append((tag, value))
    if language := record.get("language"):
        fields.append(("LA", "eng" if language == "en" else language))
    return fields + [("OT", word) for word in record.get("keyword", "").split(", ") if word]


def _noticed(record: Record) -> Fields:
    tag = {status: tag for tag, status in NOTICES.items()}.get(record.get("status", ""), "")
    notice = record.get("custom", {}).get("retracted_in")
    return [(tag, notice)] if tag and notice else []


def _typed(record: Record) -> Fields:
    fields: Fields = []
    if word := _GENRE_TYPES.get(record.get("genre", "").lower()):
        fields.append(("PT", word))
    if record["type"] == "article":
        fields.append(("PT", "Preprint"))
    elif record["type"] == "dataset":
        fields.append(("PT", "Dataset"))
    elif record["type"] == "article-journal":
        fields.append(("PT", "Journal Article"))
    if word := _WRITTEN_STUDIES.get(record.get("custom", {}).get("study_type", "")):
        fields.append(("PT", word))
    if record.get("status") == "retracted":
        fields.append(("PT", "Retracted Publication"))
    return fields


def _dated(parts: list[int]) -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    words = [str(parts[0]), *(months[part - 1] for part in parts[1:2]), *(str(part) for part in parts[2:])]
    return " ".join(words)


def _initialled(person: dict[str, str]) -> str:
    family = person.get("family") or person.get("literal", "")
    initials = "".join(word[0] for word in person.get("given", "").replace("-", " ").split() if word[0].isalpha())
    return " ".join(part for part in (family, initials.upper(), person.get("suffix", "")) if part)


def write(records: Iterable[tuple[Fields, str]]) -> str:
    """An NBIB file; long lines are folded as PubMed folds them, and a blank line ends each record."""
    parts = []
    for fields, rest in records:
        for tag, value in [*fields, *([("GN", rest)] if rest else [])]:
            parts.extend(_folded(tag, value))
        parts.append("")
    return "\n".join([*parts, ""])


def _folded(tag: str, value: str) -> list[str]:
    lines = textwrap.wrap(value, width=82, break_long_words=False, break_on_hyphens=False) or [""]
    return [f"{tag:<4}- {lines[0]}", *(f"      {line}" for line in lines[1:])]
