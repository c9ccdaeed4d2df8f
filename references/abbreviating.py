"""NLM's abbreviations of journals, learned from what PubMed says, for records that lack theirs.

Nothing is made up: NBIB and PubMed XML name a journal in full (JT, Title) and in short (TA, MedlineTA) side by side. A
record keeps what it says itself; what was learned stands in a column beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from references import csl
from references.journal import Journal, journal_key
from references.models import Reference

TELLING = frozenset({"nbib", "pubmed-xml"})
"""Formats in which both names come from NLM."""
CHUNK = 500
SHORT_LIMIT = 200


def key_of(record: Mapping[str, Any]) -> str:
    """The key of the journal that a record lacks the short name of; empty where it has one, or is no article."""
    if record.get("type") != "article-journal" or csl.text(record, "container-title-short"):
        return ""
    return journal_key(csl.text(record, "container-title"))


def name(references: Sequence[Reference]) -> None:
    """Set the short names of journals that are known, without saving. One statement for each 500 journals."""
    wanted = sorted({reference.journal_key for reference in references} - {""})
    known: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Journal.objects.filter(key__in=wanted[start : start + CHUNK])
        known |= dict(rows.values_list("key", "abbreviation"))
    for reference in references:
        reference.journal_short = known.get(reference.journal_key, "")


def learn(records: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Keep the names that records of PubMed give, and use them for what the library has; give the number of new ones.

    Call it inside a transaction.
    """
    told = dict(_pairs(records))
    there = {row.key: row for row in Journal.objects.filter(key__in=list(told))}
    new = [
        Journal(key=key, name=full[:500], abbreviation=short, learned_at=now)
        for key, (full, short) in told.items()
        if key not in there
    ]
    shared = [row for key, row in there.items() if row.abbreviation and row.abbreviation != told[key][1]]
    for row in shared:
        row.abbreviation = ""
    Journal.objects.bulk_create(new, batch_size=CHUNK, ignore_conflicts=True)
    Journal.objects.bulk_update(shared, ["abbreviation"], batch_size=CHUNK)
    for row in (*new, *shared):
        Reference.objects.filter(journal_key=row.key).update(journal_short=row.abbreviation)
    return len(new)


def _pairs(records: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, tuple[str, str]]]:
    for record in records:
        full, short = csl.text(record, "container-title"), csl.text(record, "container-title-short")
        is_told = record.get("type") == "article-journal" and record.get("PMID")
        if is_told and short and full != short and len(short) <= SHORT_LIMIT and journal_key(full):
            yield journal_key(full), (full, short)
