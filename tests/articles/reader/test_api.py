"""The read-only API: complete, stable while one pages through it, clear when it refuses."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.publication import addresses, taking_down
from articles.models import Article, Publication
from articles.rendering.payload import ArticlePayload, ListPayload
from tests import factories
from tests.conftest import Cast

LIST = "/api/v1/articles/"
ONE = "/api/v1/articles/article-0/"


def publish(cast: Cast, count: int) -> None:
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    for place in range(count):
        draft = factories.make_draft(cast.writer, title=f"Article {place}", topics=(topic,) if place % 2 == 0 else ())
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)


def get(client: Client, address: str, status: int = 200, **query: Any) -> Any:
    response = client.get(address, query)
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    assert response.cookies == {}
    return json.loads(response.content)


def test_an_article_has_all_that_the_page_has(cast: Cast, approved_notices: None, client: Client) -> None:
    publish(cast, 1)

    data = get(client, ONE)

    assert ArticlePayload.model_validate(data)
    assert data["id"] == f"urn:uuid:{Article.objects.get().uuid}"
    assert data["title"] == "Article 0"
    assert data["url"] == "http://testserver/articles/article-0/"
    assert [person["name"] for person in data["reviewers"]] == ["Clara Clinician"]
    assert [notice["code"] for notice in data["notices"]] == ["general"]
    assert data["key_points"] == [{"label": "First point", "html": "A sentence about it."}]
    assert data["references"][0]["number"] == 1
    assert data["topics"] == [
        {"slug": "mental-health", "name": "Mental health", "url": "http://testserver/topics/mental-health/"}
    ]
    assert data["versions"][0]["kind"] == "Published"
    assert data["review_overdue"] is False


def test_one_reads_everything_by_following_next_while_the_site_changes(
    cast: Cast, approved_notices: None, client: Client
) -> None:
    publish(cast, 5)
    slugs, address = [], f"{LIST}?limit=2"
    while address:
        page = get(client, address)
        assert ListPayload.model_validate(page)
        slugs += [article["slug"] for article in page["articles"]]
        if len(slugs) == 2:
            taking_down.withdraw(
                Article.objects.get(slug="article-0"), by=cast.publisher, now=factories.NOW, note="No."
            )
        address = (page["next"] or "").removeprefix("http://testserver")

    assert slugs == [f"article-{place}" for place in range(5)]


def test_articles_of_a_topic(cast: Cast, approved_notices: None, client: Client) -> None:
    publish(cast, 4)

    first = get(client, LIST, topic="mental-health", limit=1)
    second = get(client, first["next"].removeprefix("http://testserver"))

    assert [article["slug"] for article in first["articles"]] == ["article-0"]
    assert ([article["slug"] for article in second["articles"]], second["next"]) == (["article-2"], None)
    assert get(client, LIST, 404, topic="no-such-topic") == {"error": "There is no topic with this slug."}
    factories.make_topic("Empty topic")
    assert get(client, LIST, 404, topic="empty-topic") == {"error": "There is no topic with this slug."}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?topic=mental-health"])
def test_a_list_costs_one_statement(query: str, count: int, cast: Cast, approved_notices: None, client: Client) -> None:
    publish(cast, count)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(LIST + query)
    assert len(queries) == 1

    again = client.get(LIST + query, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "51"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "YWZ0ZXIgLTE"}, "cursor"),
        ({"cursor": "x" * 41}, "cursor"),
        ({"cursor": "é"}, "cursor"),
        ({"cursor": "YWZ0ZXIgOTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"}, "cursor"),
        ({"topic": "<script>"}, "topic"),
        ({"topic": "x" * 101}, "topic"),
    ],
)
def test_a_request_that_cannot_be_read_is_answered_with_a_sentence(
    query: dict[str, str], part: str, db: None, client: Client
) -> None:
    data = get(client, LIST, 400, **query)

    assert part in data["error"]
    assert set(data) == {"error"}


def test_what_is_not_there_says_so_in_json(db: None, client: Client) -> None:
    assert get(client, ONE, 404) == {"error": "There is no article at this address."}
    assert "openapi.json" in get(client, "/api/v1/nothing/", 404)["error"]
    assert client.get("/api/v1/")["Location"] == "/api/v1/openapi.json"


def test_a_withdrawn_article_is_gone_with_the_reason(publication: Publication, cast: Cast, client: Client) -> None:
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="A source was retracted.")

    data = get(client, "/api/v1/articles/a-sample-article/", 410)

    assert data == {
        "error": "This article was withdrawn. Delete your copy of it. A source was retracted.",
        "withdrawn_on": "2026-11-25",
    }


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/api/v1/articles/a-sample-article/", "/api/v1/articles/another/"),
        ("/articles/a-sample-article.md", "/articles/another.md"),
        ("/articles/a-sample-article/history/", "/articles/another/history/"),
    ],
)
def test_a_former_address_leads_on(
    address: str, target: str, publication: Publication, cast: Cast, client: Client
) -> None:
    addresses.rename(publication.article, "another", by=cast.publisher, now=factories.NOW)

    response = client.get(address)

    assert (response.status_code, response["Location"]) == (301, target)
    assert client.get(target).status_code == 200


def test_pages_of_any_origin_may_read_it_and_nobody_may_write(publication: Publication, client: Client) -> None:
    address = "/api/v1/articles/a-sample-article/"
    whole = client.get(address)
    assert whole["Access-Control-Allow-Origin"] == "*"
    assert whole["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in whole

    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert head["Content-Length"] == whole["Content-Length"]

    preflight = client.options(address)
    assert (preflight.status_code, preflight["Access-Control-Allow-Headers"]) == (204, "If-None-Match")
    for method in ("post", "put", "patch", "delete"):
        refused = getattr(client, method)(address)
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert "only reads" in json.loads(refused.content)["error"]
    assert "Access-Control-Allow-Origin" not in client.get("/articles/a-sample-article/")


def test_the_description_names_what_there_is(db: None, client: Client) -> None:
    data = get(client, "/api/v1/openapi.json")

    assert data["openapi"].startswith("3.")
    assert set(data["paths"]) == {"/api/v1/articles/", "/api/v1/articles/{slug}/"}
    assert all(set(operations) == {"get"} for operations in data["paths"].values())
    answers = {address: set(operations["get"]["responses"]) for address, operations in data["paths"].items()}
    assert answers == {
        "/api/v1/articles/": {"200", "304", "400", "404"},
        "/api/v1/articles/{slug}/": {"200", "301", "304", "400", "404", "410", "503"},
    }
    article = (
        data["components"]["schemas"].get("ArticlePayload")
        or data["paths"]["/api/v1/articles/{slug}/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    )
    assert "notices" in article["required"]
    assert data["servers"] == [{"url": "http://testserver"}]


def test_drafts_are_not_in_it(cast: Cast, draft: Any, client: Client) -> None:
    assert get(client, LIST) == {"articles": [], "next": None}
    get(client, "/api/v1/articles/a-sample-article/", 404)
