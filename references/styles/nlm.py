"""NLM/Vancouver: the order and marks of Citing Medicine and of the ICMJE's samples."""

import re

from references.styles.dates import year_first, year_only
from references.styles.kinds import Kind, kind_of, retraction_sentence
from references.styles.languages import language_note
from references.styles.marks import Abbreviations, Record, cited_title, field, sentence
from references.styles.people import listed, people
from references.styles.ranges import PageRange, page_range
from references.styles.wording import journal_name, ordinal, supplement

AUTHOR_LIMIT = 6
"""Authors named before "et al." (the ICMJE's samples; NLM itself names all)."""

MARKED_GENRES = frozenset({"abstract", "letter", "editorial", "comment", "news", "interview"})
"""Types of article that NLM names in brackets after the title."""


def parts(record: Record, pages: PageRange, abbreviations: Abbreviations) -> list[str]:
    """The sentences of a citation, in order, with marks for the title."""
    kind = kind_of(record)
    if kind is Kind.ARTICLE:
        body = [_authors(record), _title(record, _genre_mark(record)), _journal(record, pages, abbreviations)]
    elif kind is Kind.NEWSPAPER:
        body = [_authors(record), _title(record), _newspaper(record, pages)]
    elif kind is Kind.PREPRINT:
        body = [_authors(record), _title(record), *_preprint(record, abbreviations)]
    elif kind in {Kind.CHAPTER, Kind.PROCEEDINGS_PAPER}:
        body = [_people(record, "author"), _title(record), *_part_of_a_book(record, pages)]
    elif kind is Kind.TRIAL:
        body = [_authors(record), _title(record), *_trial(record)]
    else:
        body = [_authors(record), _title(record, _medium(record, kind)), *_monograph(record, kind)]
    return [*body, language_note(record), retraction_sentence(record)]


def _authors(record: Record) -> str:
    return _people(record, "author") or _people(record, "editor")


def _people(record: Record, role: str) -> str:
    persons = people(record, role)
    names = listed(persons, limit=AUTHOR_LIMIT, shown=AUTHOR_LIMIT, arabic=True)
    if not names:
        return ""
    label = {"editor": "editor", "translator": "translator"}.get(role)
    return f"{names}, {label}{'s' if len(persons) > 1 else ''}." if label else sentence(names)


def _title(record: Record, mark: str = "") -> str:
    title = field(record, "title")
    return cited_title(f"{title} [{mark}]" if mark else title)


def _genre_mark(record: Record) -> str:
    genre = field(record, "genre").lower()
    return genre if genre in MARKED_GENRES else ""


def _medium(record: Record, kind: Kind) -> str:
    if kind is Kind.THESIS:
        genre = field(record, "genre").lower()
        return "master's thesis" if "master" in genre else "dissertation"
    if kind is Kind.LABEL:
        return "package insert"
    if kind is Kind.DATASET:
        return "dataset"
    return "Internet" if kind is Kind.WEBPAGE or record.get("accessed") else ""


def _journal(record: Record, pages: PageRange, abbreviations: Abbreviations) -> str:
    name = journal_name(record, abbreviations)
    numbers = _numbers(record, pages)
    if numbers:
        year = year_only(record)
        place = f"{year};{numbers}" if year and not numbers.startswith(":") else f"{year}{numbers}".lstrip(":")
    else:
        place = _before_print(record)
    epub = year_first(record, "available-date") if numbers and record.get("available-date") else ""
    if not name:
        return sentence(place if not numbers or record.get("issued") else numbers.lstrip(":"))
    return sentence(f"{name}. {place}".strip(". ")) + (f" Epub {epub}." if epub else "")


def _numbers(record: Record, pages: PageRange) -> str:
    """Volume, issue and pages or article number: 347(4):284–287."""
    volume, issue = field(record, "volume"), field(record, "issue")
    page = page_range(field(record, "page"), pages) or field(record, "number")
    if issue:
        volume += f" {supplement(issue)}" if supplement(issue) and volume else f"({issue})"
    return f"{volume}:{page}" if page else volume


def _before_print(record: Record) -> str:
    """The date of what has no volume or page yet."""
    status = field(record, "status").lower()
    if "press" in status or "forthcoming" in status:
        return f"Forthcoming {year_only(record)}".strip()
    if record.get("available-date"):
        return f"Epub {year_first(record, 'available-date')}"
    when = year_first(record)
    return f"{when} [Epub ahead of print]" if when and "ahead of print" in status else when


def _newspaper(record: Record, pages: PageRange) -> str:
    section = field(record, "section")
    page = page_range(field(record, "page"), pages)
    place = f"Sect. {section}" if section else ""
    if page:
        place = f"{place}:{page}" if place else page
    when = year_first(record)
    edition = field(record, "edition")
    name = field(record, "container-title") + (f" ({edition} ed.)" if edition else "")
    where = f"{when};{place}" if when and place else when or place
    return sentence(". ".join(part for part in (name, where) if part))


def _preprint(record: Record, abbreviations: Abbreviations) -> list[str]:
    server = journal_name(record, abbreviations) or field(record, "publisher") or field(record, "archive")
    named = " ".join(part for part in (server, field(record, "number")) if part)
    when = year_first(record) + _cited(record)
    return [sentence(f"{named} [Preprint]".strip()), sentence(when)]


def _part_of_a_book(record: Record, pages: PageRange) -> list[str]:
    container = field(record, "container-title")
    editors = _people(record, "editor")
    event = _event(record)
    page = page_range(field(record, "page"), pages)
    internet = " [Internet]" if record.get("accessed") else ""
    book = sentence(f"{container}{internet}") if container else ""
    opening = " ".join(part for part in (editors, book) if part)
    return [
        f"In: {opening}" if opening else "",
        _edition(record),
        event,
        _volume(record),
        _imprint(record),
        f"{_page_word(page)} {page}." if page else "",
    ]


def _page_word(page: str) -> str:
    return "p." if re.match(r"^[A-Za-z]?\d|^[ivxlcdm]+\b", page, re.IGNORECASE) else ""


def _event(record: Record) -> str:
    event, place = field(record, "event-title"), field(record, "event-place")
    when = year_first(record, "event-date")
    return sentence("; ".join(part for part in (event, when, place) if part))


def _trial(record: Record) -> list[str]:
    number = field(record, "number")
    registry = field(record, "container-title") or field(record, "publisher")
    if not registry and number.startswith("NCT"):
        registry = "ClinicalTrials.gov"
    publisher = _imprint(record, leaving_out=registry)
    return [
        f"In: {registry} [Internet]." if registry else "",
        publisher,
        f"Identifier: {number}." if number else "",
    ]


def _monograph(record: Record, kind: Kind) -> list[str]:
    second = [role for role in ("editor", "translator") if people(record, role)] if people(record, "author") else []
    if not people(record, "author") and not people(record, "editor"):
        second = ["translator"]
    container = field(record, "container-title")
    genre = field(record, "genre")
    return [
        _edition(record),
        *(_people(record, role) for role in second),
        sentence(container) if container != field(record, "publisher") else "",
        f"Version {sentence(version)}" if (version := field(record, "version")) else "",
        sentence(genre) if kind is Kind.REPORT and genre else "",
        _volume(record),
        _imprint(record),
        f"Report No.: {sentence(number)}" if kind is Kind.REPORT and (number := field(record, "number")) else "",
        _series(record),
    ]


def _series(record: Record) -> str:
    series, number = field(record, "collection-title"), field(record, "collection-number")
    return f"({series}; {number})." if series and number else f"({series})." if series else ""


def _volume(record: Record) -> str:
    volume = field(record, "volume")
    return f"Vol. {sentence(volume)}" if volume else ""


def _edition(record: Record) -> str:
    edition = field(record, "edition")
    return f"{ordinal(edition)} ed." if edition.isdigit() else sentence(edition)


def _imprint(record: Record, *, leaving_out: str = "") -> str:
    """Place: publisher; date [updated; cited]. A publisher that is the author is not named again."""
    publisher, place = field(record, "publisher"), field(record, "publisher-place")
    if publisher and (
        publisher == leaving_out or any(publisher == field(p, "literal") for p in people(record, "author"))
    ):
        publisher = ""
    who = f"{place}: {publisher}" if place and publisher else publisher
    return sentence("; ".join(part for part in (who, year_first(record) + _cited(record)) if part).strip())


def _cited(record: Record) -> str:
    notes = [
        f"{word} {when}"
        for word, name in (("updated", "available-date"), ("cited", "accessed"))
        if (when := year_first(record, name))
    ]
    return f" [{'; '.join(notes)}]" if notes else ""
