"""The index of questions: live questions only, an answer whole or not at all, at a fixed cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.content import Question, TopicFact
from articles.domain.publication import reframing, taking_down
from articles.models import Article, PublishedPage, PublishedQuestion, SiteState
from articles.rendering.answers import whole_answer
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


@pytest.fixture
def topic(db: None) -> TopicFact:
    return factories.topic_fact(factories.make_topic("Mental health"))


def publish_questions(cast: Cast, count: int, topic: TopicFact | None = None, **values: object) -> None:
    now = timezone.now()
    for place in range(count):
        draft = factories.make_draft(
            cast.writer,
            now=now,
            **{
                "title": f"Article {place}",
                "topics": (topic,) if topic else (),
                "questions": (Question(question=f"Is it number {place}?", answer="Yes [@sample2020]. **It** is."),),
            }
            | values,
        )
        factories.approve(factories.submit(draft, cast.writer, now=now), cast.clinician, now=now)
        factories.publish(draft, cast.publisher, now=now)


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


COSTS = {"/faq/": 3, "/faq/mental-health/": 3}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "cost"), COSTS.items())
def test_an_index_costs_the_same_with_one_and_three_questions(
    address: str, cost: int, count: int, cast: Cast, topic: TopicFact, client: Client
) -> None:
    publish_questions(cast, count, topic)

    with CaptureQueriesContext(connection) as queries:
        html = html_of(client, address)

    assert len(queries) == cost
    assert all(f"Is it number {place}?" in html for place in range(count))


def test_a_question_leads_to_its_answer_in_the_article(cast: Cast, topic: TopicFact, client: Client) -> None:
    publish_questions(cast, 1, topic)

    html = html_of(client, "/faq/")

    assert 'href="/articles/article-0/#question-1"' in html
    assert 'id="question-1"' in html_of(client, "/articles/article-0/")
    assert "<p>Yes. It is.</p>" in html
    assert 'href="/faq/mental-health/"' in html


@pytest.mark.parametrize("address", COSTS)
def test_the_general_notice_stands_under_the_questions(
    address: str, cast: Cast, topic: TopicFact, client: Client
) -> None:
    publish_questions(cast, 1, topic)
    general = PublishedPage.objects.get().general_notice

    assert f'<h2 id="disclaimer">{general.heading}</h2>' in html_of(client, address)


def test_withdrawn_questions_are_gone_on_the_next_request(cast: Cast, topic: TopicFact, client: Client) -> None:
    publish_questions(cast, 2, topic)
    taking_down.withdraw(Article.objects.get(slug="article-1"), by=cast.publisher, now=timezone.now(), note="Wrong.")

    for address in COSTS:
        html = html_of(client, address)
        assert "Is it number 0?" in html
        assert "number 1" not in html

    taking_down.withdraw(Article.objects.get(slug="article-0"), by=cast.publisher, now=timezone.now(), note="Wrong.")

    assert "No article with questions has been published yet." in html_of(client, "/faq/")
    assert client.get("/faq/mental-health/").status_code == 404


def test_questions_of_drafts_are_not_in_the_index(cast: Cast, topic: TopicFact, client: Client) -> None:
    publish_questions(cast, 1, topic)
    factories.make_draft(cast.writer, questions=(Question(question="A canary?", answer="Yes."),), topics=(topic,))

    assert "canary" not in html_of(client, "/faq/")
    assert "canary" not in html_of(client, "/faq/mental-health/")


def test_a_topic_without_questions_is_not_there(cast: Cast, topic: TopicFact, client: Client) -> None:
    publish_questions(cast, 1, topic, questions=())
    factories.make_topic("Diabetes")

    assert client.get("/faq/mental-health/").status_code == 404
    assert client.get("/faq/diabetes/").status_code == 404


def test_an_article_with_a_notice_of_its_own_keeps_its_answers_to_itself(cast: Cast, client: Client) -> None:
    publish_questions(cast, 1, subjects=(factories.clonazepam(),))

    html = html_of(client, "/faq/")

    assert "Is it number 0?" in html
    assert "Yes. It is." not in html
    assert "Answered in" in html


def test_an_answer_is_not_shown_after_notices_changed_until_the_page_was_framed_again(
    cast: Cast, client: Client
) -> None:
    publish_questions(cast, 1)
    SiteState.objects.update(notices_stamp=SiteState.objects.get().notices_stamp + 1)
    assert "Yes. It is." not in html_of(client, "/faq/")

    reframing.rebuild([PublishedPage.objects.get().pk], now=timezone.now())

    assert "Yes. It is." in html_of(client, "/faq/")


def test_an_answer_is_not_shown_after_the_day_of_its_page_has_passed(cast: Cast, client: Client) -> None:
    publish_questions(cast, 1)

    PublishedPage.objects.update(valid_until=timezone.now() - timedelta(hours=1))

    assert "Yes. It is." not in html_of(client, "/faq/")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Yes.</p>", "Yes."),
        ("<p>Yes.</p><p>It is.</p>", "Yes. It is."),
        ("<p>Take:</p><ul><li>one</li></ul>", ""),
        ('<p>Look:</p><figure><img alt="x"></figure>', ""),
        ("<p>CO<sub>2</sub></p>", ""),
        ("<p>10<sup>3</sup></p>", ""),
        ('<p>Yes<sup class="cite">[1]</sup>.</p>', "Yes."),
        ("<table><tr><td>1</td></tr></table>", ""),
        (f"<p>{'word ' * 100}</p>", ""),
    ],
)
def test_an_answer_is_shown_whole_or_not_at_all(html: str, shown: str) -> None:
    assert whole_answer(html) == shown


def test_a_question_is_escaped(cast: Cast, client: Client) -> None:
    publish_questions(cast, 1, questions=(Question(question="Is A<B & <script>?", answer="A<B."),))

    html = html_of(client, "/faq/")

    assert "Is A&lt;B &amp; &lt;script&gt;?" in html
    assert "<p>A&lt;B.</p>" in html


def test_a_long_index_has_pages(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.reader.questions.PAGE_SIZE", 1)
    publish_questions(cast, 2)

    first, second = html_of(client, "/faq/"), html_of(client, "/faq/?page=2")

    assert ("number 1" in first, "number 0" in first) == (True, False)
    assert ("number 1" in second, "number 0" in second) == (False, True)
    assert client.get("/faq/?page=3").status_code == 404


def test_rows_that_are_right_are_left_alone(cast: Cast) -> None:
    publish_questions(cast, 1)
    before = list(PublishedQuestion.objects.values_list("pk", flat=True))

    reframing.rebuild([PublishedPage.objects.get().pk], now=timezone.now())

    assert list(PublishedQuestion.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("address", COSTS)
def test_an_index_is_answered_304_without_cookies(address: str, cast: Cast, topic: TopicFact, client: Client) -> None:
    publish_questions(cast, 1, topic)
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, first.cookies) == (304, {})
