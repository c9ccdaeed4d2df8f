"""The calendar of the desk."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.editorial.access import staff_view
from articles.editorial.calendar import calendar
from articles.editorial.screens import screen
from medsite.lib.spans import month_of, read_span, week_of


@require_safe
@staff_view()
def planned(request: HttpRequest) -> HttpResponse:
    """One month or one week, as a list by day. An address that names neither shows this month."""
    today = timezone.localdate()
    span = read_span(request.GET.get("span", "")) or month_of(today)
    context = {
        "title": "Calendar",
        "span": span,
        "days": calendar(span, today=today),
        "week": week_of(today if span.first <= today <= span.last else span.first),
        "month": month_of(span.first),
        "this": week_of(today) if span.is_week else month_of(today),
    }
    return screen(request, "editorial/calendar.html", context)
