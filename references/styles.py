"""CSL records as citations for readers: NLM/Vancouver order, as escaped HTML or plain text.

Source: Citing Medicine (2nd edition, US National Library of Medicine), chapters 1, 2, 18 and 25, with full
page ranges as PubMed prints them today.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from references.csl import text, year

AUTHOR_LIMIT = 6
"""Authors named before "et al." (the house choice; NLM itself names all)."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SERIAL_TYPES = frozenset({"article-journal", "article-magazine", "article-newspaper", "paper-conference", "review"})

Record = Mapping[str, Any]


def as_text(record: Record) -> str:
    """The citation as plain text, without links."""
    return " ".join(part for part in _parts(record) if part)


def as_html(record: Record) -> str:
    """The citation as HTML: every field escaped, the title in <cite>."""
    title = _sentence(text(record, "title"))
    return " ".join(
        f"<cite>{escape(part)}</cite>" if part == title else escape(part) for part in _parts(record) if part
    )


def links(record: Record) -> list[tuple[str, str]]:
    """Label and address of each way to the work, the most lasting first."""
    found = []
    if value := text(record, "DOI"):
        found.append((f"DOI {value}", "https://doi.org/" + _quoted(value)))
    if value := text(record, "PMID"):
        found.append((f"PMID {value}", f"https://pubmed.ncbi.nlm.nih.gov/{value}/"))
    if value := text(record, "PMCID"):
        found.append((value, f"https://www.ncbi.nlm.nih.gov/pmc/articles/{value}/"))
    if not found and (value := text(record, "URL")):
        found.append(("Full text", value))
    return found


def evidence(record: Record) -> str:
    """The kind of evidence that the record was frozen with, or an empty string."""
    custom = record.get("custom")
    return str(custom.get("evidence", "")) if isinstance(custom, Mapping) else ""


def _quoted(doi: str) -> str:
    """Old DOIs hold <, > and #, which an address may not."""
    replaced = {"%": "%25", "<": "%3C", ">": "%3E", '"': "%22", "#": "%23", "?": "%3F"}
    return "".join(replaced.get(mark, mark) for mark in doi)


def _parts(record: Record) -> list[str]:
    if record.get("type") in SERIAL_TYPES:
        return [_people(record), _sentence(text(record, "title")), _journal(record)]
    return [_people(record), _sentence(text(record, "title")), _container(record), _edition(record), _imprint(record)]


def _people(record: Record) -> str:
    names = [_name(person) for person in record.get("author", [])]
    shown = names[:AUTHOR_LIMIT] + (["et al"] if len(names) > AUTHOR_LIMIT else [])
    if shown:
        return _sentence(", ".join(shown))
    editors = [_name(person) for person in record.get("editor", [])][:AUTHOR_LIMIT]
    return f"{', '.join(editors)}, editor{'s' if len(editors) > 1 else ''}." if editors else ""


def _name(person: Mapping[str, str]) -> str:
    if literal := person.get("literal"):
        return literal
    family = " ".join(part for part in (person.get("non-dropping-particle"), person.get("family")) if part)
    given = person.get("given", "").replace(".", " ").replace("-", " ")
    initials = "".join(part if part.isupper() and len(part) <= 2 else part[0] for part in given.split())
    return " ".join(part for part in (family, initials.upper(), person.get("suffix", "")) if part)


def _journal(record: Record) -> str:
    name = text(record, "container-title-short") or text(record, "container-title")
    place = text(record, "volume") + (f"({issue})" if (issue := text(record, "issue")) else "")
    page = text(record, "page").replace("-", "–")
    numbers = f"{place}:{page}" if page else place
    when = _date(record) if not numbers else str(year(record) or "")
    return (
        _sentence(f"{name}. {when};{numbers}" if numbers else f"{name}. {when}".strip(". "))
        if name
        else _sentence(when)
    )


def _container(record: Record) -> str:
    name = text(record, "container-title")
    return _sentence(f"In: {name}" if record.get("type") == "chapter" else name) if name else ""


def _edition(record: Record) -> str:
    edition = text(record, "edition")
    return f"{edition} ed." if edition.isdigit() else _sentence(edition)


def _imprint(record: Record) -> str:
    publisher, place, when = text(record, "publisher"), text(record, "publisher-place"), _date(record)
    if publisher in {person.get("literal") for person in record.get("author", [])}:
        publisher = ""
    imprint = "; ".join(part for part in (f"{place}: {publisher}" if place and publisher else publisher, when) if part)
    accessed = _date(record, "accessed")
    return " ".join(part for part in (_sentence(imprint), f"Accessed {accessed}." if accessed else "") if part)


def _date(record: Record, field: str = "issued") -> str:
    parts = record.get(field, {}).get("date-parts", [[]])[0]
    if not parts:
        return ""
    month = f" {MONTHS[parts[1] - 1]}" if len(parts) > 1 else ""
    day = f" {parts[2]}" if len(parts) > 2 else ""
    return f"{parts[0]}{month}{day}"


def _sentence(words: str) -> str:
    return words if not words or words[-1] in ".?!" else f"{words}."
