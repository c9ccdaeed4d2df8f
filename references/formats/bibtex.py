"""BibTeX and BibLaTeX, as Zotero, JabRef and Google Scholar write them.

A parser of our own: one broken entry must not take the rest along, and bibtexparser 2 decodes LaTeX at a hundred
entries a second.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from medsite.lib import identifiers
from references.formats import dates, latex
from references.formats.shapes import Fields, Found, Record

_ENTRY = re.compile(r"(?<![\w.])@[ \t]*([A-Za-z]+)[ \t\n]*([{(])")
_RESYNC = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t\n]*[{(]", re.MULTILINE)
_NAME = re.compile(r"[\s,]*([A-Za-z][\w:.+/-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,#{}\"()=]+")
DEPTH_LIMIT = 200
MONTHS = {name: str(number) for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905  # months read better in a line
TYPES = {
    "article": "article-journal", "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book",
    "proceedings": "book", "mvproceedings": "book", "reference": "book", "inbook": "chapter", "bookinbook": "chapter",
    "suppbook": "chapter", "incollection": "chapter", "suppcollection": "chapter", "inreference": "entry-encyclopedia",
    "inproceedings": "paper-conference", "conference": "paper-conference", "phdthesis": "thesis",
    "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report", "report": "report", "manual": "report",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "webpage": "webpage", "dataset": "dataset",
    "data": "dataset", "software": "software", "patent": "patent", "unpublished": "manuscript",
    "booklet": "pamphlet", "periodical": "periodical", "legislation": "legislation", "jurisdiction": "legal_case",
    "standard": "standard", "image": "graphic", "video": "motion_picture", "movie": "motion_picture",
    "audio": "song", "letter": "personal_communication", "newsarticle": "article-newspaper",
}  # fmt: skip
_WRITTEN = {
    "article-journal": "article", "book": "book", "chapter": "incollection", "paper-conference": "inproceedings",
    "thesis": "thesis", "report": "report", "webpage": "online", "dataset": "dataset", "software": "software",
    "patent": "patent", "manuscript": "unpublished", "pamphlet": "booklet", "periodical": "periodical",
    "legislation": "legislation", "legal_case": "jurisdiction", "standard": "standard", "graphic": "image",
    "entry-encyclopedia": "inreference", "motion_picture": "video", "song": "audio",
    "personal_communication": "letter", "article-newspaper": "newsarticle",
}  # fmt: skip
_PLAIN = (
    ("volume", "volume"), ("edition", "edition"), ("series", "collection-title"), ("abstract", "abstract"),
    ("language", "language"), ("langid", "language"), ("version", "version"), ("shorttitle", "title-short"),
    ("shortjournal", "container-title-short"), ("journalabbreviation", "container-title-short"),
    ("chapter", "chapter-number"), ("pagetotal", "number-of-pages"), ("eventtitle", "event-title"),
    ("venue", "event-place"), ("volumes", "number-of-volumes"), ("pmcid", "PMCID"), ("pmid", "PMID"),
    ("isbn", "ISBN"), ("issn", "ISSN"), ("library", "call-number"), ("pubstate", "status"), ("type", "genre"),
    ("annotation", "annote"), ("annote", "annote"),
)  # fmt: skip
_ROLES = (("author", "author"), ("editor", "editor"), ("translator", "translator"), ("director", "director"))


def read(text: str) -> Iterator[Found]:
    """Each entry of a BibTeX file, in its order; a broken one says where it begins."""
    entries = list(_entries(text))
    parents = {entry.key.lower(): entry for entry in entries if isinstance(entry, _Entry) and entry.key}
    for entry in entries:
        yield _whole(entry, parents) if isinstance(entry, _Entry) else entry


@dataclass(frozen=True)
class _Entry:
    kind: str
    key: str
    fields: dict[str, str]


_NOT_INHERITED = frozenset(
    {"title", "booktitle", "author", "shorttitle", "subtitle", "pages", "doi", "url", "ids", "note"}
)


def _whole(entry: _Entry, parents: Mapping[str, _Entry]) -> Found:
    """An entry with what it takes from the one that its field crossref names: the book around a chapter, a series."""
    named = entry.fields.get("crossref", "").strip()
    parent = parents.get(named.lower()) if named else None
    if parent is None or parent is entry:
        found = _found(entry.kind, entry.key, entry.fields)
        if named and not found.error:
            found.problems.append(f"It takes fields from {named[:60]!r} (crossref), which is not in the file.")
        return found
    inherited = {name: value for name, value in parent.fields.items() if name not in _NOT_INHERITED}
    container = parent.fields.get("booktitle") or parent.fields.get("title", "")
    if container:
        inherited["booktitle"] = container
    own = {name: value for name, value in entry.fields.items() if name != "crossref"}
    return _found(entry.kind, entry.key, inherited | own)


def _entries(text: str) -> Iterator[_Entry | Found]:
    macros = dict(MONTHS)
    place = 0
    while match := _ENTRY.search(text, place):
        kind = match.group(1).lower()
        if kind == "comment":
            place = match.end()
            continue
        try:
            key, fields, place = _entry(text, match.end(), "}" if match.group(2) == "{" else ")", macros, kind)
        except _Broken as error:
            line = text.count("\n", 0, match.start()) + 1
            if kind not in {"preamble", "string"}:
                yield Found(error=f"The entry that begins in line {line} is broken: {error}.")
            following = _RESYNC.search(text, match.end())
            place = following.start() if following else len(text)
            continue
        if kind == "string":
            macros |= {name: value for name, value in fields.items() if len(value) < 2_000}
        elif kind != "preamble":
            yield _Entry(kind, key, fields)


_UNCLOSED = "?"
"""Stands among the fields of an entry whose last brace is missing; no field can have this name."""


class _Broken(Exception):
    """An entry that cannot be read; the message says why."""


def _entry(text: str, place: int, closing: str, macros: dict[str, str], kind: str) -> tuple[str, dict[str, str], int]:
    """Key, fields and the place behind an entry."""
    key = ""
    if kind == "preamble":
        _, place = _value(text, place, macros)
        return "", {}, _closed(text, place, closing)
    if kind != "string":
        match = re.compile(r"\s*+([^\s,={}()\"]*+)\s*+(?=[,})])").match(text, place)
        if match is None:
            raise _Broken("it has no key")
        key, place = match.group(1), match.end()
    fields: dict[str, str] = {}
    while match := _NAME.match(text, place):
        value, place = _value(text, match.end(), macros)
        fields.setdefault(match.group(1).lower(), value)
    if fields and kind != "string" and re.compile(r"[\s,]*(?:$|@)").match(text, place):
        fields[_UNCLOSED] = ""
        return key, fields, place
    return key, fields, _closed(text, place, closing)


def _closed(text: str, place: int, closing: str) -> int:
    match = re.compile(r"[\s,]*").match(text, place)
    place = match.end() if match else place
    if text[place : place + 1] == closing:
        return place + 1
    near = " ".join(text[place : place + 30].split())
    raise _Broken(f"{closing!r} is missing before {near!r}" if near else f"{closing!r} is missing at the end")


def _value(text: str, place: int, macros: dict[str, str]) -> tuple[str, int]:
    """Parts joined by #: in braces, in quotes, a number, a name of @string."""
    parts = []
    while True:
        mark = text[place : place + 1]
        if mark in {"{", '"'} and mark:
            part, place = _delimited(text, place)
        else:
            match = _BARE.match(text, place)
            if match is None:
                raise _Broken("a field has no value")
            word, place = match.group(), match.end()
            part = word if word.isdigit() else macros.get(word.lower(), word)
        parts.append(part)
        match = re.compile(r"\s*#\s*").match(text, place)
        if match is None:
            break
        place = match.end()
    if sum(map(len, parts)) > 1_000_000:
        raise _Broken("a field is longer than a million characters")
    return "".join(parts), place


_DELIMITER = re.compile(r'[{}"\\]')


def _delimited(text: str, place: int) -> tuple[str, int]:
    quoted = text[place] == '"'
    start, depth, place = place + 1, 0, place + 1
    while match := _DELIMITER.search(text, place):
        mark, place = match.group(), match.end()
        if mark == "\\":
            place += 1
        elif mark == "{":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise _Broken("braces are nested too deep")
        elif mark == "}":
            if depth == 0:
                if quoted:
                    raise _Broken("a brace closes that was never opened")
                return text[start : place - 1], place
            depth -= 1
        elif quoted and depth == 0:
            return text[start : place - 1], place
        if place - start > 1_000_000:
            raise _Broken("a field is longer than a million characters")
    raise _Broken("a brace or quotation mark is never closed")


def _found(kind: str, key: str, fields: dict[str, str]) -> Found:
    found = Found()
    if fields.pop(_UNCLOSED, None) is not None:
        found.problems.append("Its last brace is missing.")
    if not fields:
        return Found(error=f"The entry {key[:60]!r} has no field.")
    record = found.record
    if key:
        record["id"] = key
    text = {name: latex.plain(value) for name, value in fields.items() if name not in _RAW}
    text |= {name: _raw(fields[name]) for name in ("doi", "url", "urldate", "eprint") if name in fields}
    record["type"] = _type(kind, text, found.problems)
    for source, name in _PLAIN:
        if text.get(source):
            record.setdefault(name, text[source])
    for source, role in _ROLES:
        if people := [person for name in _split_names(fields.get(source, "")) if (person := _name(name))]:
            record[role] = people
    _titles(record, text, kind)
    _imprint(record, text, kind)
    _dates(record, text)
    _identifiers(record, text)
    _notes(record, fields, text)
    return found


def _raw(value: str) -> str:
    """Addresses keep their marks, but for what LaTeX wants escaped."""
    return value.strip().strip("{}").replace("\\_", "_").replace("\\%", "%").replace("\\&", "&")


def _type(kind: str, text: dict[str, str], problems: list[str]) -> str:
    if kind == "misc":
        is_page = text.get("url") or text.get("urldate") or text.get("howpublished", "").startswith("http")
        return "webpage" if is_page else "document"
    if kind not in TYPES:
        problems.append(f"The kind @{kind[:30]} is not known; taken as a document.")
    return TYPES.get(kind, "document")


_LINES = re.compile(r"\n\s*\n|\n(?=[ \t]*[A-Za-z][A-Za-z. -]{1,30}:[ \t])")
"""Between the lines of Zotero's Extra, each of which begins with a label; other lines run on."""


def _notes(record: Record, fields: dict[str, str], text: dict[str, str]) -> None:
    if words := text.get("keywords"):
        record["keyword"] = ", ".join(word.strip() for word in re.split(r"[;,]", words) if word.strip())
    notes = [latex.plain(line) for name in ("note", "addendum") for line in _LINES.split(fields.get(name, ""))]
    if notes := [note for note in notes if note]:
        record["note"] = "\n".join(notes)


_RAW = frozenset(
    {"author", "editor", "translator", "director", "note", "addendum", "file", "doi", "url", "urldate", "eprint"}
)


def _titles(record: Record, text: dict[str, str], kind: str) -> None:
    title, subtitle = text.get("title", ""), text.get("subtitle", "")
    if title or subtitle:
        record["title"] = f"{title}: {subtitle}" if title and subtitle else title or subtitle
    container = text.get("journaltitle") or text.get("journal") or text.get("booktitle") or text.get("maintitle", "")
    if not container and record["type"] in {"webpage", "dataset"}:
        container = text.get("organization", "") if text.get("publisher") else ""
    if container:
        record["container-title"] = container
    if kind == "mastersthesis":
        record.setdefault("genre", "Master's thesis")


def _imprint(record: Record, text: dict[str, str], kind: str) -> None:
    publisher = next(
        (text[name] for name in ("publisher", "institution", "school", "organization") if text.get(name)), ""
    )
    if not publisher and kind == "misc" and not text.get("howpublished", "http").startswith(("http", "\\url")):
        publisher = text["howpublished"]
    place = text.get("location") or text.get("address", "")
    for name, value in (("publisher", publisher), ("publisher-place", place)):
        if value:
            record[name] = value
    number, issue = text.get("number", ""), text.get("issue", "")
    if record["type"].startswith("article"):
        if number or issue:
            record["issue"] = number or issue
    elif number:
        record["number"] = number
    if pages := text.get("pages"):
        record["page"] = re.sub(r"\s*[–—]\s*", "-", pages)
    if eid := text.get("eid"):
        record.setdefault("number", eid)


def _dates(record: Record, text: dict[str, str]) -> None:
    year, month, day = text.get("year", ""), text.get("month", ""), text.get("day", "")
    plain = f"{year}-{month}-{day}".rstrip("-") if month.isdigit() else f"{year} {month} {day}"
    issued = dates.parse(text.get("date", "")) or dates.parse(plain)
    for name, date in (
        ("issued", issued),
        ("accessed", dates.parse(text.get("urldate", ""))),
        ("event-date", dates.parse(text.get("eventdate", ""))),
        ("original-date", dates.parse(text.get("origdate", ""))),
    ):
        if date:
            record[name] = date


def _identifiers(record: Record, text: dict[str, str]) -> None:
    if doi := text.get("doi"):
        record["DOI"] = doi
    url = text.get("url") or (text["howpublished"] if text.get("howpublished", "").startswith("http") else "")
    if url:
        record["URL"] = url
        if "DOI" not in record and "doi.org/" in url and (found := identifiers.doi(url)):
            record["DOI"] = found
    kind, eprint = text.get("eprinttype", text.get("archiveprefix", "")).lower(), text.get("eprint", "")
    if eprint and kind in {"pubmed", "pmid"}:
        record.setdefault("PMID", eprint)
    elif eprint and kind in {"pmc", "pmcid"}:
        record.setdefault("PMCID", eprint if eprint.upper().startswith("PMC") else f"PMC{eprint}")
    elif eprint:
        record.setdefault("number", f"arXiv:{eprint}" if kind == "arxiv" else eprint)
        if kind == "arxiv" and record["type"] in {"document", "webpage"}:
            record["type"] = "article"


_AND = re.compile(r" and ", re.IGNORECASE)


def _split_names(text: str) -> list[str]:
    """Names between "and" outside braces."""
    text = " ".join(text.split())
    if "{" not in text:
        return [name.strip() for name in _AND.split(text) if name.strip()]
    names, depth, start, place = [], 0, 0, 0
    for match in re.finditer(r"[{}]| and ", text, re.IGNORECASE):
        mark = match.group()
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif depth <= 0:
            names.append(text[start : match.start()])
            start = match.end()
        place = match.end()
    names.append(text[start:] if start <= max(place, len(text)) else "")
    return [name.strip() for name in names if name.strip()]


_WHOLE = re.compile(r"^\{(?!\\)((?:[^{}\\]|\\.|\{[^{}]*\})*)\}$", re.DOTALL)


def _name(text: str) -> dict[str, str]:
    """ "von Last, Jr, First", "First von Last", "{A Group}", or BibLaTeX's "family=…, given=…".

    A particle stays with the family name, as in every other format; only BibLaTeX's prefix sets it apart.
    """
    if text.lower() == "others":
        return {}
    if whole := _WHOLE.match(text):
        return {"literal": latex.plain(whole.group(1))}
    if re.match(r"^\s*(family|given)\s*=", text):
        return _extended(text)
    parts = [latex.plain(part) for part in _split_commas(text)]
    if len(parts) == 1:
        return _first_last(latex.plain(text))
    person = {"family": parts[0], "given": parts[-1]} | ({"suffix": parts[1]} if len(parts) > 2 else {})
    return {name: value for name, value in person.items() if value}


def _split_commas(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, mark in enumerate(text):
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif mark == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _first_last(text: str) -> dict[str, str]:
    words = text.split()
    if len(words) < 2:
        return {"family": text} if text else {}
    low = next((place for place, word in enumerate(words[1:-1], 1) if word[:1].islower()), None)
    if low is None:
        return {"family": words[-1], "given": " ".join(words[:-1])}
    return {"given": " ".join(words[:low]), "family": " ".join(words[low:])}


def _extended(text: str) -> dict[str, str]:
    names = {"family": "family", "given": "given", "suffix": "suffix", "prefix": "non-dropping-particle"}
    pairs = [part.partition("=") for part in _split_commas(text)]
    return {
        names[name.strip().lower()]: latex.plain(value)
        for name, _, value in pairs
        if name.strip().lower() in names and value.strip()
    }


def to_fields(record: Record) -> Fields:
    """BibLaTeX fields of a record, as far as it has a place for them. The first two are its kind and key."""
    kind = record["type"]
    fields: Fields = [("", _WRITTEN.get(kind, "misc")), ("", record["id"])]
    for role in ("author", "editor", "translator", "director"):
        if people := record.get(role):
            fields.append((role, " and ".join(_written_name(person) for person in people)))
    journal = kind.startswith("article")
    number = "number" if not journal else "eid"
    for name, target in (
        ("title", "title"), ("container-title", "journaltitle" if journal else "booktitle"),
        ("container-title-short", "shortjournal"), ("volume", "volume"), ("issue", "number" if journal else "issue"),
        ("number", number), ("page", "pages"), ("edition", "edition"), ("publisher", "publisher"),
        ("publisher-place", "location"), ("collection-title", "series"), ("title-short", "shorttitle"),
        ("genre", "type"), ("version", "version"), ("language", "langid"), ("ISBN", "isbn"), ("ISSN", "issn"),
        ("PMID", "pmid"), ("PMCID", "pmcid"), ("event-title", "eventtitle"), ("event-place", "venue"),
        ("status", "pubstate"), ("number-of-pages", "pagetotal"), ("chapter-number", "chapter"),
        ("keyword", "keywords"), ("abstract", "abstract"), ("annote", "annotation"), ("note", "note"),
    ):  # fmt: skip
        if value := record.get(name):
            written = latex.written(value)
            fields.append((target, f"{{{written}}}" if name == "title" else written))
    for name, target in (("issued", "date"), ("accessed", "urldate"), ("event-date", "eventdate"),
                         ("original-date", "origdate")):  # fmt: skip
        if record.get(name):
            fields.append((target, dates.joined(record, name, "-")))
    fields += [
        (target, _address(record[name])) for name, target in (("DOI", "doi"), ("URL", "url")) if record.get(name)
    ]
    return fields


def _address(value: str) -> str:
    """DOIs and addresses stand as they are, but for braces, which would end the field."""
    return value.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _written_name(person: dict[str, str]) -> str:
    if literal := person.get("literal"):
        return f"{{{latex.written(literal)}}}"
    family = " ".join(part for part in (person.get("non-dropping-particle"), person.get("family")) if part)
    parts = [family, person.get("suffix", ""), person.get("given", "")]
    if not parts[1]:
        del parts[1]
    return ", ".join(latex.written(part) for part in parts)


def from_fields(fields: Fields) -> Found:
    """What reading the written entry will give; for finding out what is lost."""
    (_, kind), (_, key), *rest = fields
    return _found(kind, key, dict(rest))


def write(records: Iterable[tuple[Fields, str]]) -> str:
    """A BibLaTeX file; what it has no field for stands in a note."""
    parts = []
    for fields, rest in records:
        (_, kind), (_, key), *pairs = fields
        if rest:
            pairs.append(("addendum", latex.written(rest)))
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in pairs)
        parts.append(f"@{kind}{{{key},\n{lines}\n}}\n")
    return "\n".join(parts)
