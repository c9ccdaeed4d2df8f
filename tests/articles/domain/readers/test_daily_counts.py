"""Views and searches: counted in the shared cache, carried over once an hour, never twice."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from articles.choices import Counted
from articles.domain.readers import daily_counts
from articles.models import DailyCount, Publication
from medsite import env
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/articles/a-sample-article/"
A_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def _shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache of this process, as if all machines shared it."""
    monkeypatch.setattr(daily_counts, "are_counted", lambda: True)


def collected() -> dict[str, int]:
    cache.delete("count:collected")
    daily_counts.collect(now=factories.timezone_now())
    return DailyCount.objects.by_kind()


def visit(client: Client, **headers: str) -> int:
    return client.get(PAGE, headers={"User-Agent": A_BROWSER} | headers).status_code


@pytest.mark.usefixtures("_shared")
def test_a_view_costs_no_statement_and_is_counted_once(
    client: Client, publication: Publication, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert visit(client) == 200
    visit(client)

    assert collected() == {Counted.VIEWS: 2}
    assert collected() == {Counted.VIEWS: 2}
    visit(client)
    assert collected() == {Counted.VIEWS: 3}
    assert DailyCount.objects.get().article == publication.article


@pytest.mark.usefixtures("_shared")
@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Examplebot/2.1; +http://example.org/bot.html)"},
        {"User-Agent": "curl/8.0"},
        {"User-Agent": ""},
        {"Sec-Purpose": "prefetch;prerender"},
    ],
)
def test_programs_and_pages_loaded_on_suspicion_are_not_counted(
    client: Client, publication: Publication, headers: dict[str, str]
) -> None:
    visit(client, **headers)

    assert collected() == {}


@pytest.mark.usefixtures("_shared")
def test_addresses_where_nothing_is_are_not_counted(client: Client, publication: Publication) -> None:
    client.get("/articles/nothing-here/", headers={"User-Agent": A_BROWSER})

    assert collected() == {}


@pytest.mark.usefixtures("_shared")
def test_searches_are_counted_without_their_words(client: Client, publication: Publication) -> None:
    client.get("/search/?q=sample")
    client.get("/search/?q=qqqqqq")
    client.get("/search/")

    assert collected() == {Counted.SEARCHES: 2, Counted.NOT_FOUND: 1}


@pytest.mark.usefixtures("_shared")
def test_sums_are_collected_once_an_hour(client: Client, publication: Publication) -> None:
    visit(client)
    now = factories.timezone_now()

    assert daily_counts.collect(now=now) == 1
    visit(client)
    assert daily_counts.collect(now=now) == 0


def test_without_a_shared_cache_nothing_is_counted(client: Client, publication: Publication) -> None:
    visit(client)

    assert collected() == {}


@pytest.mark.usefixtures("_shared")
def test_a_cache_that_is_down_costs_no_reader_a_page(
    client: Client, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ConnectionError("nobody is there")

    monkeypatch.setattr(cache, "incr", broken)

    assert visit(client) == 200


@pytest.mark.parametrize(
    ("url", "counted"), [("locmem://", False), ("database://kept", False), ("redis://127.0.0.1:6379/0", True)]
)
def test_views_are_counted_where_a_redis_is_shared(settings: Settings, url: str, counted: bool) -> None:
    settings.CACHES = {"default": env.cache_from_url(url)}

    assert daily_counts.are_counted() is counted
