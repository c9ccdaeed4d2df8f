"""Files of reference managers: read, detected and written. One module a format.

Reading never loses a record in silence: each becomes a Read, with CSL-JSON or with the reason why not. Writing and
reading again gives the same records: what a format has no place for goes into a note as CSL-JSON.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from references.formats import (
    bibtex,
    csl_json,
    endnote_xml,
    identifier_list,
    medline,
    pubmed_xml,
    ris,
)
from references.formats.decoding import decode
from references.formats.finishing import OVERLAY, finished
from references.formats.shapes import Fields, Found, Read, Reading, Record, UnreadableFile

__all__ = ["ALIASES", "FORMATS", "Read", "Reading", "UnreadableFile", "format_named", "read", "write"]

RECORD_LIMIT = 200_000


@dataclass(frozen=True)
class Format:
    """``write`` gives the text of a file from records that the library holds."""

    name: str
    label: str
    extensions: tuple[str, ...]
    media_type: str
    read: Callable[[str], Iterator[Found]]
    write: Callable[[Iterable[Record]], str]

    @property
    def ending(self) -> str:
        """Of the name of a file that is written."""
        return self.extensions[0] if self.extensions else ".txt" if self.media_type == "text/plain" else ".xml"


def _keeping_all(
    to_fields: Callable[[Record], Fields],
    from_fields: Callable[[Fields], Found],
    write_fields: Callable[[Iterable[tuple[Fields, str]]], str],
) -> Callable[[Iterable[Record]], str]:
    """A writer that reads back what it is about to write, and adds what would be lost as a note."""

    def write_all(records: Iterable[Record]) -> str:
        return write_fields(_with_rest(to_fields, from_fields, record) for record in records)

    return write_all


def _with_rest(
    to_fields: Callable[[Record], Fields], from_fields: Callable[[Fields], Found], record: Record
) -> tuple[Fields, str]:
    fields = to_fields(record)
    back = finished(1, from_fields(fields)).record or {}
    lost = {name: record.get(name) for name in record.keys() | back.keys() if record.get(name) != back.get(name)}
    if not lost:
        return fields, ""
    return fields, OVERLAY + json.dumps(dict(sorted(lost.items())), ensure_ascii=False)


FORMATS: dict[str, Format] = {
    item.name: item
    for item in (
        Format(
            "ris",
            "RIS",
            (".ris",),
            "application/x-research-info-systems",
            ris.read,
            _keeping_all(ris.to_fields, ris.from_fields, ris.write),
        ),
        Format(
            "bibtex",
            "BibTeX, BibLaTeX",
            (".bib", ".bibtex"),
            "application/x-bibtex",
            bibtex.read,
            _keeping_all(bibtex.to_fields, bibtex.from_fields, bibtex.write),
        ),
        Format(
            "nbib",
            "NBIB (PubMed, MEDLINE)",
            (".nbib", ".medline"),
            "application/nbib",
            medline.read,
            _keeping_all(medline.to_fields, medline.from_fields, medline.write),
        ),
        Format(
            "pubmed-xml",
            "PubMed XML",
            (),
            "application/xml",
            pubmed_xml.read,
            _keeping_all(pubmed_xml.to_fields, pubmed_xml.as_read, pubmed_xml.write),
        ),
        Format("csl-json", "CSL-JSON", (".json", ".jsonl"), "application/json", csl_json.read, csl_json.write),
        Format(
            "endnote-xml",
            "EndNote XML",
            (),
            "application/xml",
            endnote_xml.read,
            _keeping_all(endnote_xml.to_fields, ris.from_fields, endnote_xml.write),
        ),
        Format("identifiers", "a list of identifiers", (), "text/plain", identifier_list.read, identifier_list.write),
    )
}
ALIASES = {
    "bib": "bibtex", "biblatex": "bibtex", "medline": "nbib", "pubmed": "nbib", "pubmedxml": "pubmed-xml",
    "csl": "csl-json", "json": "csl-json", "csljson": "csl-json", "csl_json": "csl-json", "endnote": "endnote-xml",
    "endnotexml": "endnote-xml", "ids": "identifiers", "identifier-list": "identifiers", "txt": "identifiers",
}  # fmt: skip


def format_named(name: str) -> Format:
    """The format of a name or alias. Raises KeyError."""
    return FORMATS[ALIASES.get(name.lower(), name.lower())]


def read(data: bytes, *, name: str = "", format_name: str = "") -> Reading:
    """All records of a file, checked one by one. The format is found from the text where none is given.

    Raises UnreadableFile when nothing can be read, so that no file ever counts as empty in silence.
    """
    text, notes = decode(data)
    chosen = format_named(format_name).name if format_name else detect(text, name)
    reads: list[Read] = []
    for number, found in enumerate(FORMATS[chosen].read(text), start=1):
        if number > RECORD_LIMIT:
            raise UnreadableFile(f"The file has more than {RECORD_LIMIT:,} records. Split it.")
        reads.append(finished(number, found))
    if not reads:
        raise UnreadableFile(
            f"No record was found, though the file was read as {FORMATS[chosen].label}. Name its format, or export it "
            "again."
        )
    return Reading(format=chosen, reads=tuple(reads), notes=tuple(notes))


_SIGNS = (
    ("nbib", re.compile(r"^(?:PMID|OWN |STAT|DCOM|TI  |FAU |PT  |DP  )- ", re.MULTILINE)),
    ("ris", re.compile(r"^[ \t]{0,3}TY[ \t]{1,4}-", re.MULTILINE)),
    ("bibtex", re.compile(r"^\s*@[ \t]*[A-Za-z]+[ \t\n]*[{(]", re.MULTILINE)),
)


def detect(text: str, name: str = "") -> str:
    """The format of a text: by what it begins with, then by the ending of its name.

    Raises UnreadableFile.
    """
    start = text.lstrip()[:20_000]
    if start.startswith("<"):
        for sign, found in (
            ("<Pubmed", "pubmed-xml"),
            ("<MedlineCitation", "pubmed-xml"),
            ("<records", "endnote-xml"),
            ("<record", "endnote-xml"),
            ("<xml", "endnote-xml"),
        ):
            if sign in start:
                return found
        if re.match(r"<!doctype\s+html|<html|<head|<body", start, re.IGNORECASE):
            raise UnreadableFile(
                "This is a web page, not a list of references. Save the export itself, as RIS, BibTeX or NBIB."
            )
        raise UnreadableFile("This XML is neither of PubMed nor of EndNote. Export it as RIS, or name its format.")
    if start.startswith(("[", "{")) and not start.startswith("{\\"):
        return "csl-json"
    places = [(match.start(), found) for found, sign in _SIGNS if (match := sign.search(start))]
    if places:
        return min(places)[1]
    by_ending = [item.name for item in FORMATS.values() if name.lower().endswith(item.extensions) and item.extensions]
    if by_ending:
        return by_ending[0]
    if identifier_list.looks_like_list(text):
        return "identifiers"
    raise UnreadableFile(
        "What this is could not be told. RIS, BibTeX, NBIB, PubMed XML, EndNote XML, CSL-JSON and lists of identifiers "
        "are read. Name the format, or export the references again."
    )


def write(records: Iterable[Record], format_name: str) -> str:
    """The text of a file with these records. Raises KeyError for a format that there is not."""
    return format_named(format_name).write(records)
