"""Two people at the same moment, with real commits: one act wins, the other is refused, nothing is lost."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.errors import Refused
from articles.domain.publication import addresses, reframing, taking_down
from articles.models import Article, Decision, Draft, Publication, PublishedPage, ReviewCall, Revision, Snapshot
from medsite.audit import trail
from medsite.audit.models import AuditEntry
from tests import factories
from tests.conftest import Cast, make_cast

pytestmark = pytest.mark.usefixtures("committed_db")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads that start together; give results and refusals in the order of the acts."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = act()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test looks at it
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    unexpected = [result for result in results if isinstance(result, Exception) and not isinstance(result, Refused)]
    assert unexpected == []
    return results


def refused(results: list[Any]) -> int:
    return sum(isinstance(result, Refused) for result in results)


@pytest.fixture
def people() -> Cast:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    return cast


@pytest.fixture
def waiting(people: Cast) -> Revision:
    return factories.submit(factories.make_draft(people.writer), people.writer)


def test_of_two_saves_one_is_stored_and_the_other_is_told(people: Cast) -> None:
    draft = factories.make_draft(people.writer)

    def save(title: str) -> Callable[[], Any]:
        content = draft_content(draft).model_copy(update={"title": title})
        return lambda: drafts.save_draft(draft, content, expected_version=1, by=people.writer, now=factories.NOW)

    results = at_once(save("One"), save("Two"))

    stored = Draft.objects.get()
    assert refused(results) == 1
    assert stored.version == 2
    assert stored.title == ("One" if isinstance(results[1], Refused) else "Two")
    assert Snapshot.objects.count() == 2


def test_of_two_submissions_one_cuts_a_revision(people: Cast) -> None:
    draft = factories.make_draft(people.writer)
    acts = [lambda: workflow.submit(draft, expected_version=1, by=people.writer, now=factories.NOW)] * 2

    results = at_once(*acts)

    assert refused(results) == 1
    assert Revision.objects.count() == 1


def test_a_text_is_approved_or_sent_back_never_both(people: Cast, waiting: Revision) -> None:
    results = at_once(
        lambda: factories.approve(waiting, people.clinician),
        lambda: factories.request_changes(waiting, people.second_clinician),
    )

    assert refused(results) == 1
    assert Decision.objects.count() == 1
    assert Draft.objects.get().state in {"approved", "changes_requested"}


def test_two_clicks_of_one_clinician_are_one_signature(people: Cast, waiting: Revision) -> None:
    results = at_once(*[lambda: factories.approve(waiting, people.clinician)] * 2)

    assert refused(results) == 1
    assert Decision.objects.count() == 1


def test_a_text_that_is_recalled_while_it_is_signed_is_one_or_the_other(people: Cast, waiting: Revision) -> None:
    results = at_once(
        lambda: factories.approve(waiting, people.clinician),
        lambda: workflow.recall(waiting.draft, by=people.writer, now=factories.NOW),
    )

    assert refused(results) == 1
    assert (Draft.objects.get().state == "approved") == (Decision.objects.count() == 1)


def test_two_publishers_publish_once(people: Cast, waiting: Revision) -> None:
    factories.approve(waiting, people.clinician)

    results = at_once(*[lambda: factories.publish(waiting.draft, people.publisher)] * 2)

    assert refused(results) == 1
    assert Publication.objects.count() == PublishedPage.objects.count() == 1


def test_withdrawing_twice_at_once_is_one_withdrawal(people: Cast, waiting: Revision) -> None:
    factories.approve(waiting, people.clinician)
    article = factories.publish(waiting.draft, people.publisher).article

    results = at_once(
        *[lambda: taking_down.withdraw(article, by=people.publisher, now=factories.NOW, note="Wrong.")] * 2
    )

    assert refused(results) == 1
    assert Publication.objects.filter(kind="withdrawn").count() == 1


def test_two_articles_never_take_the_place_of_each_other(people: Cast) -> None:
    one, other = (factories.make_draft(people.writer, title=title).article for title in ("One", "Other"))

    def replace(article: Article, successor: Article) -> Callable[[], Any]:
        now, by = factories.NOW, people.publisher
        return lambda: addresses.settle(article, slug=article.slug, successor=successor, by=by, now=now)

    for _ in range(5):
        results = at_once(replace(one, other), replace(other, one))

        assert refused(results) == 1
        assert Article.objects.filter(successor__isnull=False).count() == 1
        Article.objects.update(successor=None)


def test_an_article_is_stopped_while_its_next_draft_is_sent(
    monkeypatch: pytest.MonkeyPatch, people: Cast, waiting: Revision
) -> None:
    """Whoever acts on an article holds its row; a row that only points to it has to get by, or both wait for ever."""
    factories.approve(waiting, people.clinician)
    article = factories.publish(waiting.draft, people.publisher).article
    draft = drafts.open_draft(article, by=people.writer, now=factories.NOW)
    held, sent = threading.Event(), threading.Event()
    record = trail.record
    got_by: list[bool] = []

    def once_the_other_is_through(**entry: Any) -> AuditEntry:
        if entry["act"] == "article.withdrawn":
            held.set()
            got_by.append(sent.wait(timeout=5 if connection.vendor == "postgresql" else 0))
        return record(**entry)

    def stop() -> Publication:
        return taking_down.withdraw(article, by=people.publisher, now=factories.NOW, note="Wrong.")

    def send() -> Revision:
        held.wait(timeout=5)
        revision = workflow.submit(draft, expected_version=1, by=people.writer, now=factories.NOW)
        sent.set()
        return revision

    monkeypatch.setattr(trail, "record", once_the_other_is_through)
    results = at_once(stop, send)

    assert refused(results) == 0
    assert got_by == [connection.vendor == "postgresql"]


def test_the_trail_holds_when_many_write_at_once(people: Cast) -> None:
    before = AuditEntry.objects.count()

    def create() -> None:
        for _ in range(5):
            drafts.create_article(ArticleContent(title="T"), by=people.writer, now=factories.NOW)

    at_once(*[create] * 4)

    assert AuditEntry.objects.count() == before + 20
    assert list(trail.verify()) == []


def _approved_translation(people: Cast, original: Article, locale: str) -> Draft:
    factories.approve_general_notice(people.clinician, locale)
    draft = factories.make_translation(original, people.writer, locale=locale, title=f"Una muestra {locale}")
    factories.approve(factories.submit(draft, people.writer), people.clinician)
    return draft


def _what_readers_get_is_what_is_true() -> None:
    """Each stored page is what it would be if it were framed now, or counts as out of date."""
    for page in PublishedPage.objects.select_related("article", "publication__revision__article"):
        framed = reframing.reframe(page, now=factories.later(hours=2))
        assert page.frame_version == "" or page.etag == framed.sha256, page.slug


def test_two_languages_that_go_live_at_once_name_each_other(people: Cast, waiting: Revision) -> None:
    factories.approve(waiting, people.clinician)
    original = factories.publish(waiting.draft, people.publisher).article
    spanish, french = (_approved_translation(people, original, locale) for locale in ("es", "fr"))

    results = at_once(
        lambda: factories.publish(spanish, people.publisher), lambda: factories.publish(french, people.publisher)
    )

    assert refused(results) == 0
    assert PublishedPage.objects.count() == 3
    _what_readers_get_is_what_is_true()
    for own, other in (("es", "fr"), ("fr", "es")):
        html = Client().get(f"/articles/una-muestra-{own}/").content.decode()
        assert f'href="/articles/una-muestra-{other}/"' in html


def test_a_translation_that_goes_live_while_its_original_is_withdrawn_says_so(people: Cast, waiting: Revision) -> None:
    factories.approve(waiting, people.clinician)
    original = factories.publish(waiting.draft, people.publisher).article
    spanish = _approved_translation(people, original, "es")

    at_once(
        lambda: factories.publish(spanish, people.publisher),
        lambda: taking_down.withdraw(original, by=people.publisher, now=factories.later(hours=1), note="It was wrong."),
    )

    _what_readers_get_is_what_is_true()
    page = PublishedPage.objects.filter(article=spanish.article_id).first()
    assert page is None or "retiró" in reframing.reframe(page, now=factories.later(hours=2)).document
    assert (ReviewCall.objects.open().count() == 1) == (page is not None)


def test_a_draft_is_given_up_by_one_of_two(people: Cast) -> None:
    draft = factories.make_draft(people.writer)

    def give_up() -> drafts.Loss:
        return drafts.give_up_draft(draft, by=people.writer, now=factories.NOW)

    results = at_once(give_up, give_up)

    assert refused(results) == 1
    assert drafts.Loss(is_kept=False, takes_article=True, was_sent=False, was_published=False) in results
    assert AuditEntry.objects.filter(act="draft.given_up").count() == 1
