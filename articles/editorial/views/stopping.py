"""Emergency stop in two steps, from a phone: find the article, choose a prepared reason."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.domain.errors import Refused
from articles.domain.publication import taking_down
from articles.editorial.access import get_article, signed_in, staff_view
from articles.editorial.answers import done, say
from articles.editorial.forms import StopForm
from articles.editorial.screens import screen
from articles.models import PublishedPage
from people.roles import Role

LISTED = 30
STOPPED = "Stopped: it is gone from its page, lists, search, feeds and the API. Its address says why."


@require_safe
@staff_view(Role.PUBLISHER, Role.CLINICIAN)
def find(request: HttpRequest) -> HttpResponse:
    """Live articles, the newest first, or those whose title holds the words."""
    words = request.GET.get("q", "").strip()[:200]
    pages = PublishedPage.objects.titled(words).order_by("-modified_at")
    context = {"title": "Stop a live article", "words": words, "pages": pages[:LISTED]}
    return screen(request, "editorial/stop_find.html", context)


@staff_view(Role.PUBLISHER, Role.CLINICIAN)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it down: gone from page, lists and every other representation at the next request."""
    article = get_article(pk)
    form = StopForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            taking_down.stop(
                article,
                kind=form.cleaned_data["kind"],
                reason=form.cleaned_data["reason"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except Refused as error:
            status = say(request, error)
        else:
            return done(request, article.pk, STOPPED)
    context = {"title": "Stop at once", "article": article, "form": form}
    return screen(request, "editorial/stop.html", context, status=status)
