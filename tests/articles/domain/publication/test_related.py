"""Which pages the foot of a page leads to: others about the same subject, never one that is gone."""

import re
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.content import SubjectFact
from articles.domain.publication import addresses, reframing, related, taking_down
from articles.models import Article, PublishedNeighbour, PublishedPage
from articles.rendering.shapes import RelatedPage
from tests import factories
from tests.articles.reader.test_subjects import make_subject
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def put(cast: Cast, title: str, *facts: SubjectFact, **values: Any) -> Article:
    now = timezone.now()
    draft = factories.make_draft(cast.writer, now=now, title=title, subjects=facts, **values)
    factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
    return factories.publish(draft, cast.publisher, now=now).article


def named(client: Client, slug: str) -> list[str]:
    """The articles under "Read on"."""
    html = client.get(f"/articles/{slug}/").content.decode().partition('id="related-h"')[2]
    return re.findall(r'<h3><a href="/articles/[^"]+">(.*?)</a></h3>', html)


def rebuild() -> None:
    reframing.rebuild([*reframing.stale_pages(now=timezone.now())], now=timezone.now())


def test_a_page_names_those_about_most_of_its_subjects_and_no_other(cast: Cast, client: Client) -> None:
    cold, fever = make_subject("Cold"), make_subject("Fever")
    for title, facts in (
        ("One", [cold]),
        ("Both", [cold, fever]),
        ("None", []),
        ("Third", [cold]),
        ("Fourth", [fever]),
    ):
        put(cast, title, *facts)

    put(cast, "Itself", cold, fever)

    assert named(client, "itself") == ["Both", "Fourth", "Third"]
    assert named(client, "none") == []


def test_a_withdrawn_page_is_named_nowhere_from_the_next_request_on(cast: Cast, client: Client) -> None:
    gone = put(cast, "Gone", factories.clonazepam())
    put(cast, "Staying", factories.clonazepam())
    assert named(client, "staying") == ["Gone"]

    taking_down.withdraw(gone, by=cast.publisher, now=timezone.now(), note="It was wrong.")

    assert named(client, "staying") == []
    rebuild()
    assert named(client, "staying") == []
    assert not PublishedNeighbour.objects.exists()
    assert not list(reframing.stale_pages(now=timezone.now()))


def test_a_page_with_another_title_or_address_is_named_by_the_new_one(cast: Cast, client: Client) -> None:
    renamed = put(cast, "Old name", factories.clonazepam())
    put(cast, "Staying", factories.clonazepam())
    addresses.rename(renamed, "new-address", by=cast.publisher, now=timezone.now())
    assert "/articles/new-address/" in client.get("/articles/staying/").content.decode()

    PublishedPage.objects.filter(article=renamed).update(title="Another name")
    rebuild()
    reframing.rebuild([PublishedPage.objects.get(article=renamed).pk], now=timezone.now())

    assert named(client, "staying") == ["Old name"]


def test_a_page_framed_while_its_neighbour_went_is_never_served_as_it_was_framed(cast: Cast, client: Client) -> None:
    put(cast, "Staying", factories.clonazepam())
    page = PublishedPage.objects.get()
    lost = RelatedPage(key=page.pk + 1000, name="Gone", url="/", lead="", reviewed_on=page.reviewed_on)

    assert related.store(page, [lost]) is False
    assert not PublishedNeighbour.objects.exists()

    with mock.patch.object(related, "store", return_value=False):
        reframing.rebuild([page.pk], now=timezone.now())
    assert [*reframing.stale_pages(now=timezone.now())] == [page.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_framing_again_costs_the_same_with_one_and_three_neighbours(count: int, cast: Cast) -> None:
    put(cast, "Itself", factories.clonazepam())
    for place in range(count):
        put(cast, f"Article {place}", factories.clonazepam())
    page = PublishedPage.objects.select_related("article", "publication__revision__article").get(slug="itself")

    with CaptureQueriesContext(connection) as queries:
        reframing.reframe(page, now=timezone.now())

    assert sum("COUNT(DISTINCT" in query["sql"].upper() for query in queries) == 1
