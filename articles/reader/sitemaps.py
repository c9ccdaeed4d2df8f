"""Sitemaps: an index, one map of the site's own pages, and one for each range of keys of articles and of subjects.

A range is read by key, so it costs the same however many there are; nothing is counted.
"""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.domain.publication import persons
from articles.domain.readers import house_texts
from articles.models import PublishedName, PublishedPage
from articles.reader.answers import XML
from articles.reader.stamped import Made, stamped
from articles.reader.views import languages_without_lists, topics_here
from articles.rendering.feed import moment
from articles.rendering.page import absolute
from medsite.lib import languages

RANGE = 2_000
"""Keys in one map. The protocol allows 50,000 addresses; small maps are quick to make and to read."""
MOST_MAPS = 50_000
OWN = (
    "home",
    "articles",
    "subjects",
    "faq",
    "people",
    "about",
    "about-review",
    "about-privacy",
    "about-accessibility",
    "corrections",
    "contact",
)
MOST_PEOPLE = 20_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ORIGINAL = "x-default"
Alternate = tuple[str, str]
"""A language tag and an address."""
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
STARTS_SQL = """
WITH RECURSIVE start(key) AS (
    SELECT MIN({column}) FROM {table}
    UNION ALL
    SELECT (SELECT MIN({column}) FROM {table} WHERE {column} >= (start.key / %s + 1) * %s)
    FROM start WHERE start.key IS NOT NULL
)
SELECT key / %s FROM start WHERE key IS NOT NULL LIMIT %s
"""
"""The ranges that hold a key: one step in the index of keys for each, however full it is."""
PAGES_SQL = STARTS_SQL.format(table="articles_publishedpage", column="id")
SUBJECTS_SQL = STARTS_SQL.format(table="articles_publishedname", column="subject_id")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    def make() -> Made:
        addresses = [
            reverse("reader:sitemap-site"),
            *(reverse("reader:sitemap-subjects", args=[number]) for number in _starts(SUBJECTS_SQL)),
            *(reverse("reader:sitemap-pages", args=[number]) for number in _starts(PAGES_SQL)),
        ]
        maps = "".join(f"<sitemap><loc>{escape(absolute(address))}</loc></sitemap>" for address in addresses)
        return Made(f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">{maps}</sitemapindex>\n', XML)

    return stamped(request, "sitemap index", make)


def _starts(sql: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [RANGE, RANGE, RANGE, MOST_MAPS // 2 - 1])
        return [row[0] for row in cursor.fetchall()]


@require_safe
def of_site(request: HttpRequest) -> HttpResponse:
    """Home, the lists, topics, people, in each language: what is not empty there. What the house says of itself."""

    def make() -> Made:
        return _map((address, None, ()) for language in languages.interface_languages() for address in _lists(language))

    return stamped(request, "sitemap of the site", make)


def _lists(language: str) -> list[str]:
    """Addresses of lists in a language that has any listed article, and in that of plain addresses. A few queries."""
    with languages.speaking(language):
        found = [topic.get_absolute_url() for topic in topics_here()]
        found += [reverse("reader:person", args=[slug]) for slug in persons.slugs(MOST_PEOPLE, language=language)]
        if language == settings.LANGUAGE_CODE:
            found += [reverse("reader:about-own", args=[key.value]) for key in house_texts.own_pages()]
        elif not found:
            return []
        if others := languages_without_lists():
            found += [reverse("reader:languages"), *(reverse("reader:language", args=[one]) for one in others)]
        return [*(reverse(f"reader:{name}") for name in OWN), *found]


@require_safe
def of_subjects(request: HttpRequest, number: int) -> HttpResponse:
    """The lists of the subjects of one range of keys, in each language that has articles about them."""
    if number >= MOST_MAPS:
        raise Http404

    def make() -> Made:
        found = [address for language in languages.interface_languages() for address in _subjects(number, language)]
        if not found:
            raise Http404
        return _map((address, None, ()) for address in found)

    return stamped(request, f"sitemap of subjects {number}", make)


def _subjects(number: int, language: str) -> list[str]:
    slugs = PublishedName.objects.of_subjects(number * RANGE, (number + 1) * RANGE, language)
    with languages.speaking(language):
        return [reverse("reader:subject", args=[slug]) for slug in slugs]


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
