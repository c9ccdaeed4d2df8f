"""The verb that takes a file of references in: what is new, what the library has, what it may have, what is broken.

A record is matched by ``matching``, never by its key alone. What the same library gave before is updated; what comes
from elsewhere only fills gaps. So the same file twice changes nothing the second time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q

from medsite.audit import trail
from people.models import User
from people.roles import Role, roles_of
from references import abbreviating, csl, library, matching, waiting
from references.formats import Read, Reading
from references.joining import joined
from references.matching import Index, Likeness, Traits, Verdict
from references.models import Reference
from references.retractions import checking

CHUNK = 500

Progress = Callable[[int, int], None]


class CannotImport(Exception):
    """The person may not import; the message says why and what to do."""


class Status(StrEnum):
    NEW = "new"
    DUPLICATE = "duplicate"
    POSSIBLE = "possible"
    INVALID = "invalid"


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of one record of a file."""

    source: str
    number: int
    status: Status
    reason: str
    record: Mapping[str, Any] | None
    other: str = ""
    """The key of the record of the library that it is, or may be."""

    def as_json(self) -> dict[str, Any]:
        return {
            "status": self.status.value,
            "reason": self.reason,
            "record": self.record,
            "source": f"{self.source}:{self.number}" if self.number else self.source,
            "number": self.number,
            "other": self.other,
        }


@dataclass
class _Known:
    """A record that is in the library, or will be."""

    reference: Reference
    record: dict[str, Any]
    traits: Traits
    place: str = ""
    """Where in this import it came from; empty for what was in the library before."""
    changed: bool = False


@dataclass
class _Run:
    keys: set[str]
    by_pk: dict[int, _Known] = field(default_factory=dict)
    """Rows of the library; one that was merged means the one it went into."""
    aliases: dict[int, Traits] = field(default_factory=dict)
    """What is known of the merged rows themselves."""
    here: Index = field(default_factory=Index)
    added: list[_Known] = field(default_factory=list)


def import_files(
    readings: Sequence[tuple[str, Reading]],
    *,
    by: User | None,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Take in what was read from files; each comes with its name. A dry run says the same and stores nothing.

    New and possible records are added, a possible one to be looked at beside the other. A key that belongs to another
    work gets a letter. ``by`` is None only for commands on the machine itself. Leaves one audit entry, with counts.

    Raises CannotImport when somebody who is no writer tries.
    """
    if by is not None and Role.WRITER not in roles_of(by):
        raise CannotImport("Only a writer adds references. Ask one.")
    items = [(name, item) for name, reading in readings for item in reading.reads]
    outcomes: list[Outcome] = []
    with transaction.atomic():
        run = _Run(keys=set(Reference.objects.values_list("key", flat=True)))
        for start in range(0, len(items), CHUNK):
            chunk = items[start : start + CHUNK]
            traits = [matching.traits(item.record) if item.record else None for _, item in chunk]
            there = _candidates([known for known in traits if known], run)
            for (name, item), known in zip(chunk, traits, strict=True):
                outcomes.append(_one(name, item, known, there, run))
            if progress:
                progress(len(outcomes), len(items))
        if not dry_run:
            abbreviating.learn(_told_by_pubmed(readings), now=now)
            _store(run, [name for name, _ in readings], outcomes, by=by, now=now)
    return outcomes


def _told_by_pubmed(readings: Sequence[tuple[str, Reading]]) -> Iterator[Mapping[str, Any]]:
    for _, reading in readings:
        if reading.format in abbreviating.TELLING:
            yield from (item.record for item in reading.reads if item.record)


def _candidates(wanted: Iterable[Traits], run: _Run) -> Index:
    """What the library has that some of these could be, asked for in as many statements as there are handles."""
    values: dict[str, set[str]] = {}
    for known in wanted:
        for name, value in matching.handles(known):
            values.setdefault(name, set()).add(value)
    columns = {"title": "title_key", "place": "place_key"}
    found: set[int] = set()
    for name, asked in values.items():
        there = Reference.objects.filter(Q(**{f"{columns.get(name, name)}__in": asked}))
        found.update(there.values_list("pk", flat=True))
    unseen = sorted(found - run.by_pk.keys())
    for start in range(0, len(unseen), CHUNK):
        rows = Reference.objects.filter(pk__in=unseen[start : start + CHUNK])
        for reference in rows.select_related("merged_into").order_by("pk"):
            if reference.merged_into is not None:
                run.aliases[reference.pk] = matching.traits(library.as_record(reference))
            run.by_pk[reference.pk] = _known(reference.merged_into or reference, run)
    index = Index()
    for pk in sorted(found):
        index.add(run.aliases.get(pk, run.by_pk[pk].traits), run.by_pk[pk])
    return index


def _known(reference: Reference, run: _Run) -> _Known:
    if reference.pk not in run.by_pk:
        record = library.as_record(reference)
        run.by_pk[reference.pk] = _Known(reference, record, matching.traits(record))
    return run.by_pk[reference.pk]


def _one(name: str, item: Read, known: Traits | None, there: Index, run: _Run) -> Outcome:
    if item.record is None or known is None:
        return Outcome(name, item.number, Status.INVALID, item.reason, None)
    verdict, match = there.best(known)
    if verdict.likeness is not Likeness.SAME:
        in_files = run.here.best(known)
        verdict, match = in_files if in_files[0].likeness > verdict.likeness else (verdict, match)
    problems = " ".join(item.problems)
    if verdict.likeness is Likeness.SAME:
        reason = _take(match, item, verdict)
        return Outcome(name, item.number, Status.DUPLICATE, _joined(reason, problems), item.record, match.record["id"])
    record = dict(item.record) | {"id": _free(item.record["id"], run.keys)}
    renamed = ""
    if record["id"] != item.record["id"] and item.key_given:
        renamed = f"The key {item.record['id']} belongs to another work; this one became {record['id']}."
    run.keys.add(record["id"])
    added = _Known(Reference(), record, matching.traits(record), place=f"record {item.number} of {name}")
    run.here.add(added.traits, added)
    run.added.append(added)
    if verdict.likeness is Likeness.POSSIBLE:
        reason = f"May be {_where(match)}: {verdict.reason}."
        return Outcome(
            name, item.number, Status.POSSIBLE, _joined(reason, renamed, problems), record, match.record["id"]
        )
    if record.get("status") == csl.IDENTIFIER_ONLY:
        problems = _joined("Only an identifier is known of it; complete it before it is cited.", problems)
    return Outcome(name, item.number, Status.NEW, _joined(renamed, problems), record)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _where(match: _Known) -> str:
    return f"{match.record['id']} ({match.place})" if match.place else f"{match.record['id']} of the library"


def _free(key: str, taken: set[str]) -> str:
    """The key, or the key with a letter or number that makes it free."""
    if key not in taken:
        return key
    stem = key[:90]
    letters = (f"{stem}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    if (found := next((candidate for candidate in letters if candidate not in taken), "")) != "":
        return found
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _take(match: _Known, item: Read, verdict: Verdict) -> str:
    """Take over what a duplicate says, and tell what changed."""
    new = item.record or {}
    what = (
        f"{_where(match)[0].upper()}{_where(match)[1:]}" if match.place else f"In the library as {match.record['id']}"
    )
    merged = joined(match.record, new, updating=item.key_given and new["id"] == match.record["id"])
    changed = sorted(name for name in merged if merged[name] != match.record.get(name))
    if not changed:
        return f"{what} ({verdict.reason}); nothing changed."
    match.record, match.traits = merged, matching.traits(merged)
    match.changed = True
    return f"{what} ({verdict.reason}); updated: {', '.join(changed)}."


def _store(run: _Run, names: list[str], outcomes: list[Outcome], *, by: User | None, now: datetime) -> None:
    for known in run.added:
        library.fill(known.reference, known.record)
    updated = [known for pk, known in run.by_pk.items() if known.changed and pk not in run.aliases]
    for known in updated:
        library.fill(known.reference, known.record)
    touched = [known.reference for known in (*run.added, *updated)]
    abbreviating.name(touched)
    checking.judge(touched)
    Reference.objects.bulk_create((known.reference for known in run.added), batch_size=CHUNK)
    for known in updated:
        known.reference.save()
    waiting.queue(touched)
    trail.record(
        actor=by,
        act="references imported",
        subject="reference library",
        at=now,
        files=names,
        updated=[known.reference.key for known in updated][:1_000],
        **{status.value: sum(outcome.status is status for outcome in outcomes) for status in Status},
    )
