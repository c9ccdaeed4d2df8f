"""EndNote XML, as EndNote, Rayyan and tools for systematic reviews write it, read through the tags of RIS.

Text stands in <style> wrappers, authors may end in a comma when they are groups, and some exports hold characters that
XML forbids; safe_xml takes those out.
"""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, tostring  # parsing is in safe_xml

from references.formats import ris, safe_xml
from references.formats.safe_xml import words
from references.formats.shapes import Fields, Found, Record

_KINDS = {
    "journal article": "JOUR", "electronic article": "JOUR", "magazine article": "MGZN", "newspaper article": "NEWS",
    "book": "BOOK", "edited book": "BOOK", "electronic book": "BOOK", "book section": "CHAP",
    "electronic book section": "CHAP", "conference paper": "CPAPER", "conference proceedings": "CONF",
    "report": "RPRT", "government document": "RPRT", "thesis": "THES", "web page": "ELEC", "blog": "BLOG",
    "dataset": "DATA", "online database": "DATA", "standard": "STAND", "pamphlet": "PAMP",
    "computer program": "COMP", "encyclopedia": "ENCYC", "dictionary": "DICT", "patent": "PAT", "bill": "BILL",
    "statute": "STAT", "case": "CASE", "hearing": "HEAR", "map": "MAP", "film or broadcast": "MPCT",
    "manuscript": "UNPB", "unpublished work": "UNPB", "audiovisual material": "SOUND", "artwork": "ART",
    "figure": "FIGURE", "classical work": "CLSWK", "personal communication": "PCOMM", "generic": "GEN",
    "preprint": "PREPRINT",
}  # fmt: skip
_NUMBERS = {
    "0": "JOUR", "17": "JOUR", "19": "MGZN", "23": "NEWS", "6": "BOOK", "28": "BOOK", "5": "CHAP", "47": "CPAPER",
    "10": "CONF", "27": "RPRT", "32": "THES", "12": "ELEC", "43": "JOUR", "13": "GEN", "59": "DATA", "46": "RPRT",
}  # fmt: skip
_ELEMENTS = (
    ("titles/title", "TI"), ("periodical/full-title", "JF"), ("titles/secondary-title", "T2"),
    ("titles/tertiary-title", "T3"), ("titles/short-title", "ST"), ("periodical/abbr-1", "J2"),
    ("alt-periodical/abbr-1", "J2"), ("volume", "VL"), ("number", "IS"), ("edition", "ET"), ("publisher", "PB"),
    ("pub-location", "CY"), ("electronic-resource-num", "DO"), ("isbn", "SN"), ("accession-num", "AN"),
    ("call-num", "CN"), ("section", "SE"), ("language", "LA"), ("work-type", "M3"), ("num-vols", "NV"),
    ("abstract", "AB"), ("notes", "N1"), ("research-notes", "N1"), ("custom2", "C2"), ("label", "ID"),
    ("remote-database-name", "DB"), ("remote-database-provider", "DP"),
    ("dates/year", "PY"), ("access-date", "Y2"), ("custom7", "C7"),
)  # fmt: skip
_ROLES = (("authors", "AU"), ("secondary-authors", "A2"), ("tertiary-authors", "A3"), ("subsidiary-authors", "A4"))


def read(text: str) -> Iterator[Found]:
    """Each record of an EndNote XML file, in its order."""
    for root in safe_xml.records(text, ("record",)):
        if isinstance(root, Found):
            yield root
            continue
        records = root.findall("records/record") or root.findall("record") or ([root] if root.tag == "record" else [])
        for record in records:
            yield ris.from_fields(_fields(record))


def _fields(record: Element) -> Fields:
    kind = record.find("ref-type")
    name = kind.get("name", "").lower() if kind is not None else ""
    fields: Fields = [("TY", _KINDS.get(name) or _NUMBERS.get(words(kind), "GEN"))]
    for role, tag in _ROLES:
        fields += [(tag, words(author)) for author in record.findall(f"contributors/{role}/author")]
    for path, tag in _ELEMENTS:
        fields += [(tag, value) for element in record.findall(path) if (value := _lines(element, tag))]
    fields += [("KW", words(word)) for word in record.findall("keywords/keyword")]
    fields += [("UR", words(url)) for url in record.findall("urls/related-urls/url")]
    fields += [("UR", words(url)) for url in record.findall("urls/web-urls/url")]
    if date := words(record.find("dates/pub-dates/date")):
        year = words(record.find("dates/year"))
        fields.append(("DA", date if year and year in date else f"{year} {date}".strip()))
    if pages := words(record.find("pages")):
        fields.append(("SP", pages))
    return [(tag, value) for tag, value in fields if value]


def _lines(element: Element, tag: str) -> str:
    """Notes keep their lines, each of which may be a field of its own."""
    if tag != "N1":
        return words(element)
    return "\n".join(" ".join(line.split()) for line in "".join(element.itertext()).splitlines() if line.strip())


_TO_ELEMENTS = {
    "TI": "titles/title", "T2": "titles/secondary-title", "T3": "titles/tertiary-title", "ST": "titles/short-title",
    "J2": "periodical/abbr-1", "VL": "volume", "IS": "number", "ET": "edition", "PB": "publisher",
    "CY": "pub-location", "DO": "electronic-resource-num", "SN": "isbn", "AN": "accession-num", "CN": "call-num",
    "SE": "section", "LA": "language", "M3": "work-type", "NV": "num-vols", "AB": "abstract", "C2": "custom2",
    "ID": "label", "DB": "remote-database-name", "PY": "dates/year", "DA": "dates/pub-dates/date", "Y2": "access-date",
    "AU": "contributors/authors/author", "A2": "contributors/secondary-authors/author",
    "A3": "contributors/tertiary-authors/author", "A4": "contributors/subsidiary-authors/author",
    "KW": "keywords/keyword", "UR": "urls/related-urls/url", "N1": "notes",
}  # fmt: skip
_TYPE_NAMES = {
    "JOUR": "Journal Article", "MGZN": "Magazine Article", "NEWS": "Newspaper Article", "BOOK": "Book",
    "CHAP": "Book Section", "CPAPER": "Conference Paper", "RPRT": "Report", "THES": "Thesis", "ELEC": "Web Page",
    "BLOG": "Blog", "DATA": "Dataset", "UNPB": "Unpublished Work", "STAND": "Standard", "PAMP": "Pamphlet",
    "COMP": "Computer Program", "ENCYC": "Encyclopedia", "DICT": "Dictionary", "PAT": "Patent", "BILL": "Bill",
    "STAT": "Statute", "CASE": "Case", "HEAR": "Hearing", "MAP": "Map", "MPCT": "Film or Broadcast",
    "SOUND": "Audiovisual Material", "ART": "Artwork", "FIGURE": "Figure", "CLSWK": "Classical Work",
    "PCOMM": "Personal Communication", "GEN": "Generic",
}  # fmt: skip


def to_fields(record: Record) -> Fields:
    """The tags of RIS that EndNote has an element for."""
    (tag, kind), *rest = ris.to_fields(record)
    placed = _TO_ELEMENTS.keys() | {"SP", "EP"}
    return [(tag, kind if kind in _TYPE_NAMES else "GEN"), *((tag, value) for tag, value in rest if tag in placed)]


def write(records: Iterable[tuple[Fields, str]]) -> str:
    """An EndNote XML file; what EndNote has no element for stands in the notes."""
    root = Element("xml")
    listed = SubElement(root, "records")
    for fields, rest in records:
        record = SubElement(listed, "record")
        notes = [value for tag, value in fields if tag == "N1"] + ([rest] if rest else [])
        for tag, value in fields:
            if tag == "TY":
                SubElement(record, "ref-type", name=_TYPE_NAMES.get(value, "Generic"))
            elif tag in _TO_ELEMENTS and tag != "N1":
                _put(record, _TO_ELEMENTS[tag], value)
        start, end = (next((value for tag, value in fields if tag == wanted), "") for wanted in ("SP", "EP"))
        if start or end:
            _put(record, "pages", f"{start}-{end}" if end else start)
        if notes:
            _put(record, "notes", "\n".join(notes))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _put(record: Element, path: str, value: str) -> None:
    """Make the last element of a path anew, those before it only where they are missing."""
    *before, last = path.split("/")
    parent = record
    for name in before:
        found = parent.find(name)
        parent = SubElement(parent, name) if found is None else found
    SubElement(parent, last).text = value
