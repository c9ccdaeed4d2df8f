"""Public pages. They read published pages, and publications for what was withdrawn; never a draft."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.choices import Counted, Format, PublicationKind
from articles.domain.readers import daily_counts
from articles.models import PublishedPage, PublishedTopic, Topic
from articles.models.page import PublishedPageQuerySet
from articles.reader import answers, gone, served, visits
from articles.reader.alternates import canonical, of_list
from articles.reader.letters import letters
from articles.reader.paging import PAGE_SIZE, page_number, page_of
from articles.reader.stamped import Made, stamped
from articles.rendering.packing import decompress, digest_of
from articles.rendering.reading import enlarged
from medsite.lib import languages

ON_HOME = 6
LARGE = "large"
VIEWS = {"reading": Format.READING, LARGE: Format.HTML}


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article: the stored document, or 304, 410 when it was withdrawn, 404.

    ``?view=reading`` has no marks of references, ``?view=large`` is in large print; both carry every notice and name
    the page itself as the one to find. A page that was framed under older notices or another frame, or whose day has
    passed, is framed afresh in memory; the clock stores it later.
    """
    view = request.GET.get("view", "")
    if view not in VIEWS:
        response = _one(request, slug, Format.HTML, answers.HTML)
    else:
        response = _one(request, slug, VIEWS[view], answers.HTML, is_large=view == LARGE)
        response["X-Robots-Tag"] = "noindex"
    if response.status_code in {200, 304} and visits.is_of_a_reader(request):
        daily_counts.note(Counted.VIEWS, now=timezone.now(), slug=slug)
    return response


@require_safe
def markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The same article as a Markdown file."""
    response = _one(request, slug, Format.MARKDOWN, answers.MARKDOWN)
    response["X-Robots-Tag"] = "noindex"  # the web page is the one to find
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    def make() -> Made:
        pages = list(pages_in_lists().listed().newest_review_first()[:ON_HOME])
        return made(
            request,
            "reader/home.html",
            {"topics": topics_here(), "letters": letters(), "pages": pages, "is_empty": not pages},
        )

    return stamped(request, "home", make)


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    number = page_number(request)

    def make() -> Made:
        context = listing(request, pages_in_lists().newest_review_first())
        return made(request, "reader/list.html", context | {"other_languages": languages_without_lists()})

    return stamped(request, f"articles {number}", make)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    number = page_number(request)

    def make() -> Made:
        found = get_object_or_404(live_topics(), slug=slug)
        pages = pages_in_lists().in_topic(found).order_by(Lower("title"), "pk")
        return made(request, "reader/topic.html", listing(request, pages) | {"topic": found})

    return stamped(request, f"topic {slug} {number}", make)


def languages_without_lists() -> list[str]:
    """The languages of listed pages that have no lists of their own, in order. One statement, one more for each."""
    further = [one for one in PublishedPage.objects.languages_there() if one not in languages.interface_languages()]
    return [one for one in further if PublishedPage.objects.in_lists().in_language(one).exists()]


def pages_in_lists() -> PublishedPageQuerySet:
    """Pages that lists in the language of the address show."""
    return PublishedPage.objects.in_lists().in_language(languages.current())


def live_topics() -> QuerySet[Topic]:
    """Topics of live pages, whatever their language."""
    return _topics(PublishedTopic.objects.all())


def topics_here() -> QuerySet[Topic]:
    """Topics of live pages in the language of the address."""
    return _topics(PublishedTopic.objects.filter(language=languages.current()))


def _topics(rows: QuerySet[PublishedTopic]) -> QuerySet[Topic]:
    there = Topic.objects.filter(Exists(rows.filter(topic=OuterRef("pk"))))
    return there.said_in(languages.current())


def listing(request: HttpRequest, pages: PublishedPageQuerySet) -> dict[str, Any]:
    """One page of a list of articles."""
    listed = pages.listed()
    rows, page_obj = page_of(request, lambda start, stop: listed[start:stop], size=PAGE_SIZE)
    return {"pages": rows, "page_obj": page_obj, "is_empty": not rows}


def made(request: HttpRequest, template: str, context: dict[str, Any]) -> Made:
    """A list with nothing of the request in it but its address, so that it may be kept for everybody."""
    here = {"alternates": of_list(request), "canonical": canonical(request, context)}
    return Made(render_to_string(template, here | context | gone.frame_context()))


def _one(request: HttpRequest, slug: str, form: Format, content_type: str, *, is_large: bool = False) -> HttpResponse:
    found: served.Served | None
    known = frozenset[str]() if is_large else answers.known(request)  # a client knows the enlarged page, not the stored
    try:
        found = served.find(slug, form, encoding=answers.wanted_encoding(request), known=known, now=timezone.now())
    except served.Withheld:
        return render(request, "503.html", status=503)
    if found is None:
        return gone_or_missing(request, slug, name="reader:article" if form == Format.HTML else "reader:markdown")
    if is_large and found.body is not None:
        text = enlarged(decompress(found.body, found.encoding).decode())
        return answers.answer(request, text.encode(), digest=digest_of(text), content_type=content_type)
    return answers.answer(request, found.body, digest=found.digest, content_type=content_type, stored_as=found.encoding)


def gone_or_missing(request: HttpRequest, slug: str, *, name: str = "reader:article", **further: str) -> HttpResponse:
    """An address without a live page: moved, replaced, taken down, or never there. ``name`` is that of the address,
    ``further`` what it holds beside the slug.
    """
    found = gone.what_became_of(slug)
    if found is None:
        raise Http404
    if found.moved_to:
        moved = HttpResponsePermanentRedirect(reverse(name, kwargs={"slug": found.moved_to, **further}))
        moved["Cache-Control"] = answers.CACHE_CONTROL
        return moved
    context = {"date": found.on, "note": found.note, "is_suspended": found.kind == PublicationKind.SUSPENDED}
    with languages.speaking(found.locale):
        context |= {"slug": slug, "in_text": languages.marks(found.locale)}
        response = render(request, "reader/withdrawn.html", context, status=410)
    response["Cache-Control"] = answers.CACHE_CONTROL
    return response
