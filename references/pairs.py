"""Pairs of records that may be one work, for looking at side by side; and the verb that says they are two."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from medsite.audit import trail
from people.models import User
from people.roles import Role, roles_of
from references import library, matching
from references.library import CannotMerge
from references.matching import Likeness
from references.models import KeptApart, Reference

LIMIT = 50
"""Pairs on one screen."""

_GROUPS = 400
"""Values looked at for each column: what is merged or kept apart makes room for the next."""

_IN_A_GROUP = 12


@dataclass(frozen=True)
class Pair:
    one: Reference
    two: Reference
    likeness: Likeness
    reason: str


def possible_pairs(limit: int = LIMIT) -> list[Pair]:
    """Pairs of current records with the same title, DOI, PMID or place that compare as the same or possibly so.

    The surest come first. Pairs that a person kept apart are left out. The number of statements does not grow.
    """
    groups = list(_groups())
    rows = {row.pk: row for row in Reference.objects.filter(pk__in={pk for group in groups for pk in group})}
    apart = set(KeptApart.objects.filter(first__in=rows, second__in=rows).values_list("first_id", "second_id"))
    traits = {pk: matching.traits(library.as_record(row)) for pk, row in rows.items()}
    wanted = {tuple(sorted(pair)) for group in groups for pair in combinations(group, 2)} - apart
    pairs = []
    for first, second in sorted(wanted):
        verdict = matching.compare(traits[first], traits[second])
        if verdict.likeness:
            pairs.append(Pair(rows[first], rows[second], verdict.likeness, verdict.reason))
    pairs.sort(key=lambda pair: -pair.likeness)
    return pairs[:limit]


def _groups() -> Iterator[list[int]]:
    """Keys of records that share a value worth comparing for."""
    current = Reference.objects.current()
    for column in ("title_key", "doi", "pmid", "pmcid", "place_key"):
        shared = (
            current.exclude(Q(**{column: ""}))
            .values_list(column)
            .annotate(number=Count("pk"))
            .filter(number__gt=1)
            .order_by(column)[:_GROUPS]
        )
        found: dict[str, list[int]] = {}
        values = [value for value, _ in shared]
        for value, pk in current.filter(**{f"{column}__in": values}).order_by("pk").values_list(column, "pk"):
            found.setdefault(value, []).append(pk)
        yield from (group[:_IN_A_GROUP] for group in found.values())


def keep_apart(one: Reference, two: Reference, *, by: User, now: datetime) -> None:
    """Record that two records are two works, so that they are not shown as a pair again. Safe to repeat.

    Raises CannotMerge when somebody who is no writer tries, or when they are the same record.
    """
    if Role.WRITER not in roles_of(by):
        raise CannotMerge("Only a writer looks after the library. Ask one.")
    if one.pk == two.pk:
        raise CannotMerge("These are not two records. Choose two.")
    first, second = sorted((one, two), key=lambda row: row.pk)
    with transaction.atomic():
        try:
            with transaction.atomic():
                KeptApart.objects.create(first=first, second=second, by=by, at=now)
        except IntegrityError:
            return
        trail.record(
            actor=by,
            act="references kept apart",
            subject=f"reference {first.uuid}",
            at=now,
            keys=[first.key, second.key],
        )
