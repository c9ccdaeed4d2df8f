"""How much a reference that is only a text resembles a record: for finding the record, and for noticing a wrong one.

Nothing here decides: a person chooses among candidates, and a check only says what does not fit.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from medsite.lib import identifiers
from references import csl
from references.titles import title_key

TITLE_FITS = 0.85
"""Share of the title's words that the text has, from which on the titles are held to be the same."""
TITLE_DIFFERS = 0.5

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"“”]+", re.IGNORECASE)
_PMID = re.compile(
    r"\b(?:PMID|PubMed(?:\s+ID)?)\s*[:#]?\s*(\d{1,8})\b|pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,8})", re.IGNORECASE
)
_PMCID = re.compile(r"\bPMC\d+(?:\.\d+)?\b", re.IGNORECASE)
_NCT = re.compile(r"\bNCT\d{8}\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d./-])(?:18|19|20)\d\d(?![\d/])")
_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
_TELLING = 6
"""Words from which on a text is held to name the work, not only a place in it."""


@dataclass(frozen=True)
class Said:
    """What a text says of a work: its identifiers in one spelling, its years, its words in their order."""

    identifiers: Mapping[str, str]
    years: tuple[int, ...]
    words: tuple[str, ...]
    key: str

    @property
    def is_telling(self) -> bool:
        return len(self.words) >= _TELLING


@dataclass(frozen=True)
class Score:
    """``value`` is between 0 and 1. ``fits`` and ``differs`` say in words what speaks for and against."""

    value: float
    fits: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(self.value * 100)


def read(text: str) -> Said:
    """What a reference as a text says. Never raises."""
    found: dict[str, str] = {}
    if match := _DOI.search(text):
        found["DOI"] = identifiers.doi(match[0]).lower()
    if match := _PMID.search(text):
        found["PMID"] = identifiers.pmid(match[1] or match[2])
    if match := _PMCID.search(text):
        found["PMCID"] = identifiers.pmcid(match[0]).partition(".")[0]
    if match := _NCT.search(text):
        found["NCT"] = identifiers.nct(match[0])
    bare = _DOI.sub(" ", re.sub(r"https?://\S+", " ", text))
    return Said(
        identifiers={name: value for name, value in found.items() if value},
        years=tuple(dict.fromkeys(int(match[0]) for match in _YEAR.finditer(bare))),
        words=_words(bare),
        key=title_key(bare),
    )


def score(said: Said, record: Mapping[str, Any]) -> Score:
    """How well a record fits: identifiers count most, then the title, the first author and the year."""
    fits, differs = list[str](), list[str]()
    own = _own_identifiers(record)
    same = [name for name, value in said.identifiers.items() if own.get(name) == value]
    title = _title_share(said, record)
    author = _first_author(record)
    year = csl.year(record)
    fits += same
    other = conflicts(said, record)
    differs += other
    if title >= TITLE_FITS:
        fits.append("title")
    elif said.is_telling and title < TITLE_DIFFERS:
        differs.append("title")
    has_author = bool(author) and set(_words(author)) <= set(said.words)
    if has_author:
        fits.append("first author")
    near = year is not None and any(abs(year - other) <= 1 for other in said.years)
    if near:
        fits.append("year")
    elif year is not None and said.years:
        differs.append("year")
    value = 0.55 * title + 0.2 * has_author + 0.15 * near
    if same:
        # An identifier decides, unless the text tells of another title: then somebody mixed two up.
        value = max(value, 0.5) + 0.4 if "title" not in differs else max(value, 0.5)
    if other:
        value *= 0.5
    return Score(value=min(1.0, round(value, 3)), fits=tuple(fits), differs=tuple(differs))


def conflicts(said: Said, record: Mapping[str, Any]) -> tuple[str, ...]:
    """Identifiers that the text names, and of which the record has another one."""
    own = _own_identifiers(record)
    return tuple(f"{name} {value}" for name, value in said.identifiers.items() if name in own and own[name] != value)


def differences(said: Said, record: Mapping[str, Any]) -> tuple[str, ...]:
    """What of title and year does not fit, in words."""
    found = []
    if csl.text(record, "title") and _title_share(said, record) < TITLE_DIFFERS:
        found.append("the title")
    year = csl.year(record)
    if year is not None and said.years and all(abs(year - other) > 1 for other in said.years):
        found.append(f"the year ({year}; {', '.join(map(str, said.years))})")
    return tuple(found)


def _own_identifiers(record: Mapping[str, Any]) -> dict[str, str]:
    own = {
        "DOI": csl.text(record, "DOI").lower(),
        "PMID": csl.text(record, "PMID"),
        "PMCID": csl.text(record, "PMCID").partition(".")[0],
        "NCT": csl.trial_number(record),
    }
    return {name: value for name, value in own.items() if value}


def _title_share(said: Said, record: Mapping[str, Any]) -> float:
    """The share of the title's words that the text has; 1 where it has the title letter by letter."""
    title = csl.text(record, "title")
    own = title_key(title)
    if len(own) >= 10 and own in said.key:
        return 1.0
    words = set(_words(title))
    return len(words & set(said.words)) / len(words) if words else 0.0


def _first_author(record: Mapping[str, Any]) -> str:
    people = record.get("author") or record.get("editor") or []
    first = people[0] if people and isinstance(people[0], Mapping) else {}
    return csl.family_of(first)


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[str, ...]:
    letters = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(mark for mark in letters if not unicodedata.combining(mark))
    return tuple(_WORD.findall(letters))
