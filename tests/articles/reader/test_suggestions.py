"""What the search box proposes: names, titles and questions of live pages, for the first letters only."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.content import Question
from articles.domain.publication import taking_down
from articles.domain.searching import completing
from articles.models import Article
from articles.reader import suggestions
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def put(cast: Cast, title: str, **values: Any) -> None:
    """A live article without questions, unless it is given some."""
    factories.put_live(cast, now=timezone.now(), **{"title": title, "questions": ()} | values)


@pytest.fixture
def library(cast: Cast) -> None:
    asked = (Question(question="Is clonazepam addictive?", answer="The body can depend on it."),)
    put(cast, "Stopping clonazepam: why slowly", subjects=(factories.clonazepam(),), questions=asked)
    put(cast, "Café and sleep", body="Coffee keeps people awake [@sample2020].")


def proposed(client: Client, beginning: str) -> list[tuple[str, str, str]]:
    response = client.get("/search/suggestions/", {"q": beginning})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return [(one["text"], one["kind"], one["url"]) for one in json.loads(response.content)["proposals"]]


CLONAZEPAM = [
    ("Clonazepam", "Medicine", "/subjects/clonazepam/"),
    ("Stopping clonazepam: why slowly", "Article", "/articles/stopping-clonazepam-why-slowly/"),
    ("Is clonazepam addictive?", "Question", "/articles/stopping-clonazepam-why-slowly/#question-1"),
]


@pytest.mark.parametrize("beginning", ["clo", "CLO", " clonaz ", "clonazep"])
def test_names_come_first_then_titles_and_questions(beginning: str, library: None, client: Client) -> None:
    assert proposed(client, beginning) == CLONAZEPAM


def test_a_brand_name_says_what_it_is_of(library: None, client: Client) -> None:
    assert proposed(client, "klo") == [("Klonopin", "Brand name of Clonazepam", "/subjects/clonazepam/")]


def test_several_words_all_have_to_begin_so_and_accents_do_not_count(library: None, client: Client) -> None:
    assert [text for text, _, _ in proposed(client, "cafe sl")] == ["Café and sleep"]
    assert proposed(client, "cafe ac") == []


@pytest.mark.parametrize("typed", ["", "cl", "clonazepam", "'; --", "%", "\x00\x00\x00", "x" * 500, "cl" * 20])
def test_what_is_too_short_or_too_long_is_answered_with_nothing(typed: str, library: None, client: Client) -> None:
    assert proposed(client, typed) == []


def test_a_withdrawn_article_is_proposed_no_more(library: None, cast: Cast, client: Client) -> None:
    article = Article.objects.get(slug__startswith="stopping")
    taking_down.withdraw(article, by=cast.publisher, now=timezone.now(), note="It was wrong.")

    assert proposed(client, "clo") == proposed(client, "clonaz") == proposed(client, "klo") == []


def test_more_than_fit_is_said(library: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completing, "MOST", 2)

    answer = json.loads(client.get("/search/suggestions/?q=clo").content)

    assert ([one["text"] for one in answer["proposals"]], answer["more"]) == (
        [CLONAZEPAM[0][0], CLONAZEPAM[1][0]],
        True,
    )


def test_short_beginnings_are_kept_and_longer_ones_are_in_no_cache(library: None, client: Client) -> None:
    for beginning, cold, warm, control in (
        ("clo", 4, 1, "public, no-cache"),
        ("clona", 3, 3, "private, no-store"),
    ):
        with CaptureQueriesContext(connection) as queries:
            response: Any = client.get("/search/suggestions/", {"q": beginning})
        with CaptureQueriesContext(connection) as again:
            proposed(client, beginning)

        assert (len(queries), len(again)) == (cold, warm)
        assert response["Cache-Control"] == control
        assert response["X-Robots-Tag"] == "noindex"
        assert response.cookies == {}


def test_who_asks_too_often_is_refused_until_the_minute_is_over_and_nobody_else(
    library: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions.LIMIT, "times", 1)
    assert proposed(client, "clo") == CLONAZEPAM

    refused = client.get("/search/suggestions/?q=clona")

    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (429, "60", "no-store")
    assert json.loads(refused.content) == {"proposals": [], "more": False}
    assert proposed(client, "clo") == CLONAZEPAM  # it is kept
    somebody_else = Client(REMOTE_ADDR="192.0.2.7")
    assert proposed(somebody_else, "clona") == CLONAZEPAM
    cache.clear()
    assert proposed(client, "clona") == CLONAZEPAM
