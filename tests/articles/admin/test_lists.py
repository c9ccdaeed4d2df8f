"""Lists of the admin with many rows: what they count, what they read, what their filters mean."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.admin import lists
from articles.models import Article, Draft, Publication
from tests import factories
from tests.conftest import Cast

ADMIN = "/admin/articles"
HEAVY = ('"content_json"', '"body_html"', '"findings"')


def shown(client: Client, query: str) -> list[str]:
    return [str(article) for article in client.get(f"{ADMIN}/article/?{query}").context["cl"].result_list]


def test_the_filter_asks_for_drafts_that_are_open(as_writer: Client, cast: Cast, publication: Publication) -> None:
    """The draft of a published article keeps its state when it is closed."""
    factories.submit(factories.make_draft(cast.writer, title="In review"), cast.writer)
    factories.make_draft(cast.writer, title="In work")

    assert shown(as_writer, "work=in_review") == ["In review"]
    assert shown(as_writer, "work=draft") == ["In work"]
    assert shown(as_writer, "work=approved") == []
    assert shown(as_writer, "work=none") == ["A sample article"]
    assert len(shown(as_writer, "work=nonsense")) == 3


@pytest.mark.parametrize("query", ["page=", "id=", "pk=", "id__in=1,", "drafts=", "e=1&page="])
def test_a_number_that_is_no_key_is_a_bad_request(query: str, as_writer: Client) -> None:
    """The database would fail on it."""
    assert as_writer.get(f"{ADMIN}/article/?{query}{'9' * 24}").status_code in {302, 400}


def test_an_article_with_two_drafts_is_listed_once(as_writer: Client, cast: Cast, publication: Publication) -> None:
    for lane in ("main", "correction"):
        as_writer.post(f"/admin/desk/articles/{publication.article_id}/open-draft/{lane}/")
    assert Draft.objects.open().count() == 2

    assert shown(as_writer, "work=draft") == ["A sample article"]


@pytest.mark.parametrize(("most", "is_cut"), [(2, True), (3, False)])
def test_a_list_counts_so_far_and_says_when_it_ends_there(
    most: int, is_cut: bool, as_writer: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST", most)
    for number in range(3):
        factories.make_draft(cast.writer, title=f"Text {number}")

    with CaptureQueriesContext(connection) as queries:
        response = as_writer.get(f"{ADMIN}/article/")

    assert (response.context["cl"].result_count, Article.objects.count()) == (most, 3)
    assert (f"The first {most} are listed. Search or filter for the rest." in response.content.decode()) is is_cut
    counting = [row["sql"] for row in queries if "COUNT(" in row["sql"].upper()]
    assert counting and all(f"LIMIT {most + 1}" in sql for sql in counting)


@pytest.mark.parametrize("model", ["revision", "decision", "publication"])
def test_a_list_of_records_says_where_it_ends(
    model: str, as_writer: Client, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST", 0)

    assert "The first 0 are listed." in as_writer.get(f"{ADMIN}/{model}/").content.decode()


@pytest.mark.parametrize("model", ["revision", "decision", "publication"])
def test_a_list_of_records_reads_no_text_and_costs_the_same(
    model: str, as_writer: Client, cast: Cast, publication: Publication, django_assert_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as one:
        as_writer.get(f"{ADMIN}/{model}/")
    for number in range(2):
        draft = factories.make_draft(cast.writer, title=f"Text {number}")
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)

    with django_assert_num_queries(len(one)):
        assert as_writer.get(f"{ADMIN}/{model}/").context["cl"].result_count == 3
    assert [row["sql"] for row in one if any(column in row["sql"] for column in HEAVY)] == []
