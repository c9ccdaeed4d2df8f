"""Whether two records are of the same work: by title, year and identifiers together, never by a DOI alone.

Source of the rules: a labelled set of 1,845 records, where an equal DOI alone merged 50 pairs wrongly (abstracts of a
conference share one), and an equal title and year, or an equal identifier or place together with a like title, merged
six. Those six were abstracts of one title in two journals, so whatever contradicts makes a pair only possible.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import IntEnum
from typing import Any

from references import csl
from references.titles import title_key

LIKE = 0.85
"""Titles are alike from here on (SequenceMatcher's ratio)."""

PREFIX = 25
"""A title that goes on where the other ends is like it, from this many letters."""


_DIGITS = re.compile(r"\D+")


class Likeness(IntEnum):
    OTHER = 0
    POSSIBLE = 1
    SAME = 2


@dataclass(frozen=True)
class Traits:
    """What of a record is compared."""

    key: str
    title: str
    year: int | None
    doi: str
    pmid: str
    pmcid: str
    isbn: str
    nct: str
    url: str
    volume: str
    page: str
    author: str
    journals: tuple[str, ...]
    kind: str
    bare: bool
    """Nothing but an identifier is known."""

    @property
    def place(self) -> str:
        return place_key(self.volume, self.page, self.author)


@dataclass(frozen=True)
class Verdict:
    likeness: Likeness
    reason: str = ""


def traits(record: Mapping[str, Any]) -> Traits:
    """The traits of a cleaned record."""
    kind = _kind(record)
    people = record.get("author") or record.get("editor") or [{}]
    names = (csl.text(record, "container-title"), csl.text(record, "container-title-short"))
    return Traits(
        key=csl.text(record, "id"),
        title=title_key(csl.text(record, "title")),
        year=csl.year(record),
        doi=csl.text(record, "DOI").lower(),
        pmid=csl.text(record, "PMID"),
        pmcid=csl.text(record, "PMCID").split(".")[0],
        isbn=csl.text(record, "ISBN") if kind == "book" else "",
        nct=csl.trial_number(record) if kind != "serial" else "",
        url=re.sub(r"^https?://(www\.)?|/+$", "", csl.text(record, "URL")).lower(),
        volume=csl.text(record, "volume").lower(),
        page=_first_page(record),
        author=title_key(csl.family_of(people[0])),
        journals=tuple(re.sub(r"^the\s+", "", name.lower().replace("&", "and")) for name in names if name),
        kind=kind,
        bare=record.get("status") == csl.IDENTIFIER_ONLY,
    )


def place_key(volume: str, page: str, author: str) -> str:
    """Volume, first page and first author as one text; empty where one is unknown."""
    return f"{volume}/{page}/{author}"[:120] if volume and page and author else ""


def _first_page(record: Mapping[str, Any]) -> str:
    return re.split(r"[-–—,;\s]", csl.text(record, "page") or csl.text(record, "number"), maxsplit=1)[0].lower()


def _kind(record: Mapping[str, Any]) -> str:
    type_ = csl.text(record, "type")
    if type_.startswith("article-") or type_ in {"review", "review-book", "periodical"}:
        return "serial"
    if type_ in {"webpage", "post", "post-weblog"}:
        return "web"
    return type_


def compare(one: Traits, two: Traits) -> Verdict:
    """Whether two records are of one work, and why that is thought or doubted."""
    shared = _shared(one, two)
    if one.bare or two.bare:
        return Verdict(Likeness.SAME, f"the same {shared[0]}") if shared else Verdict(Likeness.OTHER)
    equal = bool(one.title) and one.title == two.title
    if not equal and not shared and one.key != two.key and (one.place != two.place or _named_apart(one, two)):
        return Verdict(Likeness.OTHER)
    if not equal and not alike(one.title, two.title):
        why = f"the same {' and '.join(shared)}, but another title" if shared else ""
        return Verdict(Likeness.POSSIBLE, why) if shared else Verdict(Likeness.OTHER)
    against = _against(one, two, sure=equal and bool(shared or (one.key and one.key == two.key)))
    if shared or (one.key and one.key == two.key) or (one.place and one.place == two.place):
        what = shared or (["key"] if one.key == two.key else ["volume, page and author"])
        return _weighed(f"a like title and the same {' and '.join(what)}", against)
    return _by_title(one, two, against) if equal else Verdict(Likeness.OTHER)


def _by_title(one: Traits, two: Traits, against: list[str]) -> Verdict:
    if one.kind == two.kind == "web" and one.url and two.url and one.url.split("/")[0] != two.url.split("/")[0]:
        return Verdict(Likeness.OTHER)  # many sites have a page called "High blood pressure"
    if one.year and two.year:
        if one.year == two.year:
            return _weighed("the same title and year", against)
        near = abs(one.year - two.year) == 1
        return Verdict(Likeness.POSSIBLE, "the same title, a year apart") if near else Verdict(Likeness.OTHER)
    together = (
        (one.url and one.url == two.url) or (one.journals and _same_journal(one, two)) or one.author == two.author
    )
    if one.year != two.year:
        return Verdict(Likeness.POSSIBLE, "the same title; one has no year") if together else Verdict(Likeness.OTHER)
    return _weighed("the same title, and neither has a year", against if together else [*against, "place and author"])


def _weighed(reason: str, against: list[str]) -> Verdict:
    if against:
        return Verdict(Likeness.POSSIBLE, f"{reason}, but not the same {' and '.join(against)}")
    return Verdict(Likeness.SAME, reason)


def _named_apart(one: Traits, two: Traits) -> bool:
    """Whether both have a DOI or a PMID, and not the same one."""
    return bool((one.doi and two.doi and one.doi != two.doi) or (one.pmid and two.pmid and one.pmid != two.pmid))


def _shared(one: Traits, two: Traits) -> list[str]:
    names = ("DOI", "PMID", "PMCID", "ISBN", "NCT")
    mine, theirs = (one.doi, one.pmid, one.pmcid, one.isbn, one.nct), (two.doi, two.pmid, two.pmcid, two.isbn, two.nct)
    return [name for name, a, b in zip(names, mine, theirs, strict=True) if a and a == b]


def _against(one: Traits, two: Traits, *, sure: bool) -> list[str]:
    """What contradicts that two like titles are one work. Where it is nearly sure, places may be corrections."""
    differing = [("DOI", one.doi, two.doi), ("PMID", one.pmid, two.pmid), ("PMCID", one.pmcid, two.pmcid)]
    if not sure:
        differing += [("volume", one.volume, two.volume), ("first page", one.page, two.page)]
    found = [name for name, a, b in differing if a and b and a != b]
    shared = _shared(one, two)
    if one.journals and two.journals and not _same_journal(one, two) and not shared:
        found.append("journal")
    if one.kind != two.kind and not shared:
        found.append("kind of work")
    if one.kind == "web" and one.url and two.url and one.url != two.url:
        found.append("address")
    if one.year and two.year and abs(one.year - two.year) > 1:
        found.append("year")
    return found


def _same_journal(one: Traits, two: Traits) -> bool:
    return any(_abbreviates(a, b) or _abbreviates(b, a) for a in one.journals for b in two.journals)


def _abbreviates(short: str, whole: str) -> bool:
    """N Engl J Med and The New England Journal of Medicine: each word begins one of the other, in order."""
    wanted = re.findall(r"\w+", short)
    words = iter(re.findall(r"\w+", whole))
    return bool(wanted) and all(any(word.startswith(part) for word in words) for part in wanted)


def alike(one: str, two: str) -> bool:
    """Whether two keys of titles are nearly the same, or one goes on where the other ends."""
    if not one or not two:
        return False
    if one == two:
        return True
    if _DIGITS.sub("", one) != _DIGITS.sub("", two):
        return False  # part 1 and part 2, the guideline of 2019 and that of 2020
    if min(len(one), len(two)) >= PREFIX and (one.startswith(two) or two.startswith(one)):
        return True
    matcher = SequenceMatcher(None, one[:300], two[:300], autojunk=False)
    return matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE


@dataclass
class Index:
    """Records that can be asked for the one most like another, without comparing with all of them."""

    _by: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _known: list[tuple[Traits, Any]] = field(default_factory=list)

    def add(self, known: Traits, payload: Any) -> None:
        place = len(self._known)
        self._known.append((known, payload))
        for handle in handles(known):
            self._by[handle].append(place)

    def best(self, wanted: Traits) -> tuple[Verdict, Any]:
        """The likeliest match and what was added with it; among equals the one with the same key, then the first."""
        places = sorted({place for handle in handles(wanted) for place in self._by.get(handle, ())[:_MOST]})
        found: tuple[Verdict, Any] = (Verdict(Likeness.OTHER), None)
        rank = (Likeness.OTHER, False)
        for place in places:
            known, payload = self._known[place]
            verdict = compare(wanted, known)
            mine = (verdict.likeness, known.key == wanted.key)
            if verdict.likeness and mine > rank:
                found, rank = (verdict, payload), mine
        return found


_MOST = 50
"""As many records of one handle are compared: hundreds of notices called "Editorial" are not all looked at."""


def handles(known: Traits) -> Iterable[tuple[str, str]]:
    """What two records must have one of in common to be compared at all."""
    named = (
        ("key", known.key),
        ("doi", known.doi),
        ("pmid", known.pmid),
        ("pmcid", known.pmcid),
        ("isbn", known.isbn),
        ("nct", known.nct),
        ("title", known.title[:100]),
        ("place", known.place),
    )
    return [(name, value) for name, value in named if value]
