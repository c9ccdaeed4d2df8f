"""Importing references by hand: choose or paste, see what becomes of every record, then store."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from people.admin_access import request_roles
from people.models import User
from people.roles import Role
from references import csl, formats, importing, styles
from references.formats import Reading
from references.importing import Outcome, Status
from references.models import PendingImport
from references.screens.forms import ImportForm

ROWS = 100
LABELS = {
    Status.NEW: "New",
    Status.DUPLICATE: "In the library",
    Status.POSSIBLE: "Possible duplicate",
    Status.INVALID: "Cannot be used",
}


@dataclass(frozen=True)
class Row:
    """One record of the preview."""

    number: int
    status: Status
    label: str
    key: str
    citation: str
    reason: str


def writers_only(request: HttpRequest) -> User:
    """The person signed in. Raises PermissionDenied for everybody but writers, superusers too."""
    if Role.WRITER not in request_roles(request):
        raise PermissionDenied("Only a writer adds references to the library.")
    return cast("User", request.user)


def choose(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """The form; a POST reads what was given and leads to its preview. What is wrong stands beside its field."""
    by = writers_only(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        PendingImport.objects.forgotten(now).delete()
        pending = PendingImport.objects.create(
            by=by, at=now, name=form.name, format=form.reading.format, data=form.given
        )
        return redirect("admin:references_import_preview", pending.uuid)
    if request.method != "POST":
        form = ImportForm()
    context = frame | {"title": "Import references", "form": form}
    status = 400 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/references/import.html", context, status=status)


def preview(request: HttpRequest, uuid: UUID, frame: dict[str, Any]) -> HttpResponse:
    """What would become of every record; a POST stores it or drops it."""
    by = writers_only(request)
    pending = get_object_or_404(PendingImport, uuid=uuid, by=by)
    if request.method == "POST" and request.POST.get("step") == "drop":
        pending.delete()
        messages.info(request, "Nothing was stored.")
        return redirect("admin:references_import")
    reading = formats.read(bytes(pending.data), name=pending.name, format_name=pending.format)
    if request.method == "POST":
        return _store(request, pending, reading, by)
    outcomes = importing.import_files([(pending.name, reading)], by=by, now=timezone.now(), dry_run=True)
    context = frame | _context(request, pending, reading, outcomes)
    return TemplateResponse(request, "admin/references/import_preview.html", context)


def _store(request: HttpRequest, pending: PendingImport, reading: Reading, by: User) -> HttpResponse:
    outcomes = importing.import_files([(pending.name, reading)], by=by, now=timezone.now())
    pending.delete()
    counts = Counter(outcome.status for outcome in outcomes)
    messages.success(
        request,
        f"Read from {pending.name}: {counts[Status.NEW] + counts[Status.POSSIBLE]} added, "
        f"{counts[Status.DUPLICATE]} were in the library, {counts[Status.INVALID]} could not be used.",
    )
    if counts[Status.POSSIBLE]:
        messages.warning(
            request,
            format_html(
                '{} may be in the library already. <a href="{}">Look at the pairs side by side</a>.',
                counts[Status.POSSIBLE],
                reverse("admin:references_pairs"),
            ),
        )
    return redirect("admin:references_reference_changelist")


def _context(
    request: HttpRequest, pending: PendingImport, reading: Reading, outcomes: Sequence[Outcome]
) -> dict[str, Any]:
    counts = Counter(outcome.status for outcome in outcomes)
    chosen = request.GET.get("status", "")
    shown = [outcome for outcome in outcomes if not chosen or outcome.status.value == chosen]
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    return {
        "title": f"Import of {pending.name}",
        "pending": pending,
        "format_label": formats.FORMATS[reading.format].label,
        "notes": reading.notes,
        "counts": [(status.value, LABELS[status], counts[status]) for status in Status],
        "number": len(outcomes),
        "chosen": chosen,
        "page": page,
        "rows": [_row(outcome) for outcome in page],
        "something_to_store": any(outcome.status is not Status.INVALID for outcome in outcomes),
    }


def _row(outcome: Outcome) -> Row:
    record = outcome.record or {}
    return Row(
        number=outcome.number,
        status=outcome.status,
        label=LABELS[outcome.status],
        key=str(record.get("id", "")),
        citation=_citation(record) if record else "",
        reason=outcome.reason,
    )


def _citation(record: Mapping[str, Any]) -> str:
    """A record in words; one of an identifier alone has that for its title already."""
    return styles.as_text(record, identifiers=record.get("status") != csl.IDENTIFIER_ONLY)
