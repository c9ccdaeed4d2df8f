"""Home, lists and topics: live pages only, at a fixed cost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.publication import taking_down
from articles.models import Article
from articles.reader import views
from tests import factories
from tests.conftest import Cast


def publish_in_topic(cast: Cast, count: int) -> None:
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    for place in range(count):
        draft = factories.make_draft(cast.writer, title=f"Article {place}", topics=(topic,))
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)


PAGES = {"/": 4, "/articles/": 3, "/topics/mental-health/": 3}
KEPT = 1
"""Statements of a page that is kept: the one that asks whether anything changed."""


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "cost"), PAGES.items())
def test_a_list_costs_the_same_with_one_and_three_articles(
    address: str, cost: int, count: int, cast: Cast, approved_notices: None, client: Client
) -> None:
    publish_in_topic(cast, count)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)

    with CaptureQueriesContext(connection) as again:
        assert client.get(address).content == response.content

    html = response.content.decode()
    assert response.status_code == 200
    assert (len(queries), len(again)) == (cost, KEPT)
    assert all(f"Article {place}" in html for place in range(count))


@pytest.mark.parametrize("address", ["/", "/articles/"])
def test_a_site_without_articles_says_so(address: str, cast: Cast, client: Client) -> None:
    assert "No article has been published yet." in client.get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_drafts_and_withdrawn_articles_are_in_no_list(
    address: str, cast: Cast, approved_notices: None, client: Client
) -> None:
    publish_in_topic(cast, 2)
    factories.make_draft(cast.writer, title="A canary in a draft")
    taking_down.withdraw(Article.objects.get(slug="article-1"), by=cast.publisher, now=factories.NOW, note="Wrong.")

    html = client.get(address).content.decode()

    assert "Article 0" in html
    assert "Article 1" not in html
    assert "canary" not in html


def test_a_topic_without_live_articles_is_not_there(cast: Cast, approved_notices: None, client: Client) -> None:
    publish_in_topic(cast, 1)
    factories.make_topic("Empty topic")
    assert client.get("/topics/empty-topic/").status_code == 404
    assert "Empty topic" not in client.get("/").content.decode()

    taking_down.withdraw(Article.objects.get(), by=cast.publisher, now=factories.NOW, note="Wrong.")

    assert client.get("/topics/mental-health/").status_code == 404


def test_a_long_list_has_pages(
    cast: Cast, approved_notices: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.reader.views.PAGE_SIZE", 2)
    publish_in_topic(cast, 3)

    first, second = client.get("/articles/").content.decode(), client.get("/articles/?page=2").content.decode()

    assert ("Article 2" in first, "Article 0" in first) == (True, False)
    assert ("Article 2" in second, "Article 0" in second) == (False, True)
    assert 'href="?page=2"' in first
    assert 'href="?page=1"' in second


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "1.0", "1x", "99999999999999999999", "٢", ""])
def test_a_page_number_that_leads_nowhere_is_a_404(page: str, cast: Cast, client: Client) -> None:
    assert client.get("/articles/", {"page": page}).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_a_list_is_answered_304_without_cookies(
    address: str, cast: Cast, approved_notices: None, client: Client
) -> None:
    publish_in_topic(cast, 1)
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, first.cookies) == (304, {})
    assert "Cookie" not in first.get("Vary", "")


@pytest.mark.django_db
def test_health_addresses_answer(client: Client) -> None:
    assert client.get("/healthz").content == b"alive\n"
    assert client.get("/readyz").content == b"ready\n"
    assert client.get("/readyz")["Cache-Control"] == "no-store"


def test_readiness_fails_while_migrations_wait(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "articles.reader.health.MigrationExecutor.migration_plan", lambda *args: [("a migration", False)]
    )

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"Migrations are waiting: run 'manage.py migrate'.\n")


def test_robots_are_kept_out_of_the_desk(client: Client) -> None:
    assert client.get("/robots.txt").content == (
        b"User-agent: *\nDisallow: /admin/\n\nSitemap: http://testserver/sitemap.xml\n"
    )


def test_an_unknown_address_is_a_404_in_the_frame_of_the_site(client: Client, db: Any) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()
    assert response.cookies == {}


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/", "/"),
        ("/articles/?utm_source=mail", "/articles/"),
        ("/articles/?page=2&from=mail", "/articles/?page=2"),
        ("/topics/mental-health/", "/topics/mental-health/"),
        ("/faq/?page=1", "/faq/"),
        ("/subjects/?letter=c&x=1", "/subjects/?letter=C"),
        ("/people/?page=1", "/people/"),
        ("/about/contact/?a=b", "/about/contact/"),
    ],
)
def test_a_list_names_its_one_address(
    asked: str, address: str, cast: Cast, approved_notices: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 1)
    publish_in_topic(cast, 2)

    html = client.get(asked).content.decode()

    assert html.count('rel="canonical"') == 1
    assert f'<link rel="canonical" href="http://testserver{address}">' in html
