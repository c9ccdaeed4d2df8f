"""What migrations do to rows that are there, tried on today's tables where these still have the columns."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import models

from articles.models import (
    Publication,
    PublishedName,
    PublishedPage,
    PublishedPerson,
    PublishedTopic,
    SearchWord,
    Subject,
    Topic,
)
from tests import factories
from tests.articles.domain.drafting.test_translations import put_live
from tests.conftest import Cast

WRITTEN: tuple[type[models.Model], ...] = (PublishedPage, PublishedName, PublishedPerson, PublishedTopic, SearchWord)


@pytest.mark.parametrize("locale", ["es", "es-MX"])
def test_pages_and_the_rows_beside_them_get_the_language_of_their_text(
    locale: str, cast: Cast, publication: Publication
) -> None:
    factories.approve_general_notice(cast.clinician, locale)
    topic, subject = Topic.objects.create(name="Sleep", slug="sleep"), Subject.objects.get(slug="clonazepam")
    put_live(cast, factories.make_translation(publication.article, cast.writer, locale=locale))
    for page in PublishedPage.objects.all():
        PublishedTopic.objects.create(page=page, topic=topic, language=page.language)
        PublishedName.objects.create(page=page, subject=subject, name="Clonazepam", letter="C", language=page.language)
    wanted = _languages()
    assert all({language for _, language in rows} == {"en", "es"} for rows in wanted.values())
    for model in WRITTEN:
        model._default_manager.update(language="en")  # as the columns begin

    import_module("articles.migrations.0156_language_of_pages").say_languages(apps, None)

    assert _languages() == wanted


def _languages() -> dict[str, list[tuple[int, str]]]:
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list("pk", "language")) for model in WRITTEN
    }
