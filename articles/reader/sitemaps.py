"""Sitemaps: an index, one map of the site's own pages, and one for each range of keys of article pages.

A range is read by key, so it costs the same however many articles there are; nothing is counted.
"""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import PublishedName, PublishedPage
from articles.reader.answers import XML
from articles.reader.stamped import Made, stamped
from articles.reader.views import topics_here
from articles.rendering.feed import moment
from articles.rendering.page import absolute
from medsite.lib import languages

RANGE = 2_000
"""Keys in one map. The protocol allows 50,000 addresses; small maps are quick to make and to read."""
MOST_MAPS = 50_000
OWN = ("home", "articles", "subjects", "faq", "people", "about", "about-review", "corrections")
MOST_SUBJECTS = 20_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ORIGINAL = "x-default"
Alternate = tuple[str, str]
"""A language tag and an address."""
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
STARTS_SQL = """
WITH RECURSIVE start(page) AS (
    SELECT MIN(id) FROM articles_publishedpage
    UNION ALL
    SELECT (SELECT MIN(id) FROM articles_publishedpage WHERE id >= (start.page / %s + 1) * %s)
    FROM start WHERE start.page IS NOT NULL
)
SELECT page / %s FROM start WHERE page IS NOT NULL LIMIT %s
"""
"""The ranges that hold a page: one step in the index of keys for each, however full it is."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    def make() -> Made:
        with connection.cursor() as cursor:
            cursor.execute(STARTS_SQL, [RANGE, RANGE, RANGE, MOST_MAPS - 1])
            numbers = [row[0] for row in cursor.fetchall()]
        addresses = [reverse("reader:sitemap-site"), *(reverse("reader:sitemap-pages", args=[n]) for n in numbers)]
        maps = "".join(f"<sitemap><loc>{escape(absolute(address))}</loc></sitemap>" for address in addresses)
        return Made(f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">{maps}</sitemapindex>\n', XML)

    return stamped(request, "sitemap index", make)


@require_safe
def of_site(request: HttpRequest) -> HttpResponse:
    """Home, the lists, topics, subjects, in each language: what is not empty there."""

    def make() -> Made:
        return _map((address, None, ()) for language in languages.interface_languages() for address in _lists(language))

    return stamped(request, "sitemap of the site", make)


def _lists(language: str) -> list[str]:
    """Addresses of lists in a language that has any article in a topic, and in that of plain addresses. Two queries."""
    with languages.speaking(language):
        named = PublishedName.objects.in_language(language).filter(kind="").order_by("subject__slug")
        slugs = named.values_list("subject__slug", flat=True).distinct()[:MOST_SUBJECTS]
        found = [topic.get_absolute_url() for topic in topics_here()]
        found += [reverse("reader:subject", args=[slug]) for slug in slugs]
        if not found and language != settings.LANGUAGE_CODE:
            return []
        return [*(reverse(f"reader:{name}") for name in OWN), *found]


@require_safe
def of_pages(request: HttpRequest, number: int) -> HttpResponse:
    """The article pages of one range of keys."""
    if number >= MOST_MAPS:
        raise Http404

    def make() -> Made:
        first = number * RANGE
        pages = PublishedPage.objects.filter(pk__gte=first, pk__lt=first + RANGE).order_by("pk")
        rows = list(pages.values_list("slug", "modified_at", "is_listed", "article", "translation_of"))
        if not rows:
            raise Http404
        others = _languages_of({original or article for *_, article, original in rows})
        return _map(
            (reverse("reader:article", args=[slug]), changed, others.get(original or article, ()))
            for slug, changed, is_listed, article, original in rows
            if is_listed
        )

    return stamped(request, f"sitemap {number}", make)


def _languages_of(originals: set[int]) -> dict[int, tuple[Alternate, ...]]:
    """Language and address of each live page of a text that has several, by the key of its original. Two queries."""
    translated = PublishedPage.objects.in_lists().filter(translation_of__in=originals).order_by("locale", "pk")
    found: dict[int, list[Alternate]] = {}
    for original, locale, slug in translated.values_list("translation_of", "locale", "slug"):
        found.setdefault(original or 0, []).append((locale, reverse("reader:article", args=[slug])))
    if not found:
        return {}
    live = PublishedPage.objects.in_lists().filter(article__in=found)
    for original, locale, slug in live.values_list("article", "locale", "slug"):
        address = reverse("reader:article", args=[slug])
        found[original] = [(locale, address), *found[original], (ORIGINAL, address)]
    return {original: tuple(each) for original, each in found.items() if len(each) > 1}


def _map(entries: Iterable[tuple[str, datetime | None, tuple[Alternate, ...]]]) -> Made:
    lines = (
        f"<url><loc>{escape(absolute(address))}</loc>"
        + (f"<lastmod>{moment(changed)}</lastmod>" if changed else "")
        + "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(absolute(other))}/>'
            for language, other in others
        )
        + "</url>"
        for address, changed, others in entries
    )
    return Made(f'{HEAD}<urlset xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">{"".join(lines)}</urlset>\n', XML)
