"""The history of an article, and the versions that were served before."""

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.domain.errors import Refused
from articles.domain.publication import history as past
from articles.domain.publication.history import History
from articles.reader.answers import CACHE_CONTROL
from articles.reader.gone import frame_context
from articles.reader.stamped import Made, stamped
from articles.rendering.guard import NoticeMissing
from medsite.lib import languages

logger = logging.getLogger(__name__)

NOINDEX = (("X-Robots-Tag", "noindex"),)


class _Elsewhere(Exception):
    """The history is at another address."""

    def __init__(self, address: str, *, for_good: bool) -> None:
        super().__init__(address)
        self.address, self.for_good = address, for_good


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every publication with its date, what it was, why, and who signed. Of a withdrawn article no names, no text."""

    def make() -> Made:
        found = _history(slug, "reader:history")
        with languages.speaking(found.locale):
            context = {"history": found, "in_text": languages.marks(found.locale)} | frame_context()
            return Made(render_to_string("reader/history.html", context), headers=NOINDEX)

    return _stamped_or_elsewhere(request, f"history of {slug}", make)


@require_safe
def past_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version that was served before. The current one is at the address of the article; withdrawn texts are gone."""

    def make() -> Made:
        page = past.past_page(slug, number, now=timezone.now())
        if page is not None:
            return Made(page, headers=NOINDEX)
        found = _history(slug, "reader:past-version", number)
        if found.is_live and found.versions[0].number == number:
            raise _Elsewhere(reverse("reader:article", args=[found.slug]), for_good=False)
        if not found.is_live and number in {version.number for version in found.versions}:
            raise _Elsewhere(reverse("reader:article", args=[found.slug]), for_good=False)
        raise Http404

    try:
        return _stamped_or_elsewhere(request, f"version {number} of {slug}", make)
    except (Refused, NoticeMissing):
        logger.exception("Version %s of %s is withheld", number, slug)
        return render(request, "503.html", status=503)


def _history(slug: str, name: str, *arguments: int) -> History:
    found = past.of_address(slug)
    if found is None:
        raise Http404
    if isinstance(found, str):
        raise _Elsewhere(reverse(name, args=[found, *arguments]), for_good=True)
    return found


def _stamped_or_elsewhere(request: HttpRequest, name: str, make: Callable[[], Made]) -> HttpResponse:
    try:
        return stamped(request, name, make)
    except _Elsewhere as elsewhere:
        kind = HttpResponsePermanentRedirect if elsewhere.for_good else HttpResponseRedirect
        moved = kind(elsewhere.address)
        moved["Cache-Control"] = CACHE_CONTROL
        return moved
