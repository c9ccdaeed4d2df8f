"""Where live texts lead: to other articles, which may be renamed, and to the outside, which may die."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.conf import settings
from django.urls import reverse

from articles.content import ArticleContent
from articles.domain.drafting.conversion import draft_content
from articles.domain.publication.beside import settle
from articles.models import Draft, PublishedAddress, PublishedLink, PublishedPage, Revision
from references.links import key_of

HREF = re.compile(r'href="([^"#]+)')
SLUG = re.compile(r"[\w-]{1,100}")
TYPED = re.compile(r"https?://[^\s<>\"'\\|{}^`\]]+")
"""An address in a text as people type it. Closing signs of a sentence are taken off afterwards."""


def store(page: PublishedPage, revision: Revision, *, is_new: bool = False) -> None:
    """Note to which articles and to which outside addresses the signed text of a page leads.

    Call it when the page is stored, in the same transaction.
    """
    inside, outside = _split(links_of(revision))
    links = [PublishedLink(page=page, slug=slug) for slug in sorted(inside)]
    settle(PublishedLink, page, links, by=("slug",), is_new=is_new)
    addresses = [PublishedAddress(page=page, key=key_of(url), url=url) for url in outside]
    settle(PublishedAddress, page, addresses, by=("key",), is_new=is_new)


def links_of(revision: Revision) -> list[str]:
    """Every address that the signed HTML of a revision links to, in its order, each once."""
    found = (unescape(href) for part in _strings(json.loads(revision.body_html)) for href in HREF.findall(part))
    return list(dict.fromkeys(found))


def addresses() -> Iterator[str]:
    """Every outside address of a live page or an open draft, one after the other; some come more than once."""
    yield from PublishedAddress.objects.order_by("pk").values_list("url", flat=True).iterator(chunk_size=2000)
    for draft in Draft.objects.open().with_rows().order_by("pk").iterator(chunk_size=50):
        yield from addresses_in(draft_content(draft))


def addresses_in(content: ArticleContent) -> list[str]:
    """The outside addresses that a content names, in its texts and its sources, each once."""
    found = (_without_closing(url) for part in _strings(content.model_dump(mode="json")) for url in TYPED.findall(part))
    return list(dict.fromkeys(found))


def _without_closing(url: str) -> str:
    """An address without the signs that end a sentence or the brackets around it."""
    while url and (url[-1] in ".,;:!?*_" or (url[-1] == ")" and url.count(")") > url.count("("))):
        url = url[:-1]
    return url


def _split(links: list[str]) -> tuple[set[str], list[str]]:
    start = reverse("reader:articles")
    inside: set[str] = set()
    outside: list[str] = []
    for link in links:
        local = link.removeprefix(settings.SITE_URL)
        if local.startswith(start):
            slug = local.removeprefix(start).rstrip("/")
            inside |= {slug} if SLUG.fullmatch(slug) else set()
        elif link.startswith(("http://", "https://")) and local == link:
            outside.append(link)
    return inside, outside


def _strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
