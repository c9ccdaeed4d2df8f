"""Rows beside a live page: what is right stays, what is wrong goes, what is missing comes."""

from collections.abc import Sequence

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.domain.publication.beside import settle
from articles.models import Publication, PublishedLink, PublishedPage


def links_to(page: PublishedPage, slugs: Sequence[str]) -> list[PublishedLink]:
    return [PublishedLink(page=page, slug=slug) for slug in slugs]


def test_a_row_that_is_right_keeps_its_key_and_the_others_are_replaced(publication: Publication) -> None:
    page = PublishedPage.objects.get()
    settle(PublishedLink, page, links_to(page, ["kept", "wrong"]), by=("slug",))
    kept = page.links.get(slug="kept").pk

    settle(PublishedLink, page, links_to(page, ["kept", "missing"]), by=("slug",))

    assert {link.slug: link.pk == kept for link in page.links.all()} == {"kept": True, "missing": False}


def test_nothing_is_written_where_all_is_right_and_nothing_read_beside_a_new_page(publication: Publication) -> None:
    page = PublishedPage.objects.get()
    with CaptureQueriesContext(connection) as new:
        settle(PublishedLink, page, links_to(page, ["one", "two", "three"]), by=("slug",), is_new=True)
    with CaptureQueriesContext(connection) as same:
        settle(PublishedLink, page, links_to(page, ["three", "two", "one"]), by=("slug",))
    with CaptureQueriesContext(connection) as none:
        settle(PublishedLink, page, [], by=("slug",))

    assert (len(new), len(same), len(none)) == (1, 1, 2)
    assert page.links.count() == 0
