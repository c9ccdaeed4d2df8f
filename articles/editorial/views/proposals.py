"""One import afterwards: its report, and, where it is a proposed change, the decision on it."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.choices import ImportState
from articles.content import ArticleContent
from articles.domain.errors import Refused
from articles.domain.exchange import proposals
from articles.domain.exchange.intake import stored_report
from articles.domain.exchange.proposals import FIELDS, Choice
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.import_forms import choices_in
from articles.editorial.importing import Offer, account
from articles.editorial.screens import screen
from articles.importing.report import Fate
from articles.models import ArticleImport
from articles.quality.findings import stored_finding
from people.admin_access import request_roles
from people.roles import Role


@require_safe
@staff_view()
def report(request: HttpRequest, pk: int) -> HttpResponse:
    return _screen(request, _row(pk))


@require_POST
@staff_view(Role.WRITER)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the chosen fields, or all of them, into the draft."""
    row = _row(pk)
    chosen = choices_in(request.POST, list(FIELDS))
    if request.POST.get("take") == "all":
        chosen = dict.fromkeys(FIELDS, Choice.TAKE)
    seen = request.POST.get("version", "")
    try:
        draft = proposals.take(
            row,
            chosen,
            expected_version=int(seen) if seen.isdecimal() and len(seen) < 10 else -1,
            by=signed_in(request),
            now=timezone.now(),
        )
    except Refused as error:
        return _screen(request, row, chosen=chosen, status=say(request, error))
    messages.success(request, "The chosen fields are in the draft, as a new saved version.")
    return redirect("editorial:article", draft.article_id)


@require_POST
@staff_view(Role.WRITER)
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(pk)
    reason = request.POST.get("reason", "")[:5_000]
    try:
        proposals.set_aside(row, reason=reason, by=signed_in(request), now=timezone.now())
    except Refused as error:
        return _screen(request, row, reason=reason, status=say(request, error))
    messages.success(request, "The proposed change is set aside. Its report stays with the article.")
    return redirect("editorial:article", row.article_id)


def _row(pk: int) -> ArticleImport:
    return get_object_or_404(ArticleImport.objects.select_related("article", "by", "decided_by"), pk=pk)


def _screen(
    request: HttpRequest,
    row: ArticleImport,
    *,
    chosen: dict[str, Choice] | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    row = _row(row.pk)
    is_open = row.state == ImportState.OPEN
    standing, found = proposals.proposed_changes(row) if is_open else (None, [])
    content = ArticleContent.from_json(row.content_json)
    context = {
        "title": "Proposed change" if is_open else "Report of an import",
        "article": row.article,
        "row": row,
        "is_open": is_open,
        "may_decide": is_open and Role.WRITER in request_roles(request),
        "version": standing.version if standing else 0,
        "draft": standing.draft if standing else None,
        "offers": [Offer(c, (chosen or {}).get(c.name, c.usual)) for c in found],
        "reason": reason,
        "taken": [FIELDS.get(name, name).lower() for name in json.loads(row.taken)],
        "account": account(
            row.source_text,
            [(number, Fate(fate)) for number, fate in json.loads(row.fates)],
            stored_report(row),
            content,
            [stored_finding(found) for found in json.loads(row.findings)],
        ),
    }
    return screen(request, "editorial/import_report.html", context, status=status)
