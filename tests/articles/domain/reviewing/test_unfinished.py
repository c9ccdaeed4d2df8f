"""A review that was begun: kept for its reviewer until they decide, and never anything else than what they typed."""

import pytest

from articles.domain import workflow
from articles.domain.drafting import drafts
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.reviewing import unfinished
from articles.domain.reviewing.unfinished import begun, keep_review
from articles.models import Draft, Publication, Revision, UnfinishedReview
from people.models import User
from tests import factories
from tests.conftest import Cast

PAIRS = [
    ("csrfmiddlewaretoken", "secret"),
    ("password", "secret"),
    ("content_digest", "0" * 64),
    ("confirmed", "sources"),
    ("confirmed", "numbers"),
    ("ticked", "sample2020"),
    ("interests", "some"),
    ("statement", "I gave a talk."),
    ("comment", "The dose & the unit.\x00"),
]


def keep(revision: Revision, by: User, *pairs: tuple[str, str]) -> UnfinishedReview | None:
    return keep_review(revision, list(pairs or PAIRS), by=by, now=factories.NOW)


def test_what_was_ticked_and_typed_comes_back_without_a_secret(revision: Revision, cast: Cast) -> None:
    keep(revision, cast.clinician)

    found = begun(revision, cast.clinician)

    assert found is not None
    assert "secret" not in found.row.form
    assert found.values == {
        "confirmed": ["sources", "numbers"],
        "ticked": ["sample2020"],
        "interests": "some",
        "statement": "I gave a talk.",
        "comment": "The dose & the unit.",
    }
    assert found.in_words == "2 points confirmed, 1 source compared, a statement of interests, a note to the writer"
    assert begun(revision, cast.second_clinician) is None


def test_the_newest_takes_the_place_of_what_was_kept_and_nothing_typed_keeps_nothing(
    revision: Revision, cast: Cast
) -> None:
    keep(revision, cast.clinician)
    keep(revision, cast.clinician, ("comment", "Shorter."))
    assert UnfinishedReview.objects.get().form == "comment=Shorter."

    assert keep(revision, cast.clinician, ("comment", " ")) is None

    assert not UnfinishedReview.objects.exists()


@pytest.mark.parametrize("who", ["writer", "publisher", "administrator"])
def test_only_who_may_review_it_keeps_a_review(who: str, revision: Revision, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        keep(revision, getattr(cast, who))


def test_too_much_is_refused(revision: Revision, cast: Cast) -> None:
    with pytest.raises(Refused, match="too long"):
        keep(revision, cast.clinician, ("comment", "x" * 60_000))


@pytest.mark.parametrize("verdict", ["approve", "request_changes"])
def test_a_decision_ends_it(verdict: str, revision: Revision, cast: Cast, approved_notices: None) -> None:
    keep(revision, cast.clinician)
    keep(revision, cast.second_clinician)

    getattr(factories, verdict)(revision, cast.clinician)

    assert [row.user for row in UnfinishedReview.objects.all()] == [cast.second_clinician]
    with pytest.raises(WrongState, match="not waiting"):
        keep(revision, cast.second_clinician)


def test_nothing_is_left_of_a_closed_draft(revision: Revision, cast: Cast, approved_notices: None) -> None:
    keep(revision, cast.second_clinician)
    factories.approve(revision, cast.clinician)

    factories.publish(revision.draft, cast.publisher)

    assert not UnfinishedReview.objects.exists()


def test_of_a_text_that_was_sent_again_only_the_words_are_offered(revision: Revision, cast: Cast) -> None:
    keep(revision, cast.clinician)
    draft = Draft.objects.get(pk=revision.draft_id)
    workflow.recall(draft, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, lead="Another lead.")
    again = factories.submit(draft, cast.writer)

    found = begun(again, cast.clinician)

    assert found is not None
    assert found.values == {"statement": "I gave a talk.", "comment": "The dose & the unit."}
    assert found.in_words == "a statement of interests, a note to the writer"
    unfinished.forget_review(again.draft_id, by=cast.clinician)
    assert begun(again, cast.clinician) is None


def test_the_published_text_is_read_again_until_it_is_signed_or_another_one_takes_its_place(
    cast: Cast, publication: Publication
) -> None:
    revision = publication.revision
    for person in (cast.clinician, cast.second_clinician):
        keep(revision, person)
    factories.confirm(publication.article, cast.second_clinician, now=factories.later(days=1))
    assert begun(revision, cast.second_clinician) is None
    assert begun(revision, cast.clinician) is not None

    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.later(days=1))
    factories.save(draft, cast.writer, title="The next one", now=factories.later(days=1))
    following = factories.submit(draft, cast.writer, now=factories.later(days=1))
    keep(following, cast.clinician)
    factories.approve(following, cast.second_clinician, now=factories.later(days=1))
    assert UnfinishedReview.objects.count() == 2
    factories.publish(draft, cast.publisher, now=factories.later(days=2))

    assert not UnfinishedReview.objects.exists()
    with pytest.raises(WrongState):
        keep(revision, cast.clinician)
    with pytest.raises(NotAllowed):
        keep(following, cast.writer)
