"""Articles in languages that the interface does not speak: what there is, language by language.

They have no home, topics or search of their own, and would otherwise be found by those alone who know their address.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from articles.models import PublishedPage
from articles.reader.paging import page_number
from articles.reader.stamped import Made, stamped
from articles.reader.views import languages_without_lists, listing, made
from medsite.lib import languages
from medsite.lib.language_names import own_name


@dataclass(frozen=True)
class Other:
    """A language with articles. ``name`` is what it calls itself."""

    language: str
    name: str
    marks: SafeString


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The languages. 404 while there is none."""

    def make() -> Made:
        there = [Other(one, own_name(one), languages.marks(one)) for one in languages_without_lists()]
        if not there:
            raise Http404
        return made(request, "reader/languages.html", {"there": there})

    return stamped(request, "other languages", make)


@require_safe
def language(request: HttpRequest, language: str) -> HttpResponse:
    """The articles in one of them, the newest review first. 404 for a language without any, or with lists."""
    number = page_number(request)

    def make() -> Made:
        if language not in languages_without_lists():
            raise Http404
        pages = PublishedPage.objects.in_lists().in_language(language).newest_review_first()
        context = {"language_name": called(language), "in_text": languages.marks(language)}
        return made(request, "reader/language.html", listing(request, pages) | context)

    return stamped(request, f"language {language} {number}", make)


def called(language: str) -> str:
    """What a language is called in the language that is spoken now."""
    try:
        name = str(get_language_info(language)["name_translated"])
    except KeyError:
        return own_name(language)
    return languages.in_a_sentence(name)
