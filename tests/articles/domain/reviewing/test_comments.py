"""Comments: who may say something, about which words, and what becomes of them when the text is edited."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.choices import AssignmentState, Lane
from articles.content import KeyPoint, Question
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.reviewing import comments
from articles.domain.reviewing.concerned import is_concerned
from articles.domain.reviewing.discussion import Thread, threads_about
from articles.models import CommentThread, Draft, ReviewAssignment, Revision
from medsite.audit.models import AuditEntry
from medsite.lib.anchoring import Fate
from people.models import User
from people.roles import Role
from tests import factories
from tests.conftest import Cast

BODY = (
    "An opening paragraph.\n\n## What it is\n\nMost people **sleep badly** in the first week [@sample2020]. It passes."
)


@pytest.fixture
def revision(cast: Cast) -> Revision:
    return factories.submit(factories.make_draft(cast.writer, body=BODY), cast.writer)


def say(revision: Revision, by: User, **values: Any) -> CommentThread:
    said = {"field": "Body: What it is", "quote": "sleep badly in the first week[1]", "body": "Who says so?"}
    return comments.open_thread(revision, by=by, now=factories.NOW, **said | values)


def placed(revision: Revision) -> Thread:
    draft = Draft.objects.with_rows().get(pk=revision.draft_id)
    return threads_about(draft, draft_content(draft))[-1]


def test_a_comment_keeps_the_words_of_the_text_and_leaves_a_trail_without_them(revision: Revision, cast: Cast) -> None:
    thread = say(revision, cast.clinician)

    assert (thread.field, thread.quote) == ("Body: What it is", "sleep badly** in the first week")
    assert [(entry.body, entry.by) for entry in thread.entries.all()] == [("Who says so?", cast.clinician)]
    trail = AuditEntry.objects.get(act="comment.said")
    assert "Who says so?" not in trail.data


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"body": " "}, "Write what you want to say"),
        ({"quote": "never said"}, "do not stand in the text"),
        ({"quote": "", "field": "Body: Elsewhere"}, "Choose the part"),
        ({"body": "x" * 5001}, "5,000 are the most"),
        ({"body": "a\x00b"}, "control character"),
    ],
)
def test_what_cannot_be_placed_is_refused(values: dict[str, str], message: str, revision: Revision, cast: Cast) -> None:
    with pytest.raises(Refused, match=message):
        say(revision, cast.clinician, **values)

    assert not CommentThread.objects.exists()


def test_quoted_words_find_their_part_by_themselves(revision: Revision, cast: Cast) -> None:
    assert say(revision, cast.clinician, field="", quote="Yes, it is.").field == "Questions"


def test_only_those_concerned_take_part(revision: Revision, cast: Cast) -> None:
    other = factories.make_user("olga", Role.WRITER)

    takes_part = {
        person.username: is_concerned(Draft.objects.get(), person)
        for person in (cast.writer, cast.clinician, cast.publisher, other, cast.administrator, cast.superuser)
    }

    assert takes_part == {"wendy": True, "clara": True, "paul": True, "olga": False, "adam": False, "susan": False}
    for person in (other, cast.administrator, cast.superuser):
        with pytest.raises(NotAllowed):
            say(revision, person)


def test_clinicians_are_concerned_as_long_as_they_may_decide_and_when_they_took_part(
    revision: Revision, cast: Cast
) -> None:
    say(revision, cast.clinician)
    factories.request_changes(revision, cast.clinician)
    draft = Draft.objects.get(pk=revision.draft_id)

    assert is_concerned(draft, cast.clinician)
    assert not is_concerned(draft, cast.second_clinician)


def test_who_was_asked_is_concerned_unless_they_declined(revision: Revision, cast: Cast) -> None:
    row = ReviewAssignment.objects.create(
        round=revision.round, reviewer=cast.second_clinician, assigned_at=factories.NOW
    )
    factories.request_changes(revision, cast.clinician)
    draft = Draft.objects.get(pk=revision.draft_id)
    assert is_concerned(draft, cast.second_clinician)

    ReviewAssignment.objects.filter(pk=row.pk).update(state=AssignmentState.DECLINED, reason="On leave.")

    assert not is_concerned(draft, cast.second_clinician)


def test_a_byline_is_concerned_though_somebody_else_wrote(cast: Cast) -> None:
    olga = factories.make_user("olga", Role.WRITER)
    byline = factories.make_profile(olga, "Olga Other")
    draft = factories.make_draft(cast.writer, author=byline)

    assert is_concerned(draft, olga)


def test_a_thread_is_answered_closed_and_opened_again(revision: Revision, cast: Cast) -> None:
    thread = say(revision, cast.clinician)
    comments.answer(thread, body="The sample study.", by=cast.writer, now=factories.NOW)
    assert placed(revision).is_open

    comments.resolve(thread, by=cast.writer, now=factories.NOW)
    closed = placed(revision)
    assert not closed.is_open
    assert closed.closing is not None
    assert closed.closing.by == cast.writer
    with pytest.raises(WrongState, match="closed already"):
        comments.resolve(thread, by=cast.clinician, now=factories.NOW)

    comments.reopen(thread, by=cast.clinician, now=factories.NOW)
    assert placed(revision).is_open
    with pytest.raises(WrongState, match="open already"):
        comments.reopen(thread, by=cast.clinician, now=factories.NOW)
    with pytest.raises(Refused):
        comments.answer(thread, body=" ", by=cast.writer, now=factories.NOW)


@pytest.mark.parametrize(
    ("body", "fate", "field"),
    [
        (BODY.replace("An opening", "Another opening"), Fate.HERE, "Body: What it is"),
        (BODY.replace("What it is", "What it does"), Fate.MOVED, "Body: What it does"),
        (BODY.replace("badly** in the first week", "poorly** at first"), Fate.CHANGED, "Body: What it is"),
        ("## What it is\n\nTake food [@sample2020].", Fate.GONE, "Body: What it is"),
    ],
)
def test_a_comment_finds_its_words_in_the_next_text(
    body: str, fate: Fate, field: str, revision: Revision, cast: Cast
) -> None:
    say(revision, cast.clinician)
    factories.request_changes(revision, cast.clinician)
    factories.save(revision.draft, cast.writer, body=body)

    thread = placed(revision)

    assert (thread.fate, thread.field) == (fate, field)


def test_rows_may_change_places(revision: Revision, cast: Cast) -> None:
    say(revision, cast.clinician, quote="Yes, it is.", field="")
    factories.request_changes(revision, cast.clinician)
    questions = (Question(question="New?", answer="New."), Question(question="Is this a sample?", answer="Yes, it is."))
    points = (KeyPoint(label="First point", text="A sentence about it."),)
    factories.save(revision.draft, cast.writer, questions=questions, key_points=points)

    assert placed(revision).path == ("questions", 1, "answer")


def test_nothing_is_said_about_a_closed_draft(cast: Cast, revision: Revision, approved_notices: None) -> None:
    thread = say(revision, cast.clinician)
    factories.approve(revision, cast.clinician)
    factories.publish(revision.draft, cast.publisher)

    with pytest.raises(WrongState, match="closed"):
        say(revision, cast.clinician)
    with pytest.raises(WrongState, match="closed"):
        comments.answer(thread, body="Late.", by=cast.clinician, now=factories.NOW)


@pytest.fixture
def handed_down(revision: Revision, cast: Cast, approved_notices: None) -> tuple[CommentThread, Draft]:
    """A thread that was left open when its text was published, and the next draft of the article."""
    thread, closed = say(revision, cast.clinician), say(revision, cast.clinician, quote="It passes.")
    comments.resolve(closed, by=cast.clinician, now=factories.NOW)
    factories.approve(revision, cast.second_clinician)
    factories.publish(revision.draft, cast.publisher)
    return thread, drafts.open_draft(revision.article, by=cast.writer, now=factories.later(days=1))


def about(draft: Draft) -> list[Thread]:
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    return threads_about(loaded, draft_content(loaded))


def test_what_was_left_open_is_offered_in_the_next_draft_where_its_words_stand(
    handed_down: tuple[CommentThread, Draft], cast: Cast
) -> None:
    thread, draft = handed_down

    (found,) = about(draft)
    assert (found.row, found.fate, found.field, found.is_handed_down) == (thread, Fate.HERE, "Body: What it is", True)

    factories.save(draft, cast.writer, body="## What it is\n\nTake food [@sample2020].")
    assert [found.fate for found in about(draft)] == [Fate.GONE]
    own = about(thread.revision.draft)
    assert [(found.is_open, found.is_handed_down) for found in own] == [(True, False), (False, False)]


def test_a_thread_that_was_handed_down_is_answered_and_closed_without_touching_its_rows(
    handed_down: tuple[CommentThread, Draft], cast: Cast
) -> None:
    thread, draft = handed_down
    rows = list(CommentThread.objects.order_by("pk").values())

    now = factories.later(days=2)
    comments.answer(thread, body="We cite it now.", by=cast.writer, now=now, draft=draft)
    comments.resolve(thread, by=cast.writer, now=now, draft=draft)

    (closed,) = about(draft)  # it stays in sight where it was closed, so that it can be opened again
    assert [entry.kind for entry in closed.entries] == ["said", "said", "resolved"]
    assert not closed.is_open
    comments.reopen(thread, by=cast.clinician, now=now, draft=draft)
    assert [found.is_open for found in about(draft)] == [True]
    assert list(CommentThread.objects.order_by("pk").values()) == rows
    entries = AuditEntry.objects.filter(act="comment.resolved").order_by("pk")
    drafts_named = [json.loads(entry.data)["draft"] for entry in entries]
    assert drafts_named == [thread.revision.draft_id, draft.pk]


def test_whoever_said_something_reads_what_became_of_it_in_the_next_draft(
    handed_down: tuple[CommentThread, Draft], cast: Cast
) -> None:
    _, draft = handed_down

    takes_part = {one.username: is_concerned(draft, one) for one in (cast.clinician, cast.second_clinician)}

    assert takes_part == {"clara": True, "carl": False}
    assert not is_concerned(draft, factories.make_user("olga", Role.WRITER))


def test_a_thread_is_talked_about_in_drafts_of_its_own_article_only(
    handed_down: tuple[CommentThread, Draft], cast: Cast
) -> None:
    thread, _ = handed_down
    other = factories.make_draft(cast.writer, title="Another article", body=BODY)

    assert about(other) == []
    with pytest.raises(Refused, match="another text"):
        comments.answer(thread, body="Here?", by=cast.writer, now=factories.NOW, draft=other)


def test_a_draft_that_is_done_shows_nothing_of_the_next_one(
    handed_down: tuple[CommentThread, Draft], cast: Cast
) -> None:
    thread, draft = handed_down
    sent = factories.submit(draft, cast.writer, now=factories.later(days=2))
    say(sent, cast.clinician, quote="It passes.")
    factories.publish(draft, cast.publisher, now=factories.later(days=3))

    assert {found.row.revision.draft_id for found in about(thread.revision.draft)} == {thread.revision.draft_id}
    assert [found.is_handed_down for found in about(draft)] == [True, False]


def test_drafts_that_are_open_side_by_side_keep_their_talk_to_themselves(
    handed_down: tuple[CommentThread, Draft], cast: Cast
) -> None:
    thread, draft = handed_down
    beside = drafts.open_draft(thread.revision.article, by=cast.writer, now=factories.NOW, lane=Lane.CORRECTION)
    own = say(factories.submit(beside, cast.writer), cast.clinician, quote="It passes.")

    assert [found.row for found in about(beside)] == [thread, own]
    assert [found.row for found in about(draft)] == [thread]


def test_three_threads_take_as_many_queries_as_one(revision: Revision, cast: Cast) -> None:
    draft = Draft.objects.with_rows().get(pk=revision.draft_id)
    content = draft_content(draft)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            found = threads_about(draft, content)
            assert all(str(entry.by) for thread in found for entry in thread.entries)
        return len(caught)

    say(revision, cast.clinician)
    one = queries()
    thread = say(revision, cast.second_clinician, quote="It passes.")
    say(revision, cast.publisher, quote="")
    comments.answer(thread, body="It does.", by=cast.writer, now=factories.NOW)

    assert queries() == one == 2
