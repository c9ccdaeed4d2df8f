"""What readers reported, and how often pages are read."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.choices import Counted, ReportOutcome
from articles.domain.errors import Refused
from articles.domain.readers import daily_counts, feedback
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.inbox_forms import CloseReportForm
from articles.editorial.screens import screen
from articles.models import DailyCount, ReaderReport

PAGE_SIZE = 30
PERIODS = (7, 28, 90, 365)
MOST = 10
"""Articles in a list of figures."""


@require_safe
@staff_view(*feedback.READERS_OF_REPORTS)
def inbox(request: HttpRequest) -> HttpResponse:
    """What readers wrote and nobody has dealt with; with ``?closed=1`` what was dealt with, the last first."""
    is_closed = request.GET.get("closed") == "1"
    rows = ReaderReport.objects.listed()
    rows = rows.filter(closed_at__isnull=False).order_by("-closed_at") if is_closed else rows.open()
    context = {
        "title": "Reports of readers",
        "is_closed": is_closed,
        "reports": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return screen(request, "editorial/inbox.html", context)


@staff_view(*feedback.READERS_OF_REPORTS)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One report with the version that it is about; a POST closes it."""
    row = get_object_or_404(ReaderReport.objects.select_related("article", "publication", "closed_by"), pk=pk)
    form, status = CloseReportForm(request.POST or None, label_suffix=""), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                feedback.close(
                    row,
                    outcome=ReportOutcome(form.cleaned_data["outcome"]),
                    note=form.cleaned_data["note"],
                    by=signed_in(request),
                    now=timezone.now(),
                )
            except Refused as error:
                status = say(request, error)
                row.refresh_from_db()
            else:
                messages.success(request, "The report is closed.")
                return redirect("editorial:inbox")
    context = {"title": "A reader’s report", "report": row, "article": row.article, "form": form}
    return screen(request, "editorial/inbox_message.html", context, status=status)


@require_safe
@staff_view()
def figures(request: HttpRequest) -> HttpResponse:
    """Sums of the last days: of the site, and of the articles that were read and voted on most. Three queries."""
    wanted = request.GET.get("days", "")
    length = int(wanted) if wanted in {str(period) for period in PERIODS} else PERIODS[1]
    rows = DailyCount.objects.since(timezone.localdate() - timedelta(days=length - 1))
    sums = rows.by_kind()
    context = {
        "title": "Figures",
        "length": length,
        "periods": PERIODS,
        "sums": [(what.label, sums.get(what.value, 0)) for what in Counted],
        "most_read": rows.greatest(Counted.VIEWS)[:MOST],
        "least_helpful": rows.greatest(Counted.UNHELPFUL)[:MOST],
        "are_counted": daily_counts.are_counted(),
    }
    return screen(request, "editorial/figures.html", context)
