"""The reports of governance: a page that says what there is, and the files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.editorial.access import staff_view
from articles.editorial.csv_files import csv_response
from articles.editorial.reports import BY_NAME, REPORTS
from articles.editorial.screens import screen
from people.roles import Role

READERS = (Role.PUBLISHER, Role.ADMINISTRATOR)


@require_safe
@staff_view(*READERS)
def reports(request: HttpRequest) -> HttpResponse:
    return screen(request, "editorial/reports.html", {"title": "Reports", "reports": REPORTS})


@require_safe
@staff_view(*READERS)
def report(request: HttpRequest, name: str) -> HttpResponseBase:
    """One report of today as CSV, written while it is read, so of any length."""
    found = BY_NAME.get(name)
    if found is None:
        raise Http404
    today = timezone.localdate()
    return csv_response(f"{found.name}-{today.isoformat()}.csv", found.columns, found.rows(today))
