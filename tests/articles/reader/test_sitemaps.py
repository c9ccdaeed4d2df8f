"""Sitemaps: an index and ranges of keys, each at a fixed cost."""

from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.publication import taking_down
from articles.models import Article, PublishedPage
from articles.reader import sitemaps
from tests import factories
from tests.conftest import Cast

NS = f"{{{sitemaps.NAMESPACE}}}"


def publish(cast: Cast, count: int) -> None:
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    for place in range(count):
        draft = factories.make_draft(cast.writer, title=f"Article {place}", topics=(topic,))
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)


def addresses(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return [element.text or "" for element in ET.fromstring(response.content).iter(f"{NS}loc")]  # noqa: S314


def test_the_index_leads_to_every_page(
    cast: Cast, approved_notices: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "RANGE", 2)
    publish(cast, 3)

    index = addresses(client, "/sitemap.xml")
    found = [address for part in index for address in addresses(client, part.removeprefix("http://testserver"))]

    assert len(index) == 3 or len(index) == 4  # keys need not begin at an even number
    assert sorted(found) == [
        "http://testserver/",
        "http://testserver/about/",
        "http://testserver/about/accessibility/",
        "http://testserver/about/contact/",
        "http://testserver/about/corrections/",
        "http://testserver/about/how-we-review/",
        "http://testserver/about/privacy/",
        "http://testserver/articles/",
        *(f"http://testserver/articles/article-{place}/" for place in range(3)),
        "http://testserver/faq/",
        "http://testserver/people/",
        "http://testserver/people/clara-clinician/",
        "http://testserver/people/wendy-writer/",
        "http://testserver/subjects/",
        "http://testserver/topics/mental-health/",
    ]
    assert b"<lastmod>2026-11-25T09:00:00Z</lastmod>" in client.get(index[1].removeprefix("http://testserver")).content


def test_lists_in_another_language_are_in_the_map_where_they_are_not_empty(
    cast: Cast, approved_notices: None, client: Client
) -> None:
    factories.approve_notices_in("es", cast.clinician)
    topics = [factories.topic_fact(factories.make_topic(name)) for name in ("Mental health", "Infections")]
    for locale, topic in (("en", topics[0]), ("es", topics[1])):
        draft = factories.make_draft(cast.writer, title=f"Article {locale}", locale=locale, topics=(topic,))
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)

    found = addresses(client, "/sitemap-site.xml")

    assert [one for one in found if "topics" in one] == [
        "http://testserver/topics/mental-health/",
        "http://testserver/es/topics/infections/",
    ]
    assert "http://testserver/es/" in found


def test_ranges_without_a_page_are_not_in_the_index(
    cast: Cast, approved_notices: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "RANGE", 1)
    publish(cast, 3)
    keys = list(PublishedPage.objects.order_by("pk").values_list("pk", flat=True))
    taking_down.withdraw(Article.objects.get(slug="article-1"), by=cast.publisher, now=factories.NOW, note="Wrong.")

    index = addresses(client, "/sitemap.xml")

    assert index[1:] == [f"http://testserver/sitemap-{key}.xml" for key in (keys[0], keys[2])]
    assert client.get(f"/sitemap-{keys[1]}.xml").status_code == 404


def test_a_site_without_articles_has_a_map_of_its_own_pages(db: None, client: Client) -> None:
    assert addresses(client, "/sitemap.xml") == ["http://testserver/sitemap-site.xml"]
    assert client.get("/sitemap-0.xml").status_code == 404
    assert client.get("/sitemap-99999999.xml").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "cost"), [("/sitemap.xml", 3), ("/sitemap-site.xml", 7), ("/sitemap-0.xml", 3)])
def test_a_map_costs_the_same_with_one_and_three_articles(
    address: str, cost: int, count: int, cast: Cast, approved_notices: None, client: Client
) -> None:
    publish(cast, count)
    number = PublishedPage.objects.latest("pk").pk // sitemaps.RANGE

    with CaptureQueriesContext(connection) as queries:
        response = client.get(address.replace("-0", f"-{number}"))
    sql = " ".join(query["sql"].upper() for query in queries)

    assert response.status_code == 200
    assert len(queries) == cost
    assert "COUNT(" not in sql
    assert "OFFSET" not in sql
    assert (
        client.get(address.replace("-0", f"-{number}"), headers={"If-None-Match": response["ETag"]}).status_code == 304
    )
