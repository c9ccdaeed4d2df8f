"""A list shows what is written in its language, and nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.content import Question
from articles.domain.drafting.conversion import subject_fact
from articles.domain.publication import reframing, taking_down
from articles.models import Article, PublishedName, PublishedPage, PublishedPerson, PublishedTopic, SearchWord, Subject
from tests import factories
from tests.conftest import Cast

LISTS = (
    "/",
    "/articles/",
    "/topics/mental-health/",
    "/subjects/clonazepam/",
    "/faq/",
    "/faq/mental-health/",
    "/people/wendy-writer/",
    "/people/wendy-writer/written/",
    "/search/?q=clonazepam",
    "/feed/",
    "/topics/mental-health/feed/",
)


@pytest.fixture
def both(cast: Cast, approved_notices: None) -> None:
    """One article in English, one in Spanish, of the same topic and subject, by the same people."""
    factories.approve_notices_in("es", cast.clinician)
    topic = factories.topic_fact(factories.make_topic("Mental health"))
    subject = subject_fact(Subject.objects.prefetch_related("classes").get(slug="clonazepam"))
    for locale, title in (("en", "Clonazepam in English"), ("es-MX", "El clonazepam en español")):
        publish(cast, locale, title, topics=(topic,), subjects=(subject,))


def publish(cast: Cast, locale: str, title: str, **values: Any) -> None:
    question = Question(question=f"What of {title}?", answer="It is an answer.")
    draft = factories.make_draft(cast.writer, locale=locale, title=title, questions=(question,), **values)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_shows_the_articles_of_its_language(address: str, both: None, client: Client) -> None:
    english, spanish = (client.get(address).content.decode(), client.get(f"/es{address}").content.decode())

    assert ("clonazepam-in-english" in english, "el-clonazepam-en-espanol" in english) == (True, False)
    assert ("clonazepam-in-english" in spanish, "el-clonazepam-en-espanol" in spanish) == (False, True)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_in_each_language(address: str, both: None, client: Client) -> None:
    costs = []
    for one in (address, f"/es{address}"):
        with CaptureQueriesContext(connection) as queries:
            client.get(one)
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_without_an_article_in_its_language_is_there_and_empty(
    address: str, both: None, cast: Cast, client: Client
) -> None:
    taking_down.withdraw(Article.objects.get(locale="es-MX"), by=cast.publisher, now=factories.NOW, note="Wrong.")

    response = client.get(f"/es{address}")
    html = response.content.decode()

    assert response.status_code == 200
    assert "clonazepam-in-english" not in html
    if "people/wendy-writer/" not in address and "feed" not in address:
        assert html.count('<meta name="robots" content="noindex">') == 1
        assert 'content="noindex"' not in client.get(address).content.decode() or "search" in address


def test_home_names_the_topics_and_letters_of_its_language(both: None, cast: Cast, client: Client) -> None:
    publish(cast, "es", "Sobre la gripe", topics=(factories.topic_fact(factories.make_topic("Infections")),))

    english, spanish = client.get("/").content.decode(), client.get("/es/").content.decode()

    assert ("/topics/infections/" in english, "/es/topics/infections/" in spanish) == (False, True)
    assert ("?letter=C" in english, "/es/subjects/?letter=C" in spanish) == (True, True)


ROWS = (PublishedName, PublishedPerson, PublishedTopic, SearchWord)


def languages_beside(page: PublishedPage) -> list[set[str]]:
    return [set(model._default_manager.filter(page=page).values_list("language", flat=True)) for model in ROWS]


def test_rows_beside_a_page_say_its_language_and_a_wrong_one_is_mended(both: None) -> None:
    pages = PublishedPage.objects.order_by("pk")
    english, spanish = pages
    assert [(page.locale, page.language) for page in pages] == [("en", "en"), ("es-MX", "es")]
    assert (languages_beside(english), languages_beside(spanish)) == ([{"en"}] * len(ROWS), [{"es"}] * len(ROWS))
    for model in ROWS:
        model._default_manager.filter(page=spanish).update(language="en")

    reframing.rebuild([spanish.pk], now=timezone.now())

    assert languages_beside(spanish) == [{"es"}] * len(ROWS)


def test_a_page_in_a_language_without_lists_has_its_own_address_alone(
    approved_notices: None, cast: Cast, client: Client
) -> None:
    factories.approve_notices_in("fr", cast.clinician)
    publish(cast, "fr", "Un article")

    assert client.get("/articles/un-article/").status_code == 200
    assert "un-article" in client.get("/sitemap-0.xml").content.decode()
    assert not any("un-article" in client.get(one).content.decode() for one in ("/articles/", "/es/articles/"))


def test_the_search_mends_a_word_with_one_of_its_language(both: None, cast: Cast, client: Client) -> None:
    assert "Clonazepam in English" in client.get("/search/?q=englsih").content.decode()
    assert "in-english" not in client.get("/es/search/?q=englsih").content.decode()


def test_common_words_of_spanish_do_not_narrow_a_search(both: None, client: Client) -> None:
    html = client.get("/es/search/?q=qué+es+para+mí+el+clonazepam").content.decode()

    assert "el-clonazepam-en-espanol" in html


@pytest.mark.parametrize("address", ["/es/faq/", "/es/search/?q=clonazepam"])
def test_a_language_without_an_approved_notice_shows_none_of_another(
    address: str, approved_notices: None, cast: Cast, client: Client
) -> None:
    assert 'id="disclaimer"' not in client.get(address).content.decode()
    assert "notice--crisis" not in client.get("/es/search/?q=suicide").content.decode()
    assert "notice--crisis" in client.get("/search/?q=suicide").content.decode()

    factories.approve_notices_in("es", cast.clinician)

    assert "es: " in client.get("/es/search/?q=suicide").content.decode()


def test_a_feed_says_its_language_and_is_another_one_than_that_of_english(both: None, client: Client) -> None:
    english, spanish = client.get("/feed/").content.decode(), client.get("/es/feed/").content.decode()

    assert ('xml:lang="en"' in english, 'xml:lang="es"' in spanish) == (True, True)
    assert "Library: Todos los artículos</title>" in spanish
    assert english.split("</id>")[0] != spanish.split("</id>")[0]
