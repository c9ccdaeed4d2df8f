"""Articles like one that somebody begins: found by words and names, in few statements, and never in the way."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.domain.drafting import drafts
from articles.domain.drafting.similar import similar
from articles.models import Article, ArticleWord, Draft
from tests import factories
from tests.articles.admin.test_draft_form import address, form_data
from tests.conftest import Cast

NEW = "/admin/articles/article/add/"


@pytest.fixture
def there(cast: Cast) -> Draft:
    return factories.make_draft(cast.writer, title="Clonazepam and driving")


def titles(title: str, **values: Any) -> list[str]:
    return [one.title for one in similar(title, **values)]


@pytest.mark.parametrize(
    "title",
    ["Driving with clonazepam", "Klonopin and driving", "May I drive on clonazepam?", "CLONAZEPAM: DRIVING"],
)
def test_other_words_of_the_same_are_like_it(title: str, there: Draft) -> None:
    assert titles(title) == ["Clonazepam and driving"]


@pytest.mark.parametrize("title", ["Clonazepam and serotonin", "Driving at night", "Insomnia", "", "and the of"])
def test_another_question_is_not_like_it(title: str, there: Draft) -> None:
    assert titles(title) == []


def test_subjects_count_beside_the_title_and_the_article_itself_does_not(cast: Cast) -> None:
    draft = factories.make_draft(cast.writer, title="Driving safely", subjects=(factories.clonazepam(),))

    assert titles("Safe driving", subjects=["clonazepam"]) == ["Driving safely"]
    assert titles("Driving safely", subjects=["clonazepam"], to=draft.article_id) == []


def test_the_words_follow_the_title(cast: Cast, there: Draft) -> None:
    factories.save(there, cast.writer, title="Something about migraine")

    assert titles("Clonazepam and driving") == []
    assert titles("Migraine: something") == ["Something about migraine"]
    drafts.give_up_draft(there, by=cast.writer, now=factories.NOW)
    assert (ArticleWord.objects.count(), Article.objects.count()) == (0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_with_one_and_three(count: int, cast: Cast) -> None:
    for place in range(count):
        factories.make_draft(cast.writer, title=f"Clonazepam and driving {place}")

    with CaptureQueriesContext(connection) as queries:
        found = similar("Clonazepam and driving")

    assert (len(found), len(queries)) == (count, 4)


def test_a_new_article_shows_them_first_and_is_made_all_the_same(as_writer: Client, there: Draft) -> None:
    typed = {"title": "Klonopin and driving", "article_type": "drug", "begins_with_headings": "on"}

    asked = as_writer.post(NEW, typed)

    html = asked.content.decode()
    assert Article.objects.count() == 1
    assert f'<a href="/admin/desk/articles/{there.article_id}/">Clonazepam and driving</a>' in html
    assert 'type="checkbox" name="all_the_same"' in html
    assert 'value="Klonopin and driving"' in html
    as_writer.post(NEW, typed | {"all_the_same": "on"})
    assert Article.objects.count() == 2


def test_a_new_article_like_no_other_is_made_at_once(as_writer: Client, there: Draft) -> None:
    as_writer.post(NEW, {"title": "Migraine", "article_type": "", "begins_with_headings": "on"})

    assert Article.objects.count() == 2


def test_a_title_of_an_article_is_text_in_the_answer(as_writer: Client, cast: Cast) -> None:
    factories.make_draft(cast.writer, title="Migraine <b>bold</b>")

    html = as_writer.post(NEW, {"title": "Migraine bold", "article_type": ""}).content.decode()

    assert "Migraine &lt;b&gt;bold" in html


def test_the_form_shows_them_and_follows_the_title(as_writer: Client, cast: Cast, there: Draft) -> None:
    mine = factories.make_draft(cast.writer, title="Insomnia")
    assert "like this one" not in as_writer.get(address(mine)).content.decode()

    data = form_data(as_writer, mine) | {"title": "Klonopin: driving"}
    answer = as_writer.post(f"/admin/desk/drafts/{mine.pk}/live/", data).json()

    assert "1 article like this one" in answer["findings"]
    factories.save(mine, cast.writer, title="Klonopin: driving")
    assert "1 article like this one" in as_writer.get(f"/admin/desk/drafts/{mine.pk}/submit/").content.decode()
