"""What somebody outside sees of a draft by a preview link. The one view of drafts without an account.

A wrong, an expired and a revoked link get the same answer, which is also that of an address that was never there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.domain.drafting import pictures, preview_links
from articles.domain.errors import Blocked, WrongState
from articles.editorial.files import for_outside
from articles.models import PreviewLink
from medsite.lib.limits import Limit
from medsite.lib.markdown import TooComplex
from medsite.lib.markdown.pictures import file_name
from medsite.lib.serving import image_response

GUESSES = Limit("preview-guess", times=20, seconds=15 * 60)
OPENINGS = Limit("preview-opening", times=120, seconds=60 * 60)
NO_STORE = "no-store"

P = ParamSpec("P")


def _by_link(
    view: Callable[Concatenate[HttpRequest, PreviewLink, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Find the link of the token, and put on every answer that nobody keeps, lists or passes it on."""

    @wraps(view)
    def checked(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = _answer(request, token, *args, **kwargs)
        response["Cache-Control"] = NO_STORE
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def _answer(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if GUESSES.is_reached(request):
            return _too_many(request)
        link = preview_links.find(token, now=timezone.now())
        if link is None:
            GUESSES.count(request)
            return _not_here(request)
        return view(request, link, *args, **kwargs)

    return checked


@require_safe
@_by_link
def preview(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    """The draft as its page would look, with its notices and whose eyes it is for. Each opening is counted."""
    if request.method == "HEAD":
        return HttpResponse()
    if OPENINGS.is_reached(request):
        return _too_many(request)
    OPENINGS.count(request)
    try:
        document = preview_links.show(link, now=timezone.now())
    except WrongState:
        return _not_here(request)
    except (Blocked, TooComplex):
        return render(request, "503.html", status=503)
    return HttpResponse(for_outside(document, request.path))


@require_safe
@_by_link
def file(request: HttpRequest, link: PreviewLink, name: str) -> HttpResponse:
    """One image that the text of the link lists."""
    picture = preview_links.picture_of(link, name.partition(".")[0])
    if picture is None or name != file_name(picture.digest, picture.media_type):
        return _not_here(request)
    data = pictures.read_bytes(picture.digest, picture.media_type)
    if data is None:
        return _not_here(request)
    return image_response(request, data, picture.media_type, picture.digest, cache=NO_STORE)


def _not_here(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)
