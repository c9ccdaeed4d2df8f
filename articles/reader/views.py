"""Public pages. They read published pages, and publications for what was withdrawn; never a draft."""

import logging
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from articles.choices import TAKEN_DOWN, PublicationKind
from articles.domain import publishing
from articles.domain.addresses import moved_to
from articles.domain.errors import Refused
from articles.models import Publication, PublishedPage, PublishedTopic, Topic
from articles.models.page import PublishedPageQuerySet
from articles.reader.paging import CACHE_CONTROL, PAGE_SIZE, list_response, page_of
from articles.reader.served import Served, find_page
from articles.rendering.page import frame_version

logger = logging.getLogger(__name__)

ON_HOME = 6


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article: the stored document, or 304, 410 when it was withdrawn, 404.

    A page that was framed under older notices or another frame, or whose day has passed, is framed afresh in
    memory; the clock stores it later.
    """
    now = timezone.now()
    served = find_page(slug, frame_version=frame_version(), now=now)
    if served is None:
        return gone_or_missing(request, slug)
    if not served.is_current:
        page = PublishedPage.objects.select_related("article", "publication__revision__article").get(pk=served.page)
        try:
            framed = publishing.reframe(page, now=now)
        except Refused:
            logger.exception("The page %s is withheld", slug)
            return render(request, "503.html", status=503)
        served = Served(page=page.pk, compressed=framed.compressed, etag=framed.sha256, is_current=True)
    return _respond(request, served)


@require_safe
@conditional_page
def home(request: HttpRequest) -> HttpResponse:
    return list_response(
        request,
        "reader/home.html",
        {"topics": _live_topics(), "pages": list(PublishedPage.objects.listed().newest_review_first()[:ON_HOME])},
    )


@require_safe
@conditional_page
def article_list(request: HttpRequest) -> HttpResponse:
    return list_response(request, "reader/list.html", _listing(request, PublishedPage.objects.newest_review_first()))


@require_safe
@conditional_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(_live_topics(), slug=slug)
    pages = PublishedPage.objects.in_topic(found).order_by(Lower("title"), "pk")
    return list_response(request, "reader/topic.html", _listing(request, pages) | {"topic": found})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("User-agent: *\nDisallow: /admin/\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = CACHE_CONTROL
    return response


def _live_topics() -> QuerySet[Topic]:
    return Topic.objects.filter(Exists(PublishedTopic.objects.filter(topic=OuterRef("pk")))).order_by("name")


def _listing(request: HttpRequest, pages: PublishedPageQuerySet) -> dict[str, Any]:
    """One page of a list of articles."""
    listed = pages.listed()
    rows, page_obj = page_of(request, lambda start, stop: listed[start:stop], size=PAGE_SIZE)
    return {"pages": rows, "page_obj": page_obj}


def _respond(request: HttpRequest, served: Served) -> HttpResponse:
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{served.etag}-gzip"' if zipped else f'"{served.etag}"'
    if served.etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        body = served.compressed if zipped else served.document
        response = HttpResponse(body, content_type="text/html; charset=utf-8")
        if zipped:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(body))
    response["ETag"] = etag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = CACHE_CONTROL
    return response


def gone_or_missing(request: HttpRequest, slug: str, *, name: str = "reader:article", **further: str) -> HttpResponse:
    """An address without a live page: moved, replaced, taken down, or never there. ``name`` is that of the address,
    ``further`` what it holds beside the slug.
    """
    elsewhere = moved_to(slug)
    if elsewhere is not None:
        moved = HttpResponsePermanentRedirect(reverse(name, kwargs={"slug": elsewhere, **further}))
        moved["Cache-Control"] = CACHE_CONTROL
        return moved
    last = Publication.objects.filter(article__slug=slug).order_by("-number").only("kind", "note", "at").first()
    if last is None or last.kind not in TAKEN_DOWN:
        raise Http404
    context = {"date": last.at, "note": last.note, "is_suspended": last.kind == PublicationKind.SUSPENDED}
    response = render(request, "reader/withdrawn.html", context, status=410)
    response["Cache-Control"] = CACHE_CONTROL
    return response
