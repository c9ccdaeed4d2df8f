"""What a reader may ask of the house: who it is, how texts are checked, what was corrected, what is stored.

What the software knows is said from the data itself (the policy in force, the corrections), and is there from the
first day. What only the house knows is there once two people approved the words.
"""

from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.choices import HouseKey, RiskClass
from articles.domain.governance.policy import current_policy
from articles.domain.publication import corrections_log
from articles.domain.readers import house_texts
from articles.reader.paging import PAGE_SIZE, page_number, page_of
from articles.reader.stamped import Made, stamped
from articles.reader.views import made
from medsite.lib import languages


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All these pages, and how an article gets here."""
    return _page(request, "about")


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """How texts are checked, from the policy in force."""
    return _page(request, "about_review")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "about_privacy")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "about_accessibility")


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The log of corrections, page by page."""
    number = page_number(request)

    def make() -> Made:
        rows, page_obj = page_of(request, partial(corrections_log.listed, language=languages.current()), size=PAGE_SIZE)
        context = {"corrections": rows, "page_obj": page_obj}
        return made(request, "reader/about_corrections.html", context)

    return stamped(request, f"corrections {number}", make)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the house: what every site has, and its own words once they were approved, in its language."""

    def make() -> Made:
        return made(request, "reader/about_contact.html", {"text": house_texts.public_text(HouseKey.CONTACT)})

    return stamped(request, "contact", make)


@require_safe
def own(request: HttpRequest, key: str) -> HttpResponse:
    """A page in the words of the house; 404 until one was approved, and in another language than that of the house."""
    if languages.current() != settings.LANGUAGE_CODE:
        raise Http404

    def make() -> Made:
        found = house_texts.public_text(key)
        if found is None:
            raise Http404
        return made(request, "reader/about_own.html", {"text": found, "alternates": ()})

    return stamped(request, f"house {key}", make)


def _own_texts() -> list[tuple[str, str]]:
    """Titles and addresses of the pages in the words of the house, which are in its language alone. How to reach it is
    said on a page of each language.
    """
    own = house_texts.own_pages()
    with languages.speaking(settings.LANGUAGE_CODE):
        return [(str(key.label), reverse("reader:about-own", args=[key.value])) for key in own]


def _page(request: HttpRequest, name: str) -> HttpResponse:
    def make() -> Made:
        policy = current_policy()
        context = {
            "policy": policy,
            "signers": [(languages.said(risk.label), policy.signers_for(risk)) for risk in RiskClass],
            "own_texts": _own_texts(),
            "uses_https": settings.SITE_URL.startswith("https:"),
        }
        return made(request, f"reader/{name}.html", context)

    return stamped(request, name, make)
