"""The page of search results. What a reader typed is on no other page, in no cache and in no index."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from articles.choices import Counted, FoundKind, Harm
from articles.domain.publication import persons
from articles.domain.readers import daily_counts
from articles.domain.searching.search import LONGEST_QUERY, MOST_WORDS, Answer, help_for, search
from articles.models import Topic
from articles.reader.alternates import of_list
from articles.reader.paging import ListPage, page_number
from articles.reader.views import topics_here
from medsite.lib import languages

ON_PAGE = 15
PEOPLE_SHOWN = 5
SHORTEST_NAME = 3
"""Letters of a name; one or two are in the names of half of the people."""


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What ``?q=`` finds, in ``type`` and ``topic``. Without words the form alone; 400 for what cannot be searched."""
    query = " ".join("".join(c if c.isprintable() else " " for c in request.GET.get("q", "")).split())
    topics = list(topics_here())
    kind = _kind(request)
    topic = next((found for found in topics if found.slug == request.GET.get("topic", "")), None)
    context: dict[str, Any] = {"query": query, "topics": topics, "kind": kind, "topic": topic, "today": _today()}
    problem = _problem(request, query, topic)
    if problem or not query:
        return _answer(request, context | {"problem": problem}, status=400 if problem else 200)
    number = page_number(request)
    found = search(
        query,
        now=timezone.now(),
        language=languages.current(),
        kind=kind,
        topic=topic.slug if topic else "",
        start=(number - 1) * ON_PAGE,
        size=ON_PAGE,
    )
    if number == 1:
        daily_counts.note(Counted.SEARCHES, now=timezone.now())
        if not found.found:
            daily_counts.note(Counted.NOT_FOUND, now=timezone.now())
    urgent, general = help_for(query, day=_today(), locale=languages.current())
    is_crisis = any(notice.harm == Harm.CRISIS for notice in urgent)
    if found.only_some and is_crisis:
        found = Answer()  # a page that has "end" or "want" in it says nothing to somebody in a crisis
    context |= {
        "answer": found,
        "people": _people(query) if number == 1 and kind is None and topic is None else [],
        "urgent": urgent,
        "is_crisis": is_crisis,
        "general": general,
        "page_obj": ListPage(number, has_next=found.has_more),
        "whole_number": len(found.found) if number == 1 and not found.has_more else 0,
        "page_prefix": _same_search(query, kind, topic),
        "most_words": MOST_WORDS,
    }
    return _answer(request, context, status=200 if found.found or number == 1 else 404)


def _people(query: str) -> list[persons.PublicPerson]:
    return persons.named(query, limit=PEOPLE_SHOWN, language=languages.current()) if len(query) >= SHORTEST_NAME else []


def _today() -> Any:
    return timezone.localdate()


def _kind(request: HttpRequest) -> FoundKind | None:
    wanted = request.GET.get("type", "")
    return FoundKind(wanted) if wanted in FoundKind.values else None


def _problem(request: HttpRequest, query: str, topic: Topic | None) -> str:
    if len(query) > LONGEST_QUERY:
        said = gettext("This is too long to search for: use at most %(most)s characters.")
        return said % {"most": LONGEST_QUERY}
    if request.GET.get("topic") and topic is None:
        return gettext("There is no such topic here. Choose one of the list.")
    return ""


def _same_search(query: str, kind: FoundKind | None, topic: Topic | None) -> str:
    """The query again, for the address of another page of results."""
    parts = {"q": query, "type": kind.value if kind else "", "topic": topic.slug if topic else ""}
    return urlencode({name: value for name, value in parts.items() if value}) + "&"


def _answer(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    response = render(
        request, "reader/search.html", {"answer": Answer(), "alternates": of_list(request)} | context, status=status
    )
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response
