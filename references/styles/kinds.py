"""Which layout a record takes: its CSL type, and for some its genre."""

import re
from enum import Enum, auto

from references import csl
from references.styles.marks import Record, field


class Kind(Enum):
    ARTICLE = auto()
    NEWSPAPER = auto()
    PREPRINT = auto()
    BOOK = auto()
    CHAPTER = auto()
    PROCEEDINGS_PAPER = auto()
    REPORT = auto()
    THESIS = auto()
    WEBPAGE = auto()
    LABEL = auto()
    DATASET = auto()
    TRIAL = auto()


_BY_TYPE = {
    "article-journal": Kind.ARTICLE,
    "article-magazine": Kind.ARTICLE,
    "review": Kind.ARTICLE,
    "review-book": Kind.ARTICLE,
    "article-newspaper": Kind.NEWSPAPER,
    "chapter": Kind.CHAPTER,
    "entry": Kind.CHAPTER,
    "entry-dictionary": Kind.CHAPTER,
    "entry-encyclopedia": Kind.CHAPTER,
    "report": Kind.REPORT,
    "standard": Kind.REPORT,
    "thesis": Kind.THESIS,
    "webpage": Kind.WEBPAGE,
    "post": Kind.WEBPAGE,
    "post-weblog": Kind.WEBPAGE,
    "dataset": Kind.DATASET,
}
_LABEL = re.compile(
    r"\b(drug label|package insert|package leaflet|prescribing information|product information|"
    r"product characteristics|medication guide)\b",
    re.IGNORECASE,
)
_TRIAL = re.compile(r"\b(trial regist\w*|clinical trial record|registry entry)\b", re.IGNORECASE)
NCT = re.compile(r"^NCT\d{8}$")


def kind_of(record: Record) -> Kind:
    """The layout of a record; what has no layout of its own is set as a book."""
    type_, genre = field(record, "type"), field(record, "genre")
    if genre and _LABEL.search(genre):
        return Kind.LABEL
    if type_ not in {"article-journal", "report"} and (
        NCT.match(field(record, "number")) or (genre and _TRIAL.search(genre))
    ):
        return Kind.TRIAL
    if type_ == "article" or (type_ == "article-journal" and genre.lower() == "preprint"):
        return Kind.PREPRINT
    if type_ == "paper-conference":
        return Kind.ARTICLE if field(record, "volume") or not _in_proceedings(record) else Kind.PROCEEDINGS_PAPER
    return _BY_TYPE.get(type_, Kind.BOOK)


def _in_proceedings(record: Record) -> bool:
    return any(field(record, name) for name in ("publisher", "event-title", "page")) or bool(record.get("editor"))


def retraction_sentence(record: Record, *, notice_word: str = "in") -> str:
    """ "Retracted", or "Retracted and republished", with the notice where the record names it.

    Source: Citing Medicine, chapter 1, "Retracted articles"; AMA 11, section 3.11.
    """
    status = csl.notice(record)
    if not status.startswith("retracted"):
        return ""
    custom = record.get("custom")
    notice = field(custom, "retracted_in") if isinstance(custom, dict) else ""
    words = status.capitalize()
    return f"{words} {notice_word}: {notice.rstrip('.')}." if notice else f"{words}."
