"""A source of a live text is retracted or doubted: a task with a day, until somebody answers it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.choices import CallOutcome, CallReason
from articles.domain.drafting import drafts
from articles.domain.errors import Refused
from articles.domain.mail import sending
from articles.domain.publication import publishing, taking_down
from articles.domain.upkeep import review_queue, source_calls
from articles.models import Draft, Publication, ReviewCall
from medsite.audit.models import AuditEntry
from people.models import User
from references import library
from references.models import Reference
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

NOW = factories.NOW
LATER = NOW + timedelta(days=30)


@pytest.fixture
def source() -> Reference:
    return factories.make_reference("sample2020")


@pytest.fixture
def draft(cast: Cast, source: Reference) -> Draft:
    return factories.make_draft(cast.writer, reference=source)


@pytest.fixture
def live(cast: Cast, approved_notices: None, draft: Draft) -> Publication:
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


def becomes(status: str, key: str = "sample2020") -> None:
    """The work stands so from now on, as an import from PubMed would say; empty takes it back."""
    record = {name: value for name, value in Reference.objects.get(key=key).csl.items() if name != "status"}
    library.put(record | ({"status": status} if status else {}))


def open_calls() -> list[ReviewCall]:
    source_calls.note_doubted(now=NOW)
    return list(ReviewCall.objects.open().order_by("pk"))


def publish_anew(cast: Cast, live: Publication, **values: Any) -> Publication:
    draft = drafts.open_draft(live.article, by=cast.writer, now=NOW)
    factories.save(draft, cast.writer, **values)
    revision = factories.submit(Draft.objects.get(pk=draft.pk), cast.writer)
    factories.approve(revision, cast.clinician)
    return factories.publish(Draft.objects.get(pk=draft.pk), cast.publisher)


def test_a_live_text_gets_one_task_with_a_day_and_other_news_are_none(live: Publication) -> None:
    for status in ("corrected", "reinstated", ""):
        becomes(status)
        assert open_calls() == []
    becomes("retracted")

    (call,) = open_calls()

    assert (call.reason, call.due_on, call.article) == (CallReason.SOURCE, date(2026, 12, 2), live.article)
    assert call.detail.startswith("Retracted: sample2020, “A sample study called sample2020”.")
    assert AuditEntry.objects.filter(act="review_call.opened").count() == 1
    assert open_calls() == [call]


def test_a_source_that_nothing_cites_is_no_task(cast: Cast, approved_notices: None) -> None:
    listed = factories.make_reference("listed2020")
    cited = factories.make_reference("sample2020")
    content = (factories.citation(cited), factories.citation(listed))
    draft = factories.make_draft(cast.writer, citations=content)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)
    becomes("retracted", "listed2020")

    assert open_calls() == []


def test_a_task_is_over_when_the_source_is_reinstated_and_comes_again_with_news(live: Publication) -> None:
    becomes("expression of concern")
    (concern,) = open_calls()
    becomes("retracted")
    (retraction,) = open_calls()
    becomes("")

    assert open_calls() == []
    concern.refresh_from_db()
    retraction.refresh_from_db()
    assert [concern.outcome, retraction.outcome] == [CallOutcome.OVER, CallOutcome.OVER]


def test_the_text_published_without_it_answers(cast: Cast, live: Publication) -> None:
    becomes("retracted")
    (call,) = open_calls()
    other = factories.make_reference("other2021")
    body = live.revision.draft.body.replace("sample2020", "other2021")

    publish_anew(cast, live, body=body, summary="", lead="A lead.", citations=(factories.citation(other),))

    call.refresh_from_db()
    assert (call.outcome, call.closed_by) == (CallOutcome.PUBLISHED, cast.publisher)
    assert open_calls() == []


def test_the_text_published_with_a_typed_reason_answers(cast: Cast, live: Publication, source: Reference) -> None:
    becomes("retracted")
    (call,) = open_calls()
    citation = factories.citation(source).model_copy(update={"despite": "It is about this retraction."})

    publish_anew(cast, live, citations=(citation,))

    call.refresh_from_db()
    assert call.outcome == CallOutcome.PUBLISHED
    assert open_calls() == []


def test_a_text_that_cites_it_as_before_answers_nothing(cast: Cast, live: Publication) -> None:
    """A concern lets a text through; whoever published it may not have looked at what rests on it."""
    becomes("expression of concern")
    (call,) = open_calls()

    publish_anew(cast, live, title="Another title")

    assert open_calls() == [call]


def test_a_reason_given_for_a_concern_is_none_for_a_retraction(
    cast: Cast, source: Reference, live: Publication
) -> None:
    becomes("expression of concern")
    citation = factories.citation(source).model_copy(update={"despite": "The concern is about another figure."})
    publish_anew(cast, live, citations=(citation,))
    assert open_calls() == []

    becomes("retracted")

    (call,) = open_calls()
    assert call.detail.startswith("Retracted: ")


def test_signing_again_answers_only_with_a_reason(cast: Cast, live: Publication) -> None:
    becomes("retracted")
    (call,) = open_calls()
    with pytest.raises(Refused, match="Say in the comment why"):
        factories.confirm(live.article, cast.second_clinician, now=LATER)

    factories.confirm(live.article, cast.second_clinician, now=LATER, comment="It only names the retraction.")

    call.refresh_from_db()
    assert (call.outcome, call.closing_note) == (CallOutcome.CONFIRMED, "It only names the retraction.")
    assert open_calls() == []


def test_closing_it_with_a_reason_is_remembered(cast: Cast, live: Publication) -> None:
    becomes("retracted")
    (call,) = open_calls()

    review_queue.dismiss(call, note="The sentence says that it was retracted.", by=cast.clinician, now=NOW)

    assert open_calls() == []


def test_a_text_that_comes_back_unchanged_gets_its_task_again(cast: Cast, live: Publication) -> None:
    becomes("retracted")
    open_calls()
    taking_down.withdraw(live.article, by=cast.publisher, now=NOW, note="A source was retracted.")
    assert open_calls() == []
    publishing.reinstate(live.article, by=cast.publisher, now=NOW)

    assert [call.reason for call in open_calls()] == [CallReason.SOURCE]


def test_a_work_under_the_key_of_a_merged_record_is_found_too(cast: Cast, live: Publication, source: Reference) -> None:
    kept = library.merge(factories.make_reference("kept2020"), source, by=cast.writer, now=NOW)
    becomes("retracted", "kept2020")

    (call,) = open_calls()

    assert call.source == kept
    assert source_calls.unanswered_by(review_queue.open_calls(call.article), live.revision) == [call.pk]


def test_looking_costs_the_same_with_one_and_three_texts(cast: Cast, live: Publication, source: Reference) -> None:
    becomes("retracted")
    open_calls()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            source_calls.note_doubted(now=NOW)
        return len(queries)

    one = cost()
    becomes("")
    for _ in range(2):
        draft = factories.make_draft(cast.writer, reference=source)
        factories.approve(factories.submit(draft, cast.writer), cast.clinician)
        factories.publish(draft, cast.publisher)
    becomes("retracted")
    assert len(open_calls()) == 3

    assert cost() == one


def test_those_concerned_are_told_at_once_on_the_day_and_each_week_until_it_is_answered(
    cast: Cast, live: Publication, mailoutbox: list[Any]
) -> None:
    for person in (cast.writer, cast.clinician, cast.publisher, cast.stranger):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
    becomes("retracted")
    (call,) = open_calls()

    def told(days: int) -> list[str]:
        mailoutbox.clear()
        now = NOW + timedelta(days=days)
        source_calls.remind(today=now.date(), now=now)
        sending.send_waiting(now=now)
        return sorted(mail.to[0] for mail in mailoutbox)

    everybody = ["clara@example.org", "paul@example.org", "wendy@example.org"]
    assert told(0) == everybody
    assert mailoutbox[0].subject.endswith("A source was retracted or is doubted: A sample article")
    assert "To be answered by 2 December 2026." in mailoutbox[0].body
    assert f"/admin/desk/sources/{call.source_id}/" in mailoutbox[0].body
    assert [told(1), told(6)] == [[], []]
    assert told(7) == everybody
    assert [told(8), told(13)] == [[], []]
    assert told(14) == everybody
    assert "Overdue" in mailoutbox[0].subject
    review_queue.dismiss(call, note="It is about the retraction.", by=cast.clinician, now=NOW)
    assert told(21) == []


def test_the_desk_and_the_queue_show_the_day(cast: Cast, live: Publication, client: Client) -> None:
    becomes("retracted")
    (call,) = open_calls()
    ReviewCall.objects.filter(pk=call.pk).update(due_on=date(2020, 1, 2))
    client.force_login(cast.writer)

    desk = client.get("/admin/").content.decode()
    queue = client.get("/admin/desk/reviews-due/").content.decode()

    assert "Sources to deal with" in desk
    for html in (desk, queue):
        assert "was due on 2 January 2020" in html
        assert f"/admin/desk/sources/{call.source_id}/" in html
