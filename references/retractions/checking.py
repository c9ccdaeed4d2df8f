"""The verbs: reading the list into the database, and setting how each reference stands.

Matching is by identifier only. A notice without any identifier is matched by its whole title and first author, and then
says "possibly". Nothing that merely looks alike is matched. No match means "not known retracted", never "sound".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from medsite.audit import trail
from people.models import User
from references import csl
from references.models import Reference
from references.retraction_notice import RetractionNotice
from references.retractions import followers
from references.retractions.reader import Row
from references.retractions.standing import Nature, Notice, Standing, standing
from references.titles import KEY_LIMIT, title_key

CHUNK = 500
TITLE_LEAST = 30
"""Shorter titles, such as "Editorial", say too little to be matched without an identifier."""


@dataclass(frozen=True)
class Match:
    """A reference that some notice is about."""

    reference: Reference
    standing: Standing
    before: Standing
    by: str
    notices: tuple[RetractionNotice, ...]


@dataclass(frozen=True)
class Check:
    """What a check found."""

    rows: int
    unknown_words: dict[str, int]
    references: int
    matches: tuple[Match, ...]


def check_list(rows: Iterable[Row], *, name: str, now: datetime, by: User | None = None) -> Check:
    """Keep the notices of a list, then set how every reference stands.

    Notices of earlier lists that this one lacks stay: a list that was cut off must not silence an alarm. One
    transaction; leaves one audit entry with counts and with the keys whose standing changed.
    """
    with transaction.atomic():
        count, words = _keep(rows, now)
        keys = list(Reference.objects.current().order_by("key").values_list("pk", flat=True))
        matches = [
            match
            for chunk in _chunks(keys)
            for match in refresh(Reference.objects.filter(pk__in=chunk).order_by("key"))
        ]
        changed = [match for match in matches if match.standing is not match.before]
        trail.record(
            actor=by,
            act="retractions checked",
            subject="reference library",
            at=now,
            file=name,
            rows=count,
            changed=[f"{match.reference.key}: {match.standing or 'no notice any more'}" for match in changed][:1_000],
        )
    return Check(count, words, len(keys), tuple(match for match in matches if match.standing))


def _keep(rows: Iterable[Row], now: datetime) -> tuple[int, dict[str, int]]:
    words: Counter[str] = Counter()
    latest: dict[str, Row] = {}
    for row in rows:
        latest[row.record_id] = row
        if row.nature is Nature.OTHER:
            words[row.word or "(none)"] += 1
    # The list of a day is that of the day before with some rows more: only those are written whole.
    there = {
        values[1]: values for values in RetractionNotice.objects.values_list("pk", *_SAID).iterator(chunk_size=5_000)
    }
    said = {record_id: _said(row) for record_id, row in latest.items()}
    same = [there[key][0] for key, values in said.items() if key in there and there[key][1:] == values]
    for chunk in _chunks(same):
        RetractionNotice.objects.filter(pk__in=chunk).update(read_at=now)
    RetractionNotice.objects.bulk_create(
        (
            RetractionNotice(**dict(zip(_SAID, values, strict=True)), read_at=now)
            for key, values in said.items()
            if key not in there or there[key][1:] != values
        ),
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["record_id"],
        update_fields=[*_SAID[1:], "read_at"],
    )
    return len(latest), dict(words)


_SAID = (
    "record_id",
    "nature",
    "word",
    "title",
    "title_key",
    "author_key",
    "journal",
    "notice_on",
    "notice_doi",
    "notice_pmid",
    "doi",
    "pmid",
    "reasons",
    "replaced",
    "notes",
)
"""What a notice says: all its columns but its own key and the time of reading."""


def _said(row: Row) -> tuple[Any, ...]:
    whole = {"nature": row.nature.value, "reasons": "; ".join(row.reasons)}
    return tuple(whole.get(name, getattr(row, name)) for name in _SAID)


def refresh(references: Iterable[Reference]) -> list[Match]:
    """Set how these references stand, and save those where that changed. Those with a notice, or with a change."""
    matches = judged(list(references))
    changed = [_stand(match) for match in matches if match.standing is not match.before]
    Reference.objects.bulk_update(changed, ["standing"], batch_size=100)
    followers.tell(changed)
    return [match for match in matches if match.standing or match.before]


def judge(references: Sequence[Reference]) -> None:
    """Set how these references stand, without saving them: for whoever is about to, in the same transaction."""
    for chunk in _chunks(references):
        matches = judged(chunk)
        followers.tell([_stand(match) for match in matches if match.standing is not match.before])


def _stand(match: Match) -> Reference:
    match.reference.standing = match.standing.value
    return match.reference


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def judged(references: Sequence[Reference]) -> list[Match]:
    """How each of these references stands, in their order, in two statements for all of them.

    What is said of a record that was merged into one of them is said of that one.
    """
    names = names_of(references)
    by_doi: defaultdict[str, list[RetractionNotice]] = defaultdict(list)
    by_pmid: defaultdict[str, list[RetractionNotice]] = defaultdict(list)
    by_title: defaultdict[str, list[RetractionNotice]] = defaultdict(list)
    for notice in RetractionNotice.objects.about(
        dois={doi for dois, _ in names for doi in dois},
        pmids={pmid for _, pmids in names for pmid in pmids},
        titles={reference.title_key for reference in references if len(reference.title_key) >= TITLE_LEAST},
    ):
        by_doi[notice.doi].append(notice)
        by_pmid[notice.pmid].append(notice)
        if not notice.doi and not notice.pmid:
            by_title[notice.title_key].append(notice)
    return [
        _judged(
            reference,
            [notice for doi in dois for notice in by_doi.get(doi, ())],
            [notice for pmid in pmids for notice in by_pmid.get(pmid, ())],
            by_title,
        )
        for reference, (dois, pmids) in zip(references, names, strict=True)
    ]


def names_of(references: Sequence[Reference]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """DOIs and PMIDs of each reference: its own, and those of the records that were merged into it."""
    found = {reference.pk: [(reference.doi, reference.pmid)] for reference in references if reference.pk}
    if found:
        merged = Reference.objects.filter(merged_into__in=list(found)).order_by("pk")
        for row in merged.only("merged_into", "doi", "pmid"):
            found[row.merged_into_id or 0].append((row.doi, row.pmid))
    own = [found.get(reference.pk, [(reference.doi, reference.pmid)]) for reference in references]
    return [
        (
            tuple(dict.fromkeys(doi for doi, _ in pairs if doi)),
            tuple(dict.fromkeys(pmid for _, pmid in pairs if pmid)),
        )
        for pairs in own
    ]


_ByText = Mapping[str, Sequence[RetractionNotice]]


def _judged(
    reference: Reference,
    same_doi: Sequence[RetractionNotice],
    same_pmid: Sequence[RetractionNotice],
    by_title: _ByText,
) -> Match:
    certain = list(same_doi)
    how = "DOI" if certain else ""
    if same_pmid:
        how = "DOI and PMID" if how else "PMID"
        certain += [notice for notice in same_pmid if notice not in certain]
    own = csl.notice(reference.csl)
    result = standing([_as_shape(notice) for notice in certain], own=own)
    notices = certain
    if not certain and (like := _like(reference, by_title)):
        notices, how = like, "title and author"
        if standing([_as_shape(notice) for notice in like]) in {Standing.RETRACTED, Standing.REPUBLISHED}:
            result = max(result, Standing.POSSIBLE, key=_certainty)
    elif not certain and result:
        how = "its own record"
    return Match(reference, result, Standing(reference.standing), how, tuple(notices))


def _certainty(value: Standing) -> int:
    return 2 if value in {Standing.RETRACTED, Standing.REPUBLISHED} else 1 if value is Standing.POSSIBLE else 0


def _like(reference: Reference, by_title: _ByText) -> list[RetractionNotice]:
    """Notices without any identifier about a work with this whole title and this first author."""
    if len(reference.title_key) < TITLE_LEAST:
        return []
    people = reference.csl.get("author") or [{}]
    author = title_key(csl.family_of(people[0]).split(" ")[-1])[:KEY_LIMIT]
    return [notice for notice in by_title.get(reference.title_key, ()) if author and notice.author_key == author]


def _as_shape(notice: RetractionNotice) -> Notice:
    return Notice(Nature(notice.nature), notice.notice_on, notice.replaced)
