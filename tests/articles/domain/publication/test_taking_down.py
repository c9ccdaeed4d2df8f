"""Texts that are taken from readers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.choices import PublicState
from articles.domain.errors import Refused
from articles.domain.publication import taking_down
from articles.models import (
    Article,
    Publication,
    PublishedPage,
    PublishedTopic,
)
from tests import factories
from tests.conftest import Cast


def test_withdrawing_takes_the_page_away_and_says_why(cast: Cast, publication: Publication) -> None:
    with pytest.raises(Refused, match="reason in plain words"):
        taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="")
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="A source was retracted.")

    assert PublishedPage.objects.count() == PublishedTopic.objects.count() == 0
    assert Article.objects.get().public_state == PublicState.WITHDRAWN
    assert Publication.objects.order_by("number").values_list("kind", flat=True)[1] == "withdrawn"


def test_the_clock_holds_an_article_once(cast: Cast, publication: Publication) -> None:
    article = publication.article

    with CaptureQueriesContext(connection) as queries:
        taking_down.withdraw_overdue(article, now=factories.later(days=10_000))

    row = f'FROM "articles_article" WHERE "articles_article"."id" = {article.pk}'
    assert sum(row in query["sql"] for query in queries.captured_queries) == 1
    assert PublishedPage.objects.count() == 0
