"""The first page of the desk: what waits for whom, in how many queries, and never more than a person may see."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.choices import Lane, ScheduleState
from articles.domain import workflow
from articles.domain.drafting import drafts
from articles.domain.overlay import notice_desk
from articles.domain.publication import scheduling
from articles.domain.reviewing import assignments
from articles.editorial import desk
from articles.models import (
    Draft,
    Letter,
    NoticeProposal,
    Publication,
    PublishedPage,
    ReviewAssignment,
    ReviewRound,
    RuleProposal,
    Schedule,
)
from people import register
from people.models import Credential, User
from people.register import set_roles
from people.roles import Role, roles_of
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

DOUBT, DUE = "Live articles with a source in doubt", "Review due within 60 days"
MINE, SEE_TO = "Asked of you", "Reviews to see to"


def panels(user: User) -> dict[str, desk.Panel]:
    return {panel.title: panel for panel in desk.panels(user, roles_of(user), now=factories.later(days=1))}


def labels(user: User, title: str) -> list[str]:
    return [row.label for row in panels(user)[title].rows]


def test_each_role_has_its_lists(cast: Cast) -> None:
    assert list(panels(cast.writer)) == ["Sent back", "In work", DOUBT, DUE]
    assert list(panels(cast.publisher)) == [SEE_TO, "Signed, not published yet", "At a time", DOUBT, DUE]
    assert list(panels(cast.clinician)) == [MINE, "Waiting for a clinician", "Notices to approve", DOUBT, DUE]
    for person in (cast.administrator, cast.stranger, cast.superuser):
        assert panels(person) == {}


def test_a_text_in_review_waits_for_clinicians_who_did_not_work_on_it(cast: Cast) -> None:
    nora = factories.make_clinician("nora", "Nora Both", verified_by=cast.administrator)
    set_roles(nora, [Role.WRITER, Role.CLINICIAN], by=None, now=factories.NOW)
    draft = factories.make_draft(nora)
    assert labels(nora, "In work") == ["A sample article"]

    factories.submit(draft, nora)

    assert labels(cast.clinician, "Waiting for a clinician") == ["A sample article"]
    assert labels(nora, "Waiting for a clinician") == []
    assert labels(nora, "In work") == []


def test_what_somebody_was_asked_for_has_its_own_list_and_a_missed_day_is_said(cast: Cast) -> None:
    factories.submit(factories.make_draft(cast.writer, title="Older"), cast.writer)
    asked = factories.make_draft(cast.writer, title="Asked for")
    workflow.submit(
        asked,
        expected_version=asked.version,
        by=cast.writer,
        now=factories.later(hours=1),
        reviewers=[cast.clinician],
        due_on=factories.NOW.date(),
    )

    assert labels(cast.clinician, "Waiting for a clinician") == ["Older"]
    assert labels(cast.second_clinician, "Waiting for a clinician") == ["Older", "Asked for"]
    assert labels(cast.second_clinician, MINE) == []
    (first,) = panels(cast.clinician)[MINE].rows
    assert (first.label, first.note, first.urgent) == ("Asked for", "By Wendy Writer.", "was due on 25 November 2026")
    assert first.address == f"/admin/desk/revisions/{Draft.objects.get(pk=asked.pk).revision_id}/"
    to_see_to = [(row.label, row.urgent) for row in panels(cast.publisher)[SEE_TO].rows]
    assert to_see_to == [("Older", "too few are asked"), ("Asked for", "was due on 25 November 2026")]


def test_a_text_that_was_sent_back_shows_the_words_of_the_clinician(cast: Cast) -> None:
    revision = factories.submit(factories.make_draft(cast.writer), cast.writer)
    factories.request_changes(revision, cast.clinician, comment="Name the dose. " * 20)

    (row,) = panels(cast.writer)["Sent back"].rows

    assert row.note.startswith("Clara Clinician: “Name the dose.")
    assert row.note.endswith("…”")


def test_a_signed_text_waits_for_publishers_until_it_has_a_time(cast: Cast, approved: Draft) -> None:
    assert labels(cast.publisher, "Signed, not published yet") == ["A sample article"]

    revision = approved.revision
    assert revision is not None
    scheduling.schedule_publication(
        approved,
        at=factories.later(days=2),
        content_digest=revision.content_digest,
        by=cast.publisher,
        now=factories.NOW,
    )

    assert labels(cast.publisher, "Signed, not published yet") == []
    (row,) = panels(cast.publisher)["At a time"].rows
    assert (row.note, row.urgent) == ("Publish on 27 November 2026, 09:00", "")
    Schedule.objects.update(state=ScheduleState.FAILED, problem="The approval does not stand.")
    assert panels(cast.publisher)["At a time"].rows[0].urgent == "failed: The approval does not stand."


def test_a_review_that_is_due_is_said_before_and_after_its_day(cast: Cast, publication: Publication) -> None:
    assert labels(cast.writer, DUE) == []

    for day, urgent, note in (
        (factories.later(days=61), "", "due on 25 January 2027"),
        (factories.later(days=-9), "was due on 16 November 2026", ""),
    ):
        PublishedPage.objects.update(review_due_on=day.date())
        (row,) = panels(cast.writer)[DUE].rows
        assert (row.urgent, row.note) == (urgent, note)
    PublishedPage.objects.update(review_due_on=factories.later(days=62).date())
    assert labels(cast.writer, DUE) == []


def test_nobody_is_asked_to_approve_their_own_notice(cast: Cast) -> None:
    NoticeProposal.objects.all().delete()
    RuleProposal.objects.all().delete()
    notice = NoticeProposal(code="driving", harm="caution", heading="Driving", body="It can make you sleepy.")
    notice_desk.save_notice_proposal(notice, by=cast.clinician, now=factories.NOW)

    assert labels(cast.clinician, "Notices to approve") == []
    assert labels(cast.second_clinician, "Notices to approve") == ["Driving"]


def test_a_correction_is_told_from_the_main_draft(cast: Cast, publication: Publication) -> None:
    drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW, lane=Lane.CORRECTION)

    (row,) = panels(cast.writer)["In work"].rows
    assert row.note.startswith("Correction lane.")


def test_a_long_list_says_that_there_is_more(cast: Cast) -> None:
    for number in range(desk.SHOWN + 1):
        factories.make_draft(cast.writer, title=f"Draft {number}")

    panel = panels(cast.writer)["In work"]

    assert (len(panel.rows), panel.has_more) == (desk.SHOWN, True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads few rows without any index")
def test_the_queues_are_read_along_an_index_and_never_sorted(cast: Cast) -> None:
    person = cast.clinician
    queues: dict[str, list[QuerySet[Any]]] = {
        "open_rounds_oldest_first": [ReviewRound.objects.waiting_for(person), ReviewRound.objects.lacking_reviewers()],
        "open_assignments_of_a_person": [ReviewAssignment.objects.open().of_reviewer(person)],
        "open_drafts_by_state": [Draft.objects.signed(), Draft.objects.sent_back(), Draft.objects.in_work()],
    }

    plans = {index: [queue[:9].explain() for queue in found] for index, found in queues.items()}

    assert [plan for index, found in plans.items() for plan in found if index not in plan] == []
    assert [plan for found in plans.values() for plan in found if "TEMP B-TREE FOR ORDER BY" in plan] == []


def test_the_desk_costs_the_same_for_one_and_three_of_each(cast: Cast) -> None:
    counts = []
    for number in (1, 3):
        for place in range(number):
            factories.make_draft(cast.writer, title=f"In work {number} {place}")
            sent = factories.submit(factories.make_draft(cast.writer, title=f"Sent {number} {place}"), cast.writer)
            back = factories.submit(factories.make_draft(cast.writer, title=f"Back {number} {place}"), cast.writer)
            factories.request_changes(back, cast.clinician)
            assert sent.number
        with CaptureQueriesContext(connection) as queries:
            for person, role in ((cast.writer, Role.WRITER), (cast.clinician, Role.CLINICIAN)):
                desk.panels(person, frozenset({role}), now=timezone.now())
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


def test_the_page_shows_the_lists_and_their_empty_states(as_writer: Client, cast: Cast) -> None:
    factories.make_draft(cast.writer, title="<b>Bold</b> title")

    html = as_writer.get("/admin/").content.decode()

    assert "Nothing was sent back." in html
    assert "&lt;b&gt;Bold&lt;/b&gt; title" in html


def test_publishers_see_who_was_asked_and_cannot_sign_any_more(cast: Cast) -> None:
    revision = factories.submit(factories.make_draft(cast.writer), cast.writer)
    assignments.ask(revision, reviewers=[cast.clinician], due_on=None, by=cast.writer, now=factories.NOW)
    assert labels(cast.publisher, SEE_TO) == []
    credential = Credential.objects.get(holder=cast.clinician)
    register.suspend_credential(credential, by=cast.administrator, reason="Asked.", now=factories.NOW)

    (row,) = panels(cast.publisher)[SEE_TO].rows

    assert (row.urgent, row.note) == ("cannot sign any more", "Asked: Clara Clinician")


def test_administrators_see_mail_that_could_not_be_sent(cast: Cast, publication: Publication) -> None:
    tried = {"made_at": factories.NOW, "next_try_at": factories.NOW, "tries": 2, "problem": "No route to host"}
    Letter.objects.create(recipient=cast.writer, kind="published", cause="x", article=publication.article, **tried)

    (row,) = panels(cast.administrator)["Mail that could not be sent"].rows

    assert (row.urgent, row.note) == ("tried 2 times", "No route to host")


def test_the_page_of_somebody_without_a_role_has_no_list(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.superuser.pk).update(is_staff=True)
    client.force_login(User.objects.get(pk=cast.superuser.pk))
    factories.make_draft(cast.writer, title="A canary in a draft")

    assert "canary" not in client.get("/admin/").content.decode()
