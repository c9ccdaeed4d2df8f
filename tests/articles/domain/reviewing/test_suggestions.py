"""Suggested wording: the writer takes it over in one act, and the reviewer stays a reviewer."""

from typing import Any

import pytest
from django.db import transaction

from articles.domain.drafting.drafts import StaleDraft
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.reviewing import comments, suggestions
from articles.models import CommentThread, Draft, Revision
from people.models import User
from people.roles import Role
from tests import factories
from tests.conftest import Cast

BODY = "Opening.\n\n## Dose\n\nThe dose is **5 mg** a day [@sample2020]. See [the agency](/a). A day is long."


@pytest.fixture
def revision(cast: Cast) -> Revision:
    return factories.submit(factories.make_draft(cast.writer, body=BODY), cast.writer)


def suggest(revision: Revision, by: User, **values: Any) -> CommentThread:
    said = {"field": "Body: Dose", "quote": "The dose is 5 mg", "wording": "Adults take **5 mg**", "body": ""}
    return comments.open_thread(revision, by=by, now=factories.NOW, **said | values)


def sent_back(revision: Revision, cast: Cast) -> Draft:
    factories.request_changes(revision, cast.second_clinician)
    return Draft.objects.get(pk=revision.draft_id)


def take(thread: CommentThread, by: User, **values: Any) -> Draft:
    arguments = {"expected_version": Draft.objects.get(pk=thread.revision.draft_id).version} | values
    return suggestions.take_over(thread, by=by, now=factories.NOW, **arguments)


def test_the_writer_takes_it_over_and_the_reviewer_may_still_sign(
    revision: Revision, cast: Cast, approved_notices: None
) -> None:
    thread = suggest(revision, cast.clinician)
    draft = sent_back(revision, cast)

    saved = take(thread, cast.writer)

    assert saved.body == BODY.replace("The dose is **5 mg**", "Adults take **5 mg**")
    assert {row.user for row in draft.contributions.all()} == {cast.writer}
    again = factories.submit(draft, cast.writer)
    assert factories.approve(again, cast.clinician).by == cast.clinician
    assert not comments.is_open(thread.entries.order_by("pk"))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"quote": ""}, "Quote the words"),
        ({"quote": "day"}, "more than once"),
        ({"quote": "See the agency"}, "cut a link"),
        ({"field": "Language", "quote": "en"}, "no running text"),
        ({"quote": "Opening.", "wording": "Opening."}, "what stands there already"),
    ],
)
def test_what_cannot_be_replaced_is_refused(
    values: dict[str, str], message: str, revision: Revision, cast: Cast
) -> None:
    with pytest.raises(Refused, match=message):
        suggest(revision, cast.clinician, **values)


@pytest.mark.parametrize("who", ["writer", "publisher"])
def test_only_reviewers_suggest(who: str, revision: Revision, cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Reviewers suggest"):
        suggest(revision, getattr(cast, who))


@pytest.mark.parametrize("who", ["clinician", "publisher", "administrator"])
def test_only_writers_take_over_or_decline(who: str, revision: Revision, cast: Cast) -> None:
    thread = suggest(revision, cast.clinician)
    sent_back(revision, cast)

    with pytest.raises(NotAllowed):
        take(thread, getattr(cast, who))
    with pytest.raises(NotAllowed):
        suggestions.decline(thread, reason="No.", by=getattr(cast, who), now=factories.NOW)


def test_a_writer_of_another_text_takes_nothing_over(revision: Revision, cast: Cast) -> None:
    thread = suggest(revision, cast.clinician)
    sent_back(revision, cast)

    with pytest.raises(NotAllowed):
        take(thread, factories.make_user("olga", Role.WRITER))


def test_a_locked_text_is_not_changed(revision: Revision, cast: Cast) -> None:
    thread = suggest(revision, cast.clinician)

    with pytest.raises(WrongState, match="locked"):
        take(thread, cast.writer)


@pytest.mark.parametrize("body", [BODY.replace("5 mg", "10 mg"), "The dose is 5 mg. The dose is 5 mg."])
def test_a_stale_suggestion_says_so_and_changes_nothing(body: str, revision: Revision, cast: Cast) -> None:
    thread = suggest(revision, cast.clinician)
    draft = factories.save(sent_back(revision, cast), cast.writer, body=f"{body} [@sample2020]")

    with pytest.raises(Stale, match="The words that this suggestion replaces"):
        take(thread, cast.writer)

    assert Draft.objects.get(pk=draft.pk).version == draft.version


def test_of_two_places_the_one_with_the_same_words_around_is_changed(revision: Revision, cast: Cast) -> None:
    thread = suggest(revision, cast.clinician)
    draft = sent_back(revision, cast)
    factories.save(draft, cast.writer, body=f"The dose is 5 mg, once.\n\n{BODY}")

    assert take(thread, cast.writer).body.count("Adults take **5 mg** a day") == 1


def test_a_save_in_between_is_not_overwritten(revision: Revision, cast: Cast) -> None:
    thread = suggest(revision, cast.clinician)
    draft = sent_back(revision, cast)
    factories.save(draft, cast.writer, lead="Another lead.")

    with pytest.raises(StaleDraft), transaction.atomic():
        take(thread, cast.writer, expected_version=draft.version)

    assert suggestions.ANSWERS.isdisjoint(entry.kind for entry in thread.entries.all())


def test_a_suggestion_is_answered_once_and_declined_with_a_reason(revision: Revision, cast: Cast) -> None:
    thread = suggest(revision, cast.clinician)
    sent_back(revision, cast)
    with pytest.raises(Refused, match="Say why"):
        suggestions.decline(thread, reason=" ", by=cast.writer, now=factories.NOW)

    suggestions.decline(thread, reason="The label says otherwise.", by=cast.writer, now=factories.NOW)

    with pytest.raises(WrongState, match="already"):
        take(thread, cast.writer)


def test_a_mere_comment_is_not_taken_over(revision: Revision, cast: Cast) -> None:
    thread = suggest(revision, cast.clinician, wording="", body="Who says so?")
    sent_back(revision, cast)

    with pytest.raises(Refused, match="not a suggested wording"):
        take(thread, cast.writer)
