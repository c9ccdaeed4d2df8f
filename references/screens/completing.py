"""Where the data of a record came from, and asking PubMed and others once more."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from people.admin_access import request_roles
from people.roles import Role
from references import completing, csl, styles
from references.completion import CompletionState, identifiers_of
from references.models import Completion, Reference
from references.screens.importing import writers_only


@dataclass(frozen=True)
class Shown:
    """What the form of a record says about its completion. ``lines`` are sentences."""

    heading: str
    lines: tuple[str, ...]
    found: str
    is_warning: bool
    may_ask: bool
    button: str


def shown(reference: Reference, request: HttpRequest) -> Shown | None:
    """What to say about a record; None for a whole one of which nobody was asked, nor can be. One query."""
    row = Completion.objects.filter(reference=reference).select_related("reference").first()
    is_bare = csl.text(reference.csl, "status") == csl.IDENTIFIER_ONLY
    allowed = bool(settings.REFERENCE_LOOKUP_CONTACT)
    if row is None and not is_bare and not (allowed and identifiers_of(reference)):
        return None
    is_waiting = row is not None and row.state == CompletionState.WAITING and (row.is_check or is_bare)
    other = _differing(row, reference) if row else ()
    is_unsure = bool(row and _is_told(row, reference) and completing.is_unsure(reference.csl, row.found))
    heading = "Data of this record"
    if other:
        heading = "Identifier of another work"
    elif is_unsure:
        heading = "A title in another language"
    elif is_bare:
        heading = "Only an identifier is known"
    return Shown(
        heading=heading,
        lines=tuple(
            _lines(row, is_waiting=is_waiting, is_bare=is_bare, is_unsure=is_unsure, other=other, allowed=allowed)
        ),
        found=styles.as_text(row.found, identifiers=True) if row and row.found and (other or is_unsure) else "",
        is_warning=bool(other) or is_unsure or is_bare,
        may_ask=allowed
        and not is_waiting
        and Role.WRITER in request_roles(request)
        and bool(identifiers_of(reference)),
        button="Ask again" if row and not is_waiting and row.attempts else "Ask what its identifier means",
    )


def _differing(row: Completion, reference: Reference) -> tuple[str, ...]:
    return completing.differences(reference.csl, row.found) if _is_told(row, reference) else ()


def _is_told(row: Completion, reference: Reference) -> bool:
    """Whether something was said of an identifier that the record still has."""
    return bool(row.found) and row.identifier in identifiers_of(reference)


def _lines(
    row: Completion | None, *, is_waiting: bool, is_bare: bool, is_unsure: bool, other: tuple[str, ...], allowed: bool
) -> list[str]:
    lines: list[str] = []
    if row is not None and row.answered_at is not None:
        lines.append(_answered(row, timezone.localtime(row.answered_at), other, is_unsure=is_unsure))
    if is_unsure:
        lines.append(
            "The titles are in two languages, so nobody compared them. Check that both are one work. Give the record "
            "its authors, its volume and pages, or the original title, and it is compared again."
        )
    if row is not None and row.state == CompletionState.UNKNOWN:
        lines.append(f"{row.problem} Check each digit against the source, or complete the record by hand.")
    if row is not None and row.state == CompletionState.GIVEN_UP:
        lines.append(f"There was no answer after {row.attempts} tries. {row.problem}")
    if is_waiting and row is not None:
        said = f" The last try failed: {row.problem}" if row.problem else ""
        again = f" It is tried again on {timezone.localtime(row.next_try_at):%-d %B, %H:%M}." if row.next_try_at else ""
        lines.append(f"It waits to be asked for.{said}{again}" if allowed else "It waits to be asked for.")
    if not allowed and (is_bare or row is None):
        lines.append("This site asks nobody by itself: whoever runs it can allow that. Complete the record by hand.")
    elif allowed and row is None:
        lines.append("Nobody was asked about this record.")
    return lines


def _answered(row: Completion, moment: datetime, other: tuple[str, ...], *, is_unsure: bool) -> str:
    asked = f"{row.service} was asked on {moment:%-d %B %Y, %H:%M}"
    if other:
        return (
            f"{asked}. What it calls {row.identifier} differs from this record in {' and '.join(other)}. Nothing was "
            "changed. Mend the identifier, or the record."
        )
    if row.identifier not in identifiers_of(row.reference):
        return f"{asked} about {row.identifier}, which this record does not have any more."
    if is_unsure:
        return f"{asked} about {row.identifier}. Nothing was changed."
    if row.state == CompletionState.COMPLETED:
        return f"{asked} about {row.identifier}: it is this work. What was missing came from there."
    return f"{asked} about {row.identifier}. Title and year agree with it now."


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST queues the record; the clock asks."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    by = writers_only(request)
    reference = get_object_or_404(Reference, pk=pk)
    try:
        completing.ask_for(reference, by=by, now=timezone.now())
    except completing.CannotAsk as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "It is asked for within the next minutes. Open this page again to see the answer.")
    return redirect("admin:references_reference_change", pk)
