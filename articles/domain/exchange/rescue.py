"""Reference rescue: sources that an import left as texts, and the records of the library that they may mean.

Candidates come with a score; a person picks. Nothing is taken by itself.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Q

from articles.content import ArticleContent
from articles.domain.drafting import conversion, drafts
from articles.domain.errors import Refused, Stale
from articles.models import Draft
from people.models import User
from references import library, resemblance
from references.models import Reference
from references.titles import KEY_LIMIT, title_key

LEAST = 0.35
"""Below this score two works have no more in common than any two of one field."""
CANDIDATES = 5
AT_ONCE = 25
"""Texts on one screen, so that the look-up stays small whatever the length of a list."""
_FETCHED = 5_000
"""Records that are weighed for one screen; fewer share an author and the year even in a large library."""
_SHORTEST_TITLE = 15
_FIRST_NAME = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Candidate:
    reference: Reference
    score: resemblance.Score
    listed_as: str
    """The key under which the article lists the same record already; empty otherwise."""


@dataclass(frozen=True)
class Lost:
    """A source of the article without a record: its place in the list, what the import said, the candidates."""

    place: int
    key: str
    number: int | None
    text: str
    candidates: tuple[Candidate, ...]


def lost_places(content: ArticleContent) -> list[int]:
    """The places, from 1, of the sources that are texts only."""
    return [
        place
        for place, citation in enumerate(content.citations, start=1)
        if citation.reference is None and citation.raw_text.strip()
    ]


def look_for(content: ArticleContent, places: Sequence[int]) -> list[Lost]:
    """Candidates for the sources at some places, the best first. Two queries, whatever their number."""
    texts = {place: content.citations[place - 1].raw_text for place in places}
    said = {place: resemblance.read(text) for place, text in texts.items()}
    hints = {place: _Hint(_first_name(text), _near_years(said[place])) for place, text in texts.items()}
    exact = _frozen(_exact([*said.values()], [*texts.values()]))
    near = _frozen(_near([*hints.values()], without=[row for row, _ in exact]))
    listed = {str(c.reference["id"]): c.key for c in content.citations if c.reference is not None}
    found = []
    for place in places:
        records = [*exact, *(pair for pair in near if hints[place].fits(pair[0]))]
        scored = [(row, resemblance.score(said[place], record)) for row, record in records]
        likely = [pair for pair in scored if pair[1].value >= LEAST]
        best = sorted(likely, key=lambda pair: (-pair[1].value, pair[0].key))
        citation = content.citations[place - 1]
        found.append(
            Lost(
                place=place,
                key=citation.key,
                number=citation.number,
                text=citation.raw_text,
                candidates=tuple(Candidate(row, score, listed.get(row.key, "")) for row, score in best[:CANDIDATES]),
            )
        )
    return found


def take(draft: Draft, picks: Mapping[int, int], *, expected_version: int, by: User, now: datetime) -> Draft:
    """Give sources of a draft the records that a person picked: place in the list to the key of a record.

    What the import said stays beside the record, so that the checks can compare. A source without a key that the
    text could cite takes that of the record. One save, with what ``save_draft`` writes and raises.

    Raises Refused where nothing or one record twice was picked, or the article lists it; Stale where a place holds
    no text.
    """
    if not picks:
        raise Refused("Pick a record for at least one source.")
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    if loaded.version != expected_version:
        raise drafts.StaleDraft(loaded)
    content = conversion.draft_content(loaded)
    open_places = set(lost_places(content))
    if not picks.keys() <= open_places:
        raise Stale("One of these sources has a record by now. Look at the list again.")
    rows = Reference.objects.current().in_bulk(set(picks.values()))
    if rows.keys() != set(picks.values()):
        raise Stale("One of the picked records is no longer in the library. Look at the list again.")
    _require_each_once([rows[pick].key for pick in picks.values()], content)
    citations = list(content.citations)
    taken = {citation.key for citation in citations}
    for place, pick in picks.items():
        record = library.frozen(rows[pick])
        own = citations[place - 1]
        key = own.key or (rows[pick].key if rows[pick].key not in taken else "")
        citations[place - 1] = own.model_copy(update={"reference": record, "key": key})
        taken.add(key)
    changed = content.model_copy(update={"citations": tuple(citations)})
    reason = f"Found {len(picks)} source{'s' if len(picks) > 1 else ''} in the library"
    return drafts.save_draft(loaded, changed, expected_version=expected_version, by=by, now=now, reason=reason)


def _require_each_once(keys: list[str], content: ArticleContent) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise Refused(f"You picked {', '.join(twice)} for two sources. One work has one number: keep one of them.")
    listed = {str(c.reference["id"]) for c in content.citations if c.reference is not None}
    if again := sorted(listed & set(keys)):
        raise Refused(
            f"The article lists {', '.join(again)} already. Cite that one in the text, and delete this source."
        )


@dataclass(frozen=True)
class _Hint:
    """The first name in a text, as it is typed, and the years around those in it; either may be missing."""

    name: str
    years: frozenset[int]

    def fits(self, row: Reference) -> bool:
        return bool(self.name) and row.year in self.years and self.name.casefold() in row.authors.casefold()


def _first_name(text: str) -> str:
    match = _FIRST_NAME.search(text)
    return match[0] if match else ""


def _near_years(said: resemblance.Said) -> frozenset[int]:
    return frozenset(year + step for year in said.years[:3] for step in (-1, 0, 1))


def _frozen(rows: Sequence[Reference]) -> list[tuple[Reference, dict[str, Any]]]:
    return [(row, library.frozen(row)) for row in rows]


def _exact(said: Sequence[resemblance.Said], texts: Sequence[str]) -> list[Reference]:
    """Records that share an identifier or the title with one of the texts. One query."""
    wanted = Q()
    for field, name in (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID"), ("nct", "NCT")):
        if values := {one.identifiers[name] for one in said if name in one.identifiers}:
            wanted |= Q(**{f"{field}__in": values})
    if keys := {key for text in texts for key in _title_keys(text)}:
        wanted |= Q(title_key__in=keys)
    return list(Reference.objects.current().filter(wanted).order_by("pk")[:_FETCHED]) if wanted else []


def _near(hints: Sequence[_Hint], *, without: Sequence[Reference]) -> list[Reference]:
    """Other records that share an author and nearly the year with one of the texts. One query."""
    wanted = Q()
    for hint in hints:
        if hint.name and hint.years:
            # Databases compare letters with accents as they are typed.
            wanted |= Q(year__in=hint.years, authors__icontains=hint.name)
    if not wanted:
        return []
    others = Reference.objects.current().exclude(pk__in=[row.pk for row in without])
    return list(others.filter(wanted).order_by("pk")[:_FETCHED])


def _title_keys(text: str) -> list[str]:
    """What may be the title: each stretch between full stops, alone and with the next one."""
    stretches = [part for part in text.replace("?", "?.").split(". ") if part.strip()][:12]
    pairs = [". ".join(pair) for pair in pairwise(stretches)]
    keys = [title_key(part.rstrip("."))[:KEY_LIMIT] for part in (*stretches, *pairs)]
    return [key for key in keys if len(key) >= _SHORTEST_TITLE]
