"""The audit trail for administrators and publishers: to be searched, read entry by entry, and taken away."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.editorial.access import staff_view
from articles.editorial.audit_forms import AuditForm, in_words, people_of_the_trail
from articles.editorial.audit_words import article_of, facts, told
from articles.editorial.csv_files import csv_response
from articles.editorial.screens import screen
from articles.models import Article
from medsite.audit import trail
from medsite.audit.models import GENESIS, AuditEntry, DailyCheckpoint, Verification
from medsite.audit.records import json_lines
from people.admin_access import request_roles
from people.roles import Role

PAGE_SIZE = 50
CHUNK = 2_000
READERS = (Role.ADMINISTRATOR, Role.PUBLISHER)
COLUMNS = ("number", "time (UTC)", "person", "act", "about", "data", "hash of the entry before", "hash")


@require_safe
@staff_view(*READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Entries that fit, the newest first, fifty at a time. A page costs the same wherever in the trail it is."""
    form = AuditForm(request.GET or None, people=people_of_the_trail())
    entries: list[AuditEntry] = []
    more = False
    is_right = form.is_valid() if form.is_bound else True
    if is_right:
        rows = (form.entries() if form.is_bound else AuditEntry.objects.all()).newest_first()
        if before := request.GET.get("before", ""):
            rows = rows.older_than(_entry(before))
        found = list(rows[: PAGE_SIZE + 1])
        entries, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    query = request.GET.copy()
    query.pop("before", None)
    about = form.cleaned_data.get("about", "") if form.is_bound and is_right else ""
    context = {
        "title": "Audit trail",
        "form": form,
        "entries": told(entries, has_desk=_has_desk(request)),
        "next": entries[-1].sequence if more else None,
        "is_first": "before" not in request.GET,
        "query": query.urlencode(),
        "publications": _publications(about),
        "verification": Verification.objects.newest(),
        "checkpoint": DailyCheckpoint.objects.newest(),
        "late_checkpoint": DailyCheckpoint.objects.late(),
    }
    return screen(request, "editorial/audit.html", context, status=200 if is_right else 400)


@require_safe
@staff_view(*READERS)
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry with all that it says, and whether it and its neighbours still fit together."""
    row = get_object_or_404(AuditEntry.objects.select_related("actor"), sequence=sequence)
    near = {other.sequence: other for other in AuditEntry.objects.filter(sequence__in=[sequence - 1, sequence + 1])}
    before, after = near.get(sequence - 1), near.get(sequence + 1)
    context = {
        "title": f"Entry {sequence}",
        "told": told([row], has_desk=_has_desk(request))[0],
        "facts": facts(row, people_of_the_trail()),
        "is_whole": row.hash == trail.entry_hash(row),
        "follows": row.prev_hash == (before.hash if before else GENESIS if sequence == 1 else ""),
        "is_followed": after is None or after.prev_hash == row.hash,
        "before": before,
        "after": after,
    }
    return screen(request, "editorial/audit_entry.html", context)


@require_safe
@staff_view(*READERS)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Everything that fits, oldest first, as CSV for people or JSON lines for verifying; streamed, so of any length."""
    asked = AuditForm(request.GET or None, people=people_of_the_trail())
    if asked.is_bound and not asked.is_valid():
        return screen(request, "editorial/audit.html", {"title": "Audit trail", "form": asked}, status=400)
    rows = (asked.entries() if asked.is_bound else AuditEntry.objects.all()).order_by("sequence")
    stored = rows.iterator(chunk_size=CHUNK)
    name = f"audit-trail-{timezone.localdate().isoformat()}.{form}"
    if form == "csv":
        return csv_response(name, COLUMNS, _rows(stored, people_of_the_trail()))
    response = StreamingHttpResponse(json_lines(stored), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _rows(entries: Iterable[AuditEntry], people: dict[int, str]) -> Iterator[Sequence[object]]:
    for row in entries:
        who = people.get(row.actor_id, "") if row.actor_id else "the system"
        at = row.at.astimezone(tz=timezone.get_fixed_timezone(0)).isoformat()
        yield row.sequence, at, who, in_words(row.act), row.subject, row.data, row.prev_hash, row.hash


def _entry(sequence: str) -> AuditEntry:
    if not (sequence.isascii() and sequence.isdigit() and len(sequence) < 19):
        raise Http404
    return get_object_or_404(AuditEntry, sequence=int(sequence))


def _publications(subject: str) -> list[Any]:
    """The publications of the article that the trail is filtered by, for their approval packs."""
    uuid = article_of(subject)
    article = Article.objects.filter(uuid=uuid).first() if uuid else None
    return list(article.publications.order_by("-number")) if article else []


def _has_desk(request: HttpRequest) -> bool:
    return bool(request_roles(request) & {Role.PUBLISHER, Role.CLINICIAN, Role.WRITER})
