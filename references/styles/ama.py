"""AMA 11: six authors or three and "et al", the year only, journals and books in italics, books in title case."""

from references.styles.dates import month_first, year_only
from references.styles.kinds import Kind, kind_of, retraction_sentence
from references.styles.marks import Abbreviations, Record, cited_title, emphasised, field, sentence
from references.styles.people import listed, people
from references.styles.ranges import PageRange, page_range
from references.styles.wording import journal_name, ordinal, supplement, title_case

AUTHOR_LIMIT, AUTHORS_SHOWN = 6, 3


def parts(record: Record, pages: PageRange, abbreviations: Abbreviations) -> list[str]:
    """The sentences of a citation, in order, with marks for titles."""
    kind = kind_of(record)
    if kind is Kind.ARTICLE:
        body = [_authors(record), _title(record), *_journal(record, pages, abbreviations)]
    elif kind is Kind.NEWSPAPER:
        page = page_range(field(record, "page"), pages)
        where = f"{month_first(record)}:{field(record, 'section')}{page}".strip(":")
        body = [_authors(record), _title(record), _in_italics(field(record, "container-title")), sentence(where)]
    elif kind is Kind.PREPRINT:
        body = [_authors(record), _title(record), *_preprint(record, abbreviations)]
    elif kind in {Kind.CHAPTER, Kind.PROCEEDINGS_PAPER}:
        body = [_people(record, "author"), _title(record), *_part_of_a_book(record, pages)]
    elif kind is Kind.THESIS:
        genre = field(record, "genre").lower()
        word = "Master's thesis." if "master" in genre else "Dissertation."
        body = [_authors(record), _book_title(record), word, _imprint(record)]
    elif kind is Kind.LABEL:
        body = [_authors(record), _title(record), "Prescribing information.", _imprint(record)]
    elif kind is Kind.TRIAL:
        body = [_authors(record), _title(record), *_trial(record)]
    elif kind in {Kind.WEBPAGE, Kind.DATASET}:
        body = [_authors(record), _title(record), *_on_the_web(record, kind)]
    else:
        body = [_authors(record), _book_title(record), *_monograph(record, kind)]
    accessed = month_first(record, "accessed")
    return [*body, retraction_sentence(record), f"Accessed {accessed}." if accessed else ""]


def _authors(record: Record) -> str:
    return _people(record, "author") or _people(record, "editor")


def _people(record: Record, role: str) -> str:
    persons = people(record, role)
    names = listed(persons, limit=AUTHOR_LIMIT, shown=AUTHORS_SHOWN, arabic=False)
    if not names:
        return ""
    label = {"editor": "ed", "translator": "trans"}.get(role)
    if label == "ed" and len(persons) > 1:
        label = "eds"
    return f"{names}, {label}." if label else sentence(names)


def _title(record: Record) -> str:
    return cited_title(field(record, "title"))


def _book_title(record: Record) -> str:
    return cited_title(emphasised(title_case(field(record, "title"))))


def _in_italics(words: str) -> str:
    return sentence(emphasised(words))


def _journal(record: Record, pages: PageRange, abbreviations: Abbreviations) -> list[str]:
    volume, issue = field(record, "volume"), field(record, "issue")
    if issue:
        volume += f"({(supplement(issue) or issue).replace('Suppl', 'suppl')})"
    page = page_range(field(record, "page"), pages) or field(record, "number")
    name = _in_italics(journal_name(record, abbreviations))
    if not volume and not page:
        field_name = "available-date" if record.get("available-date") else "issued"
        when = month_first(record, field_name)
        return [name, f"Published online {when}." if " " in when else sentence(when)]
    year = year_only(record)
    numbers = f"{volume}:{page}" if page else volume
    between = ";" if year and volume else ""
    return [name, sentence(f"{year}{between}{numbers}".lstrip(":"))]


def _preprint(record: Record, abbreviations: Abbreviations) -> list[str]:
    server = journal_name(record, abbreviations) or field(record, "publisher") or field(record, "archive")
    when = month_first(record)
    named = " ".join(part for part in (server, field(record, "number")) if part)
    return ["Preprint.", f"Posted online {when}." if when else "", sentence(named)]


def _part_of_a_book(record: Record, pages: PageRange) -> list[str]:
    editors = _people(record, "editor")
    book = _in_italics(title_case(field(record, "container-title")))
    opening = " ".join(part for part in (editors, book) if part)
    page = page_range(field(record, "page"), pages)
    event = "; ".join(part for part in (field(record, "event-title"), month_first(record, "event-date")) if part)
    return [
        f"In: {opening}" if opening else "",
        _volume(record),
        _edition(record),
        sentence(event),
        _imprint(record, page),
    ]


def _trial(record: Record) -> list[str]:
    number = field(record, "number")
    registry = field(record, "container-title") or field(record, "publisher")
    if not registry and number.startswith("NCT"):
        registry = "ClinicalTrials.gov"
    identifier = f"{registry} identifier: {number}." if number else sentence(registry)
    return [identifier.strip(), *_published(record)]


def _on_the_web(record: Record, kind: Kind) -> list[str]:
    site = field(record, "container-title")
    publisher = _publisher(record)
    return [
        "Dataset." if kind is Kind.DATASET else "",
        f"Version {sentence(version)}" if (version := field(record, "version")) else "",
        sentence(site),
        sentence(publisher) if publisher != site else "",
        *_published(record),
    ]


def _published(record: Record) -> list[str]:
    published, updated = month_first(record), month_first(record, "available-date")
    if published and ", " not in published:
        published = year_only(record) if len(published) == 4 else published
    return [
        sentence(published),
        f"Updated {updated}." if updated else "",
    ]


def _monograph(record: Record, kind: Kind) -> list[str]:
    roles = ("editor", "translator") if people(record, "author") else ("translator",)
    container = field(record, "container-title")
    number = field(record, "number") if kind is Kind.REPORT else ""
    return [
        *(_people(record, role) for role in roles),
        _volume(record),
        _edition(record),
        sentence(container) if container != field(record, "publisher") else "",
        f"Version {sentence(version)}" if (version := field(record, "version")) else "",
        _imprint(record),
        f"Report {sentence(number)}" if number else "",
    ]


def _volume(record: Record) -> str:
    volume = field(record, "volume")
    return f"Vol {sentence(volume)}" if volume else ""


def _edition(record: Record) -> str:
    edition = field(record, "edition")
    if edition.isdigit():
        return "" if edition == "1" else f"{ordinal(edition)} ed."
    return sentence(edition)


def _publisher(record: Record) -> str:
    publisher = field(record, "publisher")
    return "" if any(publisher == field(person, "literal") for person in people(record, "author")) else publisher


def _imprint(record: Record, pages: str = "") -> str:
    """Publisher; year:pages. AMA 11 names no place."""
    imprint = "; ".join(part for part in (_publisher(record), year_only(record)) if part)
    return sentence(f"{imprint}:{pages}" if pages and imprint else imprint or pages)
