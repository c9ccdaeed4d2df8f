"""Atom feeds: valid, with stable ids and real dates, cheap to ask for again."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.publication import addresses, taking_down
from articles.models import Article
from tests import factories
from tests.conftest import Cast

ATOM = "{http://www.w3.org/2005/Atom}"


def publish(cast: Cast, count: int, **values: Any) -> None:
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    for place in range(count):
        now = factories.later(hours=place)
        draft = factories.make_draft(cast.writer, title=f"Article {place} <b>&", topics=(topic,), now=now, **values)
        factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
        factories.publish(draft, cast.publisher, now=now)


def feed(client: Client, address: str = "/feed/") -> ET.Element:
    return ET.fromstring(client.get(address).content)  # noqa: S314  # our own answer


def text(element: ET.Element, name: str) -> str:
    found = element.find(ATOM + name)
    assert found is not None
    return found.text or ""


@pytest.mark.parametrize("address", ["/feed/", "/topics/mental-health/feed/"])
def test_a_feed_says_all_that_rfc_4287_demands(
    address: str, cast: Cast, approved_notices: None, client: Client
) -> None:
    publish(cast, 2)

    response = client.get(address)
    root = feed(client, address)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert root.tag == f"{ATOM}feed"
    assert text(root, "id").startswith("urn:uuid:")
    assert text(root, "updated") == "2026-11-25T10:00:00Z"
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}["self"] == (
        f"http://testserver{address}"
    )
    newest, oldest = root.findall(f"{ATOM}entry")
    assert text(newest, "title") == "Article 1 <b>&"
    assert text(newest, "id") == f"urn:uuid:{Article.objects.get(slug='article-1-b').uuid}"
    assert (text(oldest, "published"), text(oldest, "updated")) == ("2026-11-25T09:00:00Z",) * 2
    assert newest.find(f"{ATOM}author/{ATOM}name").text == "Wendy Writer"  # type: ignore[union-attr]  # it is there
    assert newest.find(f"{ATOM}contributor/{ATOM}name").text == "Clara Clinician, MD"  # type: ignore[union-attr]
    assert newest.find(f"{ATOM}category").get("term") == "mental-health"  # type: ignore[union-attr]
    ids = [text(entry, "id") for entry in (newest, oldest)]
    assert len(set(ids)) == 2


def test_notices_come_first_in_the_summary_of_an_entry(cast: Cast, approved_notices: None, client: Client) -> None:
    publish(cast, 1, subjects=(factories.clonazepam(),), body="Clonazepam is a medicine [@sample2020].")

    summary = text(feed(client).findall(f"{ATOM}entry")[0], "summary")

    places = [summary.index(part) for part in ("Do not stop", "Two sentences of lead", "Medical disclaimer")]
    assert places == sorted(places)


def test_ids_stay_when_an_article_is_renamed(cast: Cast, approved_notices: None, client: Client) -> None:
    publish(cast, 1)
    before = feed(client)
    addresses.rename(Article.objects.get(), "another-address", by=cast.publisher, now=factories.later(days=1))

    after = feed(client)

    assert text(after, "id") == text(before, "id")
    old, new = before.findall(f"{ATOM}entry")[0], after.findall(f"{ATOM}entry")[0]
    assert text(new, "id") == text(old, "id")
    assert new.find(f"{ATOM}link").get("href") == "http://testserver/articles/another-address/"  # type: ignore[union-attr]


def test_a_feed_has_an_end(cast: Cast, approved_notices: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.reader.feeds.ENTRIES", 2)
    publish(cast, 3)

    titles = [text(entry, "title") for entry in feed(client).findall(f"{ATOM}entry")]

    assert titles == ["Article 2 <b>&", "Article 1 <b>&"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "cost"), [("/feed/", 2), ("/topics/mental-health/feed/", 3)])
def test_a_feed_costs_the_same_with_one_and_three_articles(
    address: str, cost: int, count: int, cast: Cast, approved_notices: None, client: Client
) -> None:
    publish(cast, count)

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    with CaptureQueriesContext(connection) as again:
        client.get(address)

    assert (len(queries), len(again)) == (cost, 1)


def test_a_feed_is_answered_304_by_tag_and_by_date(cast: Cast, approved_notices: None, client: Client) -> None:
    publish(cast, 2)
    start = datetime(2026, 12, 1, tzinfo=UTC)

    def get(after: timedelta, **headers: str) -> Any:
        with mock.patch("articles.reader.stamped.timezone.now", return_value=start + after):
            return client.get("/feed/", headers={name.replace("_", "-"): value for name, value in headers.items()})

    first = get(timedelta(0))
    assert "Last-Modified" not in first  # something could still happen in this second
    second = get(timedelta(seconds=5))
    assert second["Last-Modified"] == "Tue, 01 Dec 2026 00:00:00 GMT"
    assert get(timedelta(seconds=6), If_None_Match=first["ETag"]).status_code == 304
    by_date = get(timedelta(seconds=6), If_Modified_Since=second["Last-Modified"])
    assert (by_date.status_code, by_date.content) == (304, b"")
    assert get(timedelta(seconds=6), If_Modified_Since="nonsense").status_code == 200

    taking_down.withdraw(
        Article.objects.get(slug="article-0-b"), by=cast.publisher, now=start + timedelta(seconds=7), note="Wrong."
    )
    later = get(timedelta(seconds=9), If_Modified_Since=second["Last-Modified"])
    assert later.status_code == 200
    assert "Article 0" not in later.content.decode()


def test_an_empty_feed_is_a_feed_and_an_empty_topic_has_none(db: None, client: Client) -> None:
    factories.make_topic("Empty topic")

    assert feed(client).findall(f"{ATOM}entry") == []
    assert client.get("/topics/empty-topic/feed/").status_code == 404
    assert client.post("/feed/").status_code == 405


def test_pages_name_the_feeds_and_forms(cast: Cast, approved_notices: None, client: Client) -> None:
    publish(cast, 1)

    article = client.get("/articles/article-0-b/").content.decode()
    topic = client.get("/topics/mental-health/").content.decode()

    for address in ('"/feed/"', '"http://testserver/articles/article-0-b.md"', "/api/v1/articles/article-0-b/"):
        assert address in article.split("</head>")[0]
    assert '"/topics/mental-health/feed/"' in topic.split("</head>")[0]
