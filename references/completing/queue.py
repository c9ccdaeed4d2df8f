"""Asking once more because a person wants it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from medsite.audit import trail
from people.models import User
from people.roles import Role, has_role
from references.completion import Completion, CompletionState, identifiers_of
from references.models import Reference


class CannotAsk(Exception):
    """Nobody can be asked about this record; the message says why and what to do."""


def ask_for(reference: Reference, *, by: User, now: datetime) -> None:
    """Queue a record once more, from the beginning, because a person wants it. One audit entry.

    Raises CannotAsk when the site asks nobody, the person is no writer, or the record has nothing to be found by.
    """
    if not settings.REFERENCE_LOOKUP_CONTACT:
        raise CannotAsk("This site asks nobody: whoever runs it can allow that.")
    if not has_role(by, Role.WRITER):
        raise CannotAsk("Only a writer changes the library. Ask one.")
    if reference.merged_into_id is not None:
        raise CannotAsk("This record was merged into another one. Ask for that one.")
    if not identifiers_of(reference):
        raise CannotAsk(
            "It has no PMID, PMCID or DOI, and is no book with an ISBN and no registered trial. Complete it by hand."
        )
    with transaction.atomic():
        Completion.objects.update_or_create(
            reference=reference,
            defaults={
                "state": CompletionState.WAITING,
                "is_check": True,
                "attempts": 0,
                "next_try_at": None,
                "problem": "",
            },
        )
        trail.record(actor=by, act="reference asked for", subject=f"reference {reference.uuid}", at=now)
