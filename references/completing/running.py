"""Asking for what is due, and taking over what fits. Each record is a transaction of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from medsite.audit import trail
from references import abbreviating, csl, library
from references.completing.asking import PUBMED, Asker, AskLater, NotKnown, Said
from references.completing.judging import differences, is_unsure
from references.completion import Completion, CompletionState
from references.joining import joined
from references.models import Reference

TRIES = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=24)
LEASE = timedelta(minutes=10)
"""How long a machine may take over one record before another one asks."""
_NOT_KEPT = ("abstract", "keyword", "note", "annote", "references")


def complete_due(*, asker: Asker, limit: int, now: Callable[[], datetime]) -> Iterator[Completion]:
    """Ask for at most so many records that are due, and yield each row as it is afterwards.

    Several machines may run at once: each record is claimed first. When there is no answer, the run ends: a server
    that is busy or gone is not asked for the next one. What was not asked stays due.
    """
    for row in list(Completion.objects.due(now()).select_related("reference")[:limit]):
        unclaimed = Completion.objects.due(now()).filter(pk=row.pk, next_try_at=row.next_try_at)
        if not unclaimed.update(next_try_at=now() + LEASE, attempts=F("attempts") + 1):
            continue
        row.attempts += 1
        if not row.is_check and csl.text(row.reference.csl, "status") != csl.IDENTIFIER_ONLY:
            row.delete()  # somebody completed it meanwhile
            continue
        try:
            said = asker.about(row.reference)
        except NotKnown as error:
            yield _note(row, CompletionState.UNKNOWN, str(error))
        except AskLater as error:
            yield _postpone(row, error, now=now())
            return
        else:
            yield _answer(row, said, now=now())


def _note(row: Completion, state: CompletionState, problem: str, **values: Any) -> Completion:
    row.state, row.problem = state, problem
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def _postpone(row: Completion, error: AskLater, *, now: datetime) -> Completion:
    if row.attempts >= TRIES:
        return _note(row, CompletionState.GIVEN_UP, str(error))
    pause = min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 10), LONGEST_PAUSE)
    if error.retry_after:
        pause = max(pause, timedelta(seconds=error.retry_after))
    return _note(row, CompletionState.WAITING, str(error), next_try_at=now + pause)


def _answer(row: Completion, said: Said, *, now: datetime) -> Completion:
    """Take over what the record lacks, if it is of the same work. One audit entry where the record changes."""
    with transaction.atomic():
        reference = Reference.objects.select_for_update(no_key=True).get(pk=row.reference_id)
        record = library.as_record(reference)
        found = {name: value for name, value in said.record.items() if name not in _NOT_KEPT}
        if said.titles:
            found["titles"] = list(said.titles)
        answer = {"identifier": said.identifier, "service": said.service, "found": found, "answered_at": now}
        if other := differences(record, found):
            return _note(row, CompletionState.OTHER_WORK, f"It differs in {', '.join(other)}.", **answer)
        if is_unsure(record, found):
            # What was taken over now would make the record agree with the answer for ever.
            return _note(row, CompletionState.UNSURE, "Nothing else tells whether it is the same work.", **answer)
        if said.service == PUBMED:
            abbreviating.learn([said.record], now=now)
        new = joined(record, said.record, updating=False)
        changed = sorted(name for name in new if new[name] != record.get(name))
        if changed:
            library.complete(reference, new)
            trail.record(
                actor=None,
                act="reference completed",
                subject=f"reference {reference.uuid}",
                at=now,
                service=said.service,
                identifier=said.identifier,
                fields=changed,
            )
        row.reference = reference
        return _note(row, CompletionState.COMPLETED, "", **answer)
