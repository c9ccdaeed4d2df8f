"""What readers say about an article: a vote with one button, and a message. No cookie, no script, no account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from articles.choices import ReportKind
from articles.domain.errors import Refused, WrongState
from articles.domain.overlay.notices import general_notice
from articles.domain.readers import feedback
from articles.domain.readers.feedback import LivePage
from articles.reader.feedback_form import FeedbackForm, opened_now, why_not_yet
from medsite.lib import languages
from medsite.lib.limits import Limit

MESSAGES = Limit("reader-message", times=5, seconds=60 * 60)
VOTES = Limit("reader-vote", times=30, seconds=60 * 60)
SEE_OTHER = 303
THANKS = {
    "yes": gettext_lazy("Thank you. It helps us to know."),
    "no": gettext_lazy("Thank you. What would have helped you?"),
}


# There is no session and no cookie, so there is nothing that a page of somebody else could abuse.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for a message about a live article, in its language; a POST sends it. 404 when nothing is live there."""
    page = feedback.live_page(slug)
    if page is None:
        raise Http404
    with languages.speaking(page.locale):
        return _answer(request, page)


def _answer(request: HttpRequest, page: LivePage) -> HttpResponse:
    if request.method != "POST":
        return _form(request, page, FeedbackForm(), thanks=str(THANKS.get(request.GET.get("helpful", ""), "")))
    form = FeedbackForm(request.POST)
    if form.is_of_a_machine:
        return _thanks(request, page)
    if MESSAGES.is_reached(request):
        problem = _("Too many messages came from your network. Nothing is lost: wait an hour, then send it again.")
        return _form(request, page, form, problem=problem, status=429)
    if not form.is_valid():
        return _form(request, page, form, status=400)
    if problem := why_not_yet(page.slug, form.cleaned_data["opened"]):
        return _form(request, page, form, problem=problem, status=400)
    return _send(request, page, form)


def _send(request: HttpRequest, page: LivePage, form: FeedbackForm) -> HttpResponse:
    said = form.cleaned_data
    MESSAGES.count(request)
    try:
        received = feedback.report(
            page.slug,
            kind=ReportKind(said["kind"]),
            message=said["message"],
            place=said["place"],
            email=said["email"],
            now=timezone.now(),
        )
    except WrongState as error:
        raise Http404 from error
    except Refused as error:
        return _form(request, page, form, problem=str(error), status=400)
    return _thanks(request, page, urgent=received.urgent)


@csrf_exempt  # as above
@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Count one "helpful" or "not helpful", then ask for words. More than the limit of a network are not counted."""
    answer = request.POST.get("helpful", "")
    if answer not in THANKS or request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Http404
    if VOTES.is_reached(request):
        page = feedback.live_page(slug)
    else:
        VOTES.count(request)
        page = feedback.vote(slug, helpful=answer == "yes", now=timezone.now())
    if page is None:
        raise Http404
    response = HttpResponseRedirect(f"{reverse('reader:feedback', args=[slug])}?helpful={answer}", status=SEE_OTHER)
    return _unkept(response)


def _form(
    request: HttpRequest, page: LivePage, form: FeedbackForm, *, thanks: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "thanks": thanks,
        "problem": problem,
        "opened": opened_now(page.slug),
        "in_text": languages.marks(page.locale),
        "general": general_notice(locale=page.locale),
    }
    return _unkept(render(request, "reader/feedback.html", context, status=status))


def _thanks(request: HttpRequest, page: LivePage, *, urgent: tuple[object, ...] = ()) -> HttpResponse:
    context = {
        "page": page,
        "urgent": urgent,
        "general": general_notice(locale=page.locale),
        "in_text": languages.marks(page.locale),
    }
    return _unkept(render(request, "reader/feedback_thanks.html", context))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
