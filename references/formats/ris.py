"""RIS: two letters, two spaces, a hyphen. Read as EndNote, Zotero, Scopus, Embase and Ovid really write it.

Source: the RIS specification of Research Information Systems (2011), and what the named programs make of it: tags
with one space, records without ER, a byte-order mark, CR alone as the end of a line. rispy loses such records.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from medsite.lib import identifiers
from references.formats import dates, names
from references.formats.shapes import Fields, Found, Record, Stray, by_tag, with_stray

_STRICT = re.compile(r"^([A-Z][A-Z0-9])  -(?: ?(.*))$")
_LOOSE = re.compile(r"^[ \t]{0,3}([A-Z][A-Z0-9])[ \t]{1,4}-(?:[ \t](.*)|[ \t]*)$")
_TAGS = (
    "A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP ED EP ER ET "
    "ID IP IS J1 J2 JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP "
    "ST SV T1 T2 T3 TA TI TT TY U1 U2 U3 U4 U5 UR VL VO Y1 Y2 "
)
TAGS = frozenset(_TAGS.split())
TYPES = {
    "JOUR": "article-journal", "JFULL": "article-journal", "EJOUR": "article-journal", "ABST": "article-journal",
    "INPR": "article-journal", "MGZN": "article-magazine", "NEWS": "article-newspaper", "BOOK": "book",
    "EDBOOK": "book", "EBOOK": "book", "SER": "book", "CHAP": "chapter", "ECHAP": "chapter",
    "CONF": "paper-conference", "CPAPER": "paper-conference", "RPRT": "report", "GOVDOC": "report", "THES": "thesis",
    "ELEC": "webpage", "WEB": "webpage", "ICOMM": "webpage", "BLOG": "post-weblog", "DATA": "dataset",
    "DBASE": "dataset", "AGGR": "dataset", "UNPB": "manuscript", "MANSCPT": "manuscript", "STAND": "standard",
    "PAMP": "pamphlet", "COMP": "software", "ENCYC": "entry-encyclopedia", "DICT": "entry-dictionary",
    "PAT": "patent", "GEN": "document", "BILL": "bill", "STAT": "legislation", "CASE": "legal_case",
    "HEAR": "hearing", "MAP": "map", "VIDEO": "motion_picture", "MPCT": "motion_picture", "SOUND": "song",
    "SLIDE": "speech", "ART": "graphic", "FIGURE": "figure", "CLSWK": "classic", "PCOMM": "personal_communication",
    "PREPRINT": "article", "MULTI": "document", "LEGAL": "regulation",
}  # fmt: skip
_WRITTEN = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK",
    "chapter": "CHAP", "paper-conference": "CPAPER", "report": "RPRT", "thesis": "THES", "webpage": "ELEC",
    "post-weblog": "BLOG", "dataset": "DATA", "manuscript": "UNPB", "standard": "STAND", "pamphlet": "PAMP",
    "software": "COMP", "entry-encyclopedia": "ENCYC", "entry-dictionary": "DICT", "patent": "PAT", "bill": "BILL",
    "legislation": "STAT", "legal_case": "CASE", "hearing": "HEAR", "map": "MAP", "motion_picture": "MPCT",
    "song": "SOUND", "speech": "SLIDE", "graphic": "ART", "figure": "FIGURE", "classic": "CLSWK",
    "personal_communication": "PCOMM",
}  # fmt: skip
_BOOKS = frozenset({"book", "report", "thesis", "webpage", "dataset", "software", "standard", "manuscript"})
_PEOPLE = {
    "AU": "author",
    "A1": "author",
    "A2": "editor",
    "ED": "editor",
    "A3": "collection-editor",
    "A4": "translator",
}
_PLAIN = {
    "VL": "volume", "VO": "volume", "IS": "issue", "DO": "DOI", "DI": "DOI", "PB": "publisher", "CY": "publisher-place",
    "PP": "publisher-place", "ET": "edition", "LA": "language", "ST": "title-short", "CN": "call-number",
    "NV": "number-of-volumes", "SE": "section", "M3": "genre", "DB": "source", "DP": "source", "C7": "number",
    "AB": "abstract", "N2": "abstract", "T3": "collection-title", "ID": "id", "JA": "container-title-short",
    "J2": "container-title-short",
}  # fmt: skip


def read(text: str) -> Iterator[Found]:
    """Each record of a RIS file, in its order."""
    return with_stray(_found(text))


def _found(text: str) -> Iterator[tuple[Found | None, Stray]]:
    for fields, problems, stray in _records(text):
        found = from_fields(fields) if fields else None
        if found is not None:
            found.problems[:0] = problems
        yield found, stray


def _records(text: str) -> Iterator[tuple[Fields, list[str], Stray]]:
    """The fields of each record, what is wrong with its end, and the lines before it that belong to none."""
    fields: list[tuple[str, list[str]]] = []
    stray: Stray = []
    lines = text.split("\n")
    strict = _strict_lines(lines)
    for number, line in enumerate(lines, start=1):
        tag, value = _tagged(line, is_strict=strict[number - 1])
        if tag in {"ER", "TY"} and fields:
            yield _joined(fields), [] if tag == "ER" else ["Its end (ER) is missing."], stray
            fields, stray = [], []
        if tag and tag != "ER":
            fields.append((tag, [value]))
        elif fields and line.strip() and not tag:
            fields[-1][1].append(line.strip())
        elif line.strip() and not tag:
            stray.append((number, line.strip()))
    if fields:
        yield _joined(fields), ["Its end (ER) is missing."], stray
    elif stray:
        yield [], [], stray


def _strict_lines(lines: Sequence[str]) -> list[bool]:
    """For each line, whether its record keeps to two spaces: in a field, not only in its kind and its end."""
    strict: list[bool] = []
    begun, is_strict = 0, False
    for place, line in enumerate(lines):
        tag, _ = _tagged(line, is_strict=True)
        if tag == "TY":
            strict += [is_strict] * (place - begun)
            begun, is_strict = place, False
        elif tag and tag not in _FRAME:
            is_strict = True
    return strict + [is_strict] * (len(lines) - begun)


def _joined(fields: list[tuple[str, list[str]]]) -> Fields:
    return [(tag, "\n".join(lines)) for tag, lines in fields]


def _tagged(line: str, *, is_strict: bool) -> tuple[str, str]:
    """The tag and the value of a line; two empty texts where it goes on from the line before.

    Abstracts of medicine have lines such as "ER - positive tumours": an end has no value, and in a record that keeps
    to two spaces one space makes no tag but an end or a kind.
    """
    match = _STRICT.match(line)
    if match is None:
        match = _LOOSE.match(line)
        if match is None or match.group(1) not in (_FRAME if is_strict else TAGS):
            return "", ""
    tag, value = match.group(1), (match.group(2) or "").strip()
    return ("", "") if tag == "ER" and value else (tag, value)


_FRAME = frozenset({"TY", "ER"})


def from_fields(fields: Fields) -> Found:
    """CSL-JSON from RIS tags; EndNote XML is read through it too."""
    found = Found()
    record = found.record
    values = by_tag(fields)
    if not any(tag != "TY" for tag in values):
        return Found(error="It is empty: it has no field but its kind.")
    record["type"] = _type(values, found.problems)
    for tag, value in fields:
        if tag in _PEOPLE and value and (people := names.several(value)):
            record.setdefault(_PEOPLE[tag], []).extend(people)
        elif tag in _PLAIN and value:
            record.setdefault(_PLAIN[tag], " ".join(value.split()))
    _titles(record, values)
    _dates(record, values)
    _pages(record, values)
    _identifiers(record, values)
    if words := values.get("KW"):
        record["keyword"] = ", ".join(" ".join(word.split()) for word in words)
    if notes := values.get("N1"):
        record["note"] = "\n".join(notes)
    return found


def _type(values: dict[str, list[str]], problems: list[str]) -> str:
    kind = values.get("TY", [""])[0].strip().upper()
    if kind == "UNPB" and values.get("M3", [""])[0].strip().lower() == "preprint":
        return "article"
    if kind not in TYPES:
        problems.append(
            f"TY: {kind[:20]!r} is not known; taken as a document." if kind else "Its kind (TY) is missing."
        )
    return TYPES.get(kind, "document")


def _titles(record: Record, values: dict[str, list[str]]) -> None:
    def first(*tags: str) -> str:
        return next((" ".join(values[tag][0].split()) for tag in tags if tag in values), "")

    title = first("TI", "T1", "CT") or (first("BT") if record["type"] == "book" else "")
    container = first("JF", "T2", "JO", "BT") if record["type"] != "book" else ""
    if record["type"] == "book" and "T2" in values:
        record.setdefault("collection-title", first("T2"))
    short = record.get("container-title-short") or ""
    if not short and container and (abbreviated := first("JO", "J1", "TA")) and abbreviated != container:
        record["container-title-short"] = abbreviated
    if not container and short:
        container = short
    for name, value in (("title", title), ("container-title", container)):
        if value:
            record[name] = value


def _dates(record: Record, values: dict[str, list[str]]) -> None:
    year = dates.parse((values.get("PY") or values.get("Y1") or [""])[0])
    day = dates.parse((values.get("DA") or [""])[0])
    if day and (year is None or day["date-parts"][0][0] == year["date-parts"][0][0]):
        year = day if year is None or len(day["date-parts"][0]) >= len(year["date-parts"][0]) else year
    if year:
        record["issued"] = year
    if (accessed := values.get("Y2")) and (when := dates.parse(accessed[0])):
        record["accessed"] = when


def _pages(record: Record, values: dict[str, list[str]]) -> None:
    start, end = (values.get(tag, [""])[0] for tag in ("SP", "EP"))
    pages = f"{start}-{end}" if start and end and end != start and "-" not in start else start or end
    if not pages:
        return
    if record["type"] in {"book", "thesis", "report"} and pages.isdigit():
        record["number-of-pages"] = pages
    else:
        record["page"] = pages
    if number := values.get("M1"):
        record.setdefault("number", number[0])


def _identifiers(record: Record, values: dict[str, list[str]]) -> None:
    if "M1" in values:
        record.setdefault("number", values["M1"][0])
    if "DOI" not in record and (doi := identifiers.doi(record.get("genre", ""))):
        record["DOI"] = doi  # where older versions of EndNote put it
        del record["genre"]
    _accession(record, values)
    for value in values.get("C2", []) + values.get("C1", []):
        if pmcid := identifiers.pmcid(value):
            record.setdefault("PMCID", pmcid)
    _standard_numbers(record, values.get("SN", []))
    addresses = [part for tag in ("UR", "LK", "L2") for value in values.get(tag, []) for part in value.split("\n")]
    web = [address for address in addresses if re.match(r"^(https?://|www\.)", address.strip(), re.IGNORECASE)]
    if web or addresses:
        record["URL"] = (web or addresses)[0].strip()
    in_address = (doi for address in web if "doi.org/" in address and (doi := identifiers.doi(address)))
    if not record.get("DOI") and (doi := next(in_address, "")):
        record["DOI"] = doi


def _accession(record: Record, values: dict[str, list[str]]) -> None:
    """The number in a database: a PMID only where it says so or where the database is PubMed's."""
    databases = " ".join(values.get("DB", []) + values.get("DP", [])).lower()
    is_pubmed = "pubmed" in databases or "medline" in databases or "nlm" in databases.split()
    for value in values.get("AN", []):
        pmid = identifiers.pmid(value)
        if pmid and (is_pubmed or "pmid" in value.lower()):
            record.setdefault("PMID", pmid)
        elif number := identifiers.nct(value):
            record.setdefault("custom", {})["NCT"] = number
        else:
            values.setdefault("N1", []).append(f"Accession number: {value}")


def _standard_numbers(record: Record, values: list[str]) -> None:
    issns = []
    for value in values:
        for part in re.split(r"[,;\n]|\s(?=\d{4}-\d{3})", value):
            if isbn := identifiers.isbn(part):
                record.setdefault("ISBN", isbn)
            elif issn := identifiers.issn(part):
                issns.append(issn)
            elif part.strip():
                record.setdefault("ISSN" if record["type"].startswith("article") else "ISBN", part.strip())
    if issns:
        record["ISSN"] = ", ".join(dict.fromkeys(issns))


def to_fields(record: Record) -> Fields:
    """RIS tags of a record, as far as RIS has a place for its fields."""
    kind = record["type"]
    fields: Fields = [("TY", _WRITTEN.get(kind, "UNPB" if kind == "article" else "GEN")), ("ID", record["id"])]
    if kind == "article" and record.get("genre", "").lower() != "preprint":
        fields[0] = ("TY", "GEN")
    for role, tag in (("author", "AU"), ("editor", "A2"), ("collection-editor", "A3"), ("translator", "A4")):
        fields += [(tag, names.written(person)) for person in record.get(role, [])]
    for name, tag in (
        ("title", "TI"), ("container-title", "T2"), ("container-title-short", "J2"), ("collection-title", "T3"),
        ("title-short", "ST"), ("volume", "VL"), ("issue", "IS"), ("edition", "ET"), ("publisher", "PB"),
        ("publisher-place", "CY"), ("DOI", "DO"), ("URL", "UR"), ("language", "LA"), ("genre", "M3"),
        ("section", "SE"), ("call-number", "CN"), ("number-of-volumes", "NV"), ("source", "DB"), ("number", "M1"),
        ("ISBN", "SN"), ("ISSN", "SN"), ("abstract", "AB"), ("note", "N1"), ("PMCID", "C2"),
    ):  # fmt: skip
        if value := record.get(name):
            fields.append((tag, value))
    if record.get("PMID"):
        fields.append(("AN", f"PMID:{record['PMID']}"))
    if issued := dates.parts_of(record, "issued"):
        fields.append(("PY", f"{issued[0]}"))
        fields.append(("DA", dates.joined(record, "issued", "/")))
    if record.get("accessed"):
        fields.append(("Y2", dates.joined(record, "accessed", "/")))
    start, mark, end = record.get("page", "").partition("-")
    fields += [("SP", start)] * bool(start) + [("EP", end)] * bool(mark and end)
    fields += [("KW", word) for word in record.get("keyword", "").split(", ") if word]
    return fields


def write(records: Iterable[tuple[Fields, str]]) -> str:
    """A RIS file of records given as fields and the note that keeps the rest."""
    parts = []
    for fields, rest in records:
        lines = [f"{tag}  - {value}" for tag, value in fields] + ([f"N1  - {rest}"] if rest else [])
        parts.append("\r\n".join([*lines, "ER  - ", "", ""]))
    return "".join(parts)
