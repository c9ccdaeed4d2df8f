"""Public pages of the people who write and sign. They are there while a live page names them."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from articles.choices import PersonPart
from articles.domain.publication import persons
from articles.models import PublishedPerson
from articles.models.page import PublishedPersonQuerySet
from articles.reader.paging import PAGE_SIZE, list_response, page_of
from medsite.lib import languages

ON_PERSON = 10
"""Articles of each kind on the page of a person; the whole lists have pages of their own."""


@require_safe
@conditional_page
def people(request: HttpRequest) -> HttpResponse:
    """All authors and reviewers of live pages."""
    found, page_obj = page_of(request, partial(persons.listed, language=languages.current()), size=PAGE_SIZE)
    return list_response(request, "reader/people.html", {"people": found, "page_obj": page_obj, "is_empty": not found})


@require_safe
@conditional_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what was confirmed about them, and the newest articles that they wrote and signed."""
    found = _find(slug)
    context: dict[str, Any] = {"person": found}
    for part, name in ((PersonPart.AUTHOR, "written"), (PersonPart.SIGNER, "signed")):
        rows = list(_rows(found, part)[: ON_PERSON + 1])
        context |= {name: rows[:ON_PERSON], f"more_{name}": len(rows) > ON_PERSON}
    return list_response(request, "reader/person.html", context)


@require_safe
@conditional_page
def written(request: HttpRequest, slug: str) -> HttpResponse:
    return _articles(request, slug, PersonPart.AUTHOR)


@require_safe
@conditional_page
def signed(request: HttpRequest, slug: str) -> HttpResponse:
    return _articles(request, slug, PersonPart.SIGNER)


def _articles(request: HttpRequest, slug: str, part: PersonPart) -> HttpResponse:
    found = _find(slug)
    articles = _rows(found, part)
    rows, page_obj = page_of(request, lambda start, stop: articles[start:stop], size=PAGE_SIZE)
    if not rows and not PublishedPerson.objects.of(found.key, part).exists():
        raise Http404
    context = {
        "person": found,
        "rows": rows,
        "page_obj": page_obj,
        "is_empty": not rows,
        "is_signed": part == PersonPart.SIGNER,
    }
    return list_response(request, "reader/person_articles.html", context)


def _rows(person: persons.PublicPerson, part: PersonPart) -> PublishedPersonQuerySet:
    return PublishedPerson.objects.in_language(languages.current()).of(person.key, part)


def _find(slug: str) -> persons.PublicPerson:
    found = persons.find(slug, today=timezone.localdate())
    if found is None:
        raise Http404
    return found
