"""Acts at a time: checked again at the moment, done once, failures recorded and tried again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from articles.choices import PublicationKind, ScheduleState, StopReason
from articles.domain import workflow
from articles.domain.drafting import drafts
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.publication import publishing, reframing, scheduling, taking_down
from articles.models import Article, Decision, DecisionRevocation, Draft, Publication, PublishedPage, Schedule
from medsite.audit.models import AuditEntry
from people.models import Credential
from people.register import set_roles
from tests import factories
from tests.articles.domain.drafting.test_races import at_once
from tests.conftest import Cast, make_cast

TOMORROW = factories.NOW + timedelta(days=1)


def schedule(draft: Draft, cast: Cast, **values: object) -> Schedule:
    fresh = Draft.objects.select_related("revision").get(pk=draft.pk)
    assert fresh.revision is not None
    arguments = {"at": TOMORROW, "content_digest": fresh.revision.content_digest, "by": cast.publisher} | values
    return scheduling.schedule_publication(fresh, now=factories.NOW, **arguments)  # type: ignore[arg-type]  # as above


def test_a_text_is_published_at_its_time_and_not_before(cast: Cast, approved: Draft) -> None:
    made = schedule(approved, cast, note="First published.")

    assert scheduling.run_due(now=TOMORROW - timedelta(seconds=1)) == []
    assert PublishedPage.objects.count() == 0
    (done,) = scheduling.run_due(now=TOMORROW)

    assert (done.pk, done.state) == (made.pk, ScheduleState.DONE)
    assert (Publication.objects.get().note, Publication.objects.get().by) == ("First published.", cast.publisher)
    assert scheduling.run_due(now=TOMORROW + timedelta(days=9)) == []


def test_a_year_that_is_a_slip_of_the_keyboard_is_refused(cast: Cast, approved: Draft) -> None:
    with pytest.raises(Refused, match="The year 2206 is more than five years ahead"):
        schedule(approved, cast, at=TOMORROW.replace(year=2206))
    assert schedule(approved, cast, at=TOMORROW.replace(year=TOMORROW.year + 4)).at


def test_a_text_is_withdrawn_at_its_time(cast: Cast, publication: Publication) -> None:
    scheduling.schedule_withdrawal(
        publication.article, at=TOMORROW, by=cast.publisher, now=factories.NOW, note="The campaign has ended."
    )

    scheduling.run_due(now=TOMORROW)

    assert PublishedPage.objects.count() == 0
    assert Publication.objects.get(number=2).note == "The campaign has ended."


def test_only_what_is_live_by_then_is_withdrawn_at_a_time(cast: Cast, approved: Draft) -> None:
    values: dict[str, Any] = {"by": cast.publisher, "now": factories.NOW, "note": "The campaign has ended."}
    with pytest.raises(WrongState, match="nothing will be by then"):
        scheduling.schedule_withdrawal(approved.article, at=TOMORROW, **values)
    schedule(approved, cast)
    with pytest.raises(WrongState, match="nothing will be by then"):
        scheduling.schedule_withdrawal(approved.article, at=TOMORROW, **values)

    scheduling.schedule_withdrawal(approved.article, at=TOMORROW + timedelta(days=30), **values)

    scheduling.run_due(now=TOMORROW)
    scheduling.run_due(now=TOMORROW + timedelta(days=30))
    assert [row.kind for row in Publication.objects.order_by("number")] == ["published", "withdrawn"]


@pytest.mark.parametrize("role", ["writer", "clinician", "administrator", "superuser"])
def test_only_publishers_schedule(role: str, cast: Cast, approved: Draft) -> None:
    with pytest.raises(NotAllowed):
        schedule(approved, cast, by=getattr(cast, role))


def test_what_could_not_be_published_is_not_scheduled(cast: Cast, approved: Draft, draft: Draft) -> None:
    with pytest.raises(Refused, match="That time has passed"):
        schedule(approved, cast, at=factories.NOW)
    with pytest.raises(Stale, match="Another text was approved"):
        schedule(approved, cast, content_digest="0" * 64)
    workflow.reopen(approved, by=cast.writer, now=factories.NOW, reason="A word is wrong.")
    with pytest.raises(WrongState, match="not approved"):
        schedule(approved, cast, content_digest="0" * 64)


def test_one_act_of_a_kind_waits_for_an_article(cast: Cast, approved: Draft) -> None:
    schedule(approved, cast)

    with pytest.raises(WrongState, match="waits for this article already"):
        schedule(approved, cast)


def test_reopening_a_text_cancels_its_schedule(cast: Cast, approved: Draft) -> None:
    made = schedule(approved, cast)

    workflow.reopen(approved, by=cast.writer, now=factories.NOW, reason="A word is wrong.")
    scheduling.run_due(now=TOMORROW)

    made.refresh_from_db()
    assert (made.state, made.problem) == (ScheduleState.CANCELLED, "The text was opened again.")
    assert PublishedPage.objects.count() == 0


def test_a_publisher_takes_a_schedule_back(cast: Cast, approved: Draft) -> None:
    made = schedule(approved, cast)
    with pytest.raises(NotAllowed):
        scheduling.cancel(made, by=cast.writer, now=factories.NOW)

    scheduling.cancel(made, by=cast.publisher, now=factories.NOW)

    assert scheduling.run_due(now=TOMORROW) == []
    with pytest.raises(WrongState, match="too late"):
        scheduling.cancel(made, by=cast.publisher, now=factories.NOW)
    assert [e.act for e in AuditEntry.objects.order_by("-sequence")[:2]] == ["publish.cancelled", "publish.scheduled"]


def test_an_approval_revoked_meanwhile_holds_it_up_and_is_recorded(cast: Cast, approved: Draft) -> None:
    made = schedule(approved, cast)
    DecisionRevocation.objects.create(
        decision=Decision.objects.get(), by=cast.clinician, reason="Wrong dose.", at=factories.NOW
    )

    (failed,) = scheduling.run_due(now=TOMORROW)

    assert (failed.pk, failed.state, failed.tries) == (made.pk, ScheduleState.FAILED, 1)
    assert "does not stand any more" in failed.problem
    assert failed.next_try_at > TOMORROW
    assert PublishedPage.objects.count() == 0


def test_the_role_counts_at_the_moment_of_acting(cast: Cast, approved: Draft) -> None:
    schedule(approved, cast)
    set_roles(cast.publisher, [], by=None, now=factories.NOW)

    (failed,) = scheduling.run_due(now=TOMORROW)

    assert "that is for publishers" in failed.problem


def test_a_failure_is_tried_again_ever_more_slowly_and_does_not_stop_the_others(cast: Cast, approved: Draft) -> None:
    schedule(approved, cast)
    other = factories.make_draft(cast.writer, title="Another")
    factories.approve(factories.submit(other, cast.writer), cast.clinician)
    schedule(other, cast)
    first = Decision.objects.order_by("pk")[0]
    DecisionRevocation.objects.create(decision=first, by=cast.clinician, reason="Wrong.", at=factories.NOW)

    states = [s.state for s in scheduling.run_due(now=TOMORROW)]
    early = scheduling.run_due(now=TOMORROW + timedelta(minutes=4))
    (again,) = scheduling.run_due(now=TOMORROW + timedelta(minutes=5))

    assert states == [ScheduleState.FAILED, ScheduleState.DONE]
    assert early == []
    assert (again.tries, again.next_try_at) == (2, TOMORROW + timedelta(minutes=15))
    assert PublishedPage.objects.get().title == "Another"


def test_a_machine_that_died_at_work_leaves_the_act_to_another(cast: Cast, approved: Draft) -> None:
    made = schedule(approved, cast)
    assert scheduling._claim(made, now=TOMORROW)

    assert scheduling.run_due(now=TOMORROW + timedelta(minutes=9)) == []
    (done,) = scheduling.run_due(now=TOMORROW + timedelta(minutes=10))

    assert (done.state, done.tries) == (ScheduleState.DONE, 2)


def test_an_emergency_stop_cancels_what_was_scheduled(cast: Cast, publication: Publication) -> None:
    following = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    factories.save(following, cast.writer, title="A newer title")
    factories.approve(factories.submit(following, cast.writer), cast.second_clinician)
    made = schedule(following, cast)

    taking_down.stop(
        publication.article,
        kind=PublicationKind.SUSPENDED,
        reason=StopReason.UNSAFE,
        by=cast.clinician,
        now=factories.NOW,
    )
    scheduling.run_due(now=TOMORROW)

    made.refresh_from_db()
    assert (made.state, made.problem) == (ScheduleState.CANCELLED, "The article was stopped.")
    assert PublishedPage.objects.count() == 0
    assert Article.objects.get().public_state == "withdrawn"


def test_the_clock_runs_what_is_due_and_frames_what_is_stale(
    cast: Cast, approved: Draft, capsys: pytest.CaptureFixture[str]
) -> None:
    made = schedule(approved, cast)
    Schedule.objects.filter(pk=made.pk).update(at=factories.NOW - timedelta(days=999), next_try_at=factories.NOW)

    call_command("clock")

    assert "1 scheduled act(s) tried, 0 failed" in capsys.readouterr().out
    assert PublishedPage.objects.count() == 1
    PublishedPage.objects.update(notices_stamp=0)
    call_command("clock")
    assert "1 page(s) framed afresh" in capsys.readouterr().out
    assert list(reframing.stale_pages(now=factories.NOW)) == []


@pytest.mark.usefixtures("committed_db")
def test_many_clocks_at_once_publish_once() -> None:
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    schedule(draft, cast)

    results = at_once(*[lambda: scheduling.run_due(now=TOMORROW)] * 4)

    assert sum(len(result) for result in results) == 1
    assert Publication.objects.count() == 1
    assert Schedule.objects.get().state == ScheduleState.DONE


@pytest.mark.parametrize(
    ("role", "may"),
    [("publisher", True), ("clinician", True), ("writer", False), ("administrator", False), ("superuser", False)],
)
def test_publishers_and_clinicians_stop_a_live_article(
    role: str, may: bool, cast: Cast, publication: Publication
) -> None:
    def stop() -> Publication:
        return taking_down.stop(
            publication.article,
            kind=PublicationKind.SUSPENDED,
            reason=StopReason.NUMBER,
            by=getattr(cast, role),
            now=factories.NOW,
        )

    if may:
        assert stop().note == "A dose or number in this article may be wrong. It is being checked."
        return
    with pytest.raises(NotAllowed):
        stop()
    assert PublishedPage.objects.count() == 1


def test_a_clinician_without_a_valid_registration_stops_nothing(cast: Cast, publication: Publication) -> None:
    Credential.objects.filter(holder=cast.clinician).update(suspended_at=factories.NOW, suspension_reason="x")

    with pytest.raises(NotAllowed):
        taking_down.stop(
            publication.article,
            kind=PublicationKind.SUSPENDED,
            reason=StopReason.UNSAFE,
            by=cast.clinician,
            now=factories.NOW,
        )


def test_a_stopped_article_is_reinstated_like_a_withdrawn_one(cast: Cast, publication: Publication) -> None:
    taking_down.stop(
        publication.article,
        kind=PublicationKind.SUSPENDED,
        reason=StopReason.UNSAFE,
        by=cast.publisher,
        now=factories.NOW,
    )

    third = publishing.reinstate(publication.article, by=cast.publisher, now=factories.NOW, note="Checked.")

    assert (third.number, third.kind) == (3, "reinstated")
    assert PublishedPage.objects.count() == 1
