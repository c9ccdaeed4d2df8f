"""Topics by the names that a language has for them; where it has none, by the main name, which says its language."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from articles.domain.publication import reframing
from articles.models import PublishedPage, Topic, TopicName
from tests import factories
from tests.articles.reader.test_lists_by_language import publish
from tests.conftest import Cast


@pytest.fixture
def spanish(cast: Cast, approved_notices: None) -> Topic:
    """A topic with a Spanish article."""
    factories.approve_notices_in("es", cast.clinician)
    topic = factories.make_topic("Sleep", intro="How to sleep well.")
    publish(cast, "es", "Dormir", topics=(factories.topic_fact(topic),))
    return topic


def named(topic: Topic, **values: str) -> None:
    TopicName.objects.create(topic=topic, language="es", **{"name": "Sueño", "intro": "Cómo dormir bien."} | values)


ADDRESSES = ("/es/", "/es/topics/sleep/", "/es/faq/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_calls_a_topic_as_its_language_does(address: str, spanish: Topic, client: Client) -> None:
    named(spanish)

    html = client.get(address).content.decode()

    assert ">Sueño</" in html
    assert "<p>Cómo dormir bien.</p>" in html or '<p class="lede">Cómo dormir bien.</p>' in html
    assert "Sleep" not in html


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_topic_without_a_name_in_a_language_says_in_which_one_it_is(
    address: str, spanish: Topic, client: Client
) -> None:
    html = client.get(address).content.decode()

    assert ' lang="en">Sleep</' in html
    assert ' lang="en">How to sleep well.</p>' in html


def test_a_name_without_a_sentence_borrows_none(spanish: Topic, client: Client) -> None:
    named(spanish, intro="")

    html = client.get("/es/topics/sleep/").content.decode()

    assert ">Sueño</h1>" in html
    assert "How to sleep well." not in html


def test_a_page_calls_its_topics_as_its_language_does(cast: Cast, spanish: Topic, client: Client) -> None:
    assert '<a href="/es/topics/sleep/" lang="en">Sleep</a>' in client.get("/articles/dormir/").content.decode()

    named(spanish)
    publish(cast, "es", "Dormir mejor", topics=(factories.topic_fact(spanish),))

    page = PublishedPage.objects.get(slug="dormir-mejor").document
    assert '<a href="/es/topics/sleep/">Sueño</a>' in page
    assert "Sleep" not in page


def test_english_lists_and_pages_stay_as_they_were(cast: Cast, spanish: Topic, client: Client) -> None:
    named(spanish)
    publish(cast, "en", "Sleeping", topics=(factories.topic_fact(spanish),))

    for address in ("/", "/topics/sleep/", "/articles/sleeping/"):
        html = client.get(address).content.decode()
        assert ">Sleep</" in html
        assert "Sueño" not in html


def test_topics_stand_in_the_order_of_the_names_that_are_shown(cast: Cast, spanish: Topic) -> None:
    named(spanish, name="Zzz")
    factories.make_topic("Heart")

    assert [topic.shown_name for topic in Topic.objects.said_in("es")] == ["Heart", "Zzz"]
    assert [topic.shown_name for topic in Topic.objects.said_in("en")] == ["Heart", "Sleep"]


def test_a_topic_has_one_name_in_a_language(spanish: Topic) -> None:
    named(spanish)

    with pytest.raises(IntegrityError), transaction.atomic():
        named(spanish, name="Dormir")


def test_a_name_is_given_in_the_admin_and_reaches_live_pages_at_once(
    spanish: Topic, as_writer: Client, client: Client
) -> None:
    names = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "0-language": "es", "0-name": "Sueño", "0-intro": ""}
    sent = {"name": "Sleep", "intro": "How to sleep well."} | {f"names-{name}": value for name, value in names.items()}

    response = as_writer.post(f"/admin/articles/topic/{spanish.pk}/change/", sent)

    assert response.status_code == 302
    assert '<a href="/es/topics/sleep/">Sueño</a>' in client.get("/articles/dormir/").content.decode()


def test_a_feed_calls_the_topic_and_its_articles_as_the_language_does(spanish: Topic, client: Client) -> None:
    named(spanish)
    reframing.rebuild([PublishedPage.objects.get().pk], now=timezone.now())

    feed = client.get("/es/topics/sleep/feed/").content.decode()

    assert "Library: Sueño</title>" in feed
    assert '<category term="sleep" label="Sueño"/>' in feed
