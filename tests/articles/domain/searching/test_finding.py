"""The list of articles is searched by the beginnings of words, alike on every database and along an index."""

import pytest
from django.db import connection
from django.test import Client

from articles.domain.publication import addresses
from articles.domain.searching import finding
from articles.models import Article, Draft
from tests import factories
from tests.conftest import Cast


def found(typed: str) -> list[str]:
    return [str(article) for article in finding.find(Article.objects.order_by("working_title"), typed)]


@pytest.fixture
def titled(cast: Cast) -> list[Draft]:
    titles = ("Migraine in children", "Living with migraines", "Épilepsie et sommeil", "100% of doses, in_order")
    return [factories.make_draft(cast.writer, title=title) for title in titles]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("migr", ["Living with migraines", "Migraine in children"]),
        ("MIGRAINES", ["Living with migraines"]),
        ("chil migr", ["Migraine in children"]),
        ("epilepsie", ["Épilepsie et sommeil"]),
        ("épi somm", ["Épilepsie et sommeil"]),
        ("100-of-doses", ["100% of doses, in_order"]),
        ("graine", []),
        ("migraine zzzz", []),
        ("%", []),
        ("_ '", []),
        ("\x00", []),
    ],
)
def test_each_word_begins_a_word_of_the_title(typed: str, titles: list[str], titled: list[Draft]) -> None:
    assert found(typed) == titles


def test_nothing_typed_is_no_search(titled: list[Draft]) -> None:
    assert len(found(" ")) == 4


def test_the_words_follow_title_and_address(cast: Cast, titled: list[Draft]) -> None:
    factories.save(titled[0], cast.writer, title="Headaches in children")
    addresses.rename(Article.objects.get(pk=titled[1].article_id), "a-new-place", by=cast.publisher, now=factories.NOW)

    assert (found("headache"), found("plac")) == (["Headaches in children"], ["Living with migraines"])
    assert found("migraine in") == ["Headaches in children"], "its address still says so"
    assert found("with") == ["Living with migraines"]


def test_the_admin_searches_so_and_answers_any_signs(as_writer: Client, titled: list[Draft]) -> None:
    answers = [as_writer.get("/admin/articles/article/", {"q": typed}) for typed in ("chil", '"%_\\', "x" * 5_000)]

    assert [response.status_code for response in answers] == [200, 200, 200]
    assert [[str(row) for row in response.context["cl"].result_list] for response in answers] == [
        ["Migraine in children"],
        [],
        [],
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads few rows without any index")
def test_the_search_reads_along_the_index(titled: list[Draft]) -> None:
    plan = finding.find(Article.objects.order_by("-created_at"), "migr")[:50].explain()

    assert "articles_by_term" in plan
