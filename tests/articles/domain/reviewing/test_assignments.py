"""Asking for a review: who may be asked and who not, what becomes of it, what the trail and the outbox say."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.choices import AssignmentState
from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.governance.policy import STRICT, current_policy
from articles.domain.reviewing import assignments
from articles.domain.reviewing.candidates import candidates, conflict
from articles.models import Draft, Letter, ReviewAssignment, ReviewRound, Revision
from medsite.audit.models import AuditEntry
from people.models import Credential, Profile, Specialty, User
from people.register import confirm_profile, set_roles, suspend_credential
from people.roles import Role
from tests import factories
from tests.conftest import Cast
from tests.policies import put_in_force

pytestmark = pytest.mark.usefixtures("approved_notices")
TODAY = factories.NOW.date()
SOON = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _addresses(cast: Cast) -> None:
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")


def ask(revision: Revision, *people: User, by: User, **values: Any) -> list[ReviewAssignment]:
    return assignments.ask(revision, reviewers=people, by=by, **{"due_on": SOON, "now": factories.NOW, **values})


def states(revision: Revision) -> dict[str, str]:
    rows = ReviewAssignment.objects.filter(round__revision=revision).order_by("pk")
    return {row.reviewer.username: row.state for row in rows}


def letters(kind: str) -> set[str]:
    return set(Letter.objects.waiting().filter(kind=kind).values_list("recipient__username", flat=True))


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-sequence")[0]


def test_who_is_asked_has_a_day_a_mail_and_an_entry_in_the_trail(cast: Cast, revision: Revision) -> None:
    (row,) = ask(revision, cast.clinician, by=cast.publisher)

    assert (row.reviewer, row.by, row.due_on, row.state) == (cast.clinician, cast.publisher, SOON, "asked")
    assert letters("asked") == {"clara"}
    entry = last_entry()
    assert (entry.act, entry.actor) == ("review.asked", cast.publisher)
    assert f'"asked":[{cast.clinician.pk}]' in entry.data
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewAssignment.objects.create(round=row.round, reviewer=cast.clinician, assigned_at=factories.NOW)


def test_sending_asks_and_the_policy_says_by_when(cast: Cast, draft: Draft) -> None:
    put_in_force(cast, review_days=5)

    revision = workflow.submit(draft, expected_version=1, by=cast.writer, now=factories.NOW, reviewers=[cast.clinician])

    row = ReviewAssignment.objects.get()
    assert (row.round.revision, row.due_on, row.by) == (revision, TODAY + timedelta(days=5), cast.writer)
    assert letters("asked") == {"clara"}
    assert f'"asked":[{cast.clinician.pk}]' in AuditEntry.objects.get(act="draft.submitted").data


def test_sending_to_somebody_who_cannot_review_is_refused_whole(cast: Cast, draft: Draft) -> None:
    suspend_credential(
        Credential.objects.get(holder=cast.clinician), by=cast.administrator, reason="Asked.", now=factories.NOW
    )

    with pytest.raises(Refused, match="The registration is suspended"):
        workflow.submit(draft, expected_version=1, by=cast.writer, now=factories.NOW, reviewers=[cast.clinician])

    assert Revision.objects.count() == Letter.objects.count() == 0


@pytest.mark.parametrize("role", ["clinician", "administrator", "stranger", "superuser"])
def test_only_writers_and_publishers_ask(role: str, cast: Cast, revision: Revision) -> None:
    (row,) = ask(revision, cast.clinician, by=cast.writer)
    by = getattr(cast, role)

    with pytest.raises(NotAllowed):
        ask(revision, cast.second_clinician, by=by)
    with pytest.raises(NotAllowed):
        assignments.reassign(row, to=cast.second_clinician, due_on=SOON, by=by, now=factories.NOW)
    with pytest.raises(NotAllowed):
        assignments.move_day(row, due_on=SOON, by=by, now=factories.NOW)


def test_a_day_that_has_passed_and_nobody_at_all_are_refused(cast: Cast, revision: Revision) -> None:
    with pytest.raises(Refused, match="at least one"):
        ask(revision, by=cast.writer)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=400)):
        with pytest.raises(Refused, match="within a year"):
            ask(revision, cast.clinician, by=cast.writer, due_on=day)


def test_taking_up_is_for_who_was_asked_and_for_a_clinician_by_themselves(cast: Cast, revision: Revision) -> None:
    ask(revision, cast.clinician, by=cast.writer)

    assert assignments.take_up(revision, by=cast.clinician, now=factories.NOW).state == AssignmentState.TAKEN
    assert assignments.take_up(revision, by=cast.clinician, now=factories.NOW).state == AssignmentState.TAKEN
    assert assignments.take_up(revision, by=cast.second_clinician, now=factories.NOW).by == cast.second_clinician

    assert states(revision) == {"clara": "taken", "carl": "taken"}
    assert AuditEntry.objects.filter(act="review.taken_up").count() == 2
    assert letters("asked") == {"clara"}
    with pytest.raises(NotAllowed):
        assignments.take_up(revision, by=cast.writer, now=factories.NOW)


def test_who_declines_says_why_and_who_asked_is_told(cast: Cast, revision: Revision) -> None:
    (row,) = ask(revision, cast.clinician, by=cast.publisher)
    for by, reason, error in ((cast.second_clinician, "No.", NotAllowed), (cast.clinician, " ", Refused)):
        with pytest.raises(error):
            assignments.decline(row, reason=reason, by=by, now=factories.NOW)

    assignments.decline(row, reason="Not my field.", by=cast.clinician, now=factories.NOW)

    row.refresh_from_db()
    assert (row.state, row.reason, row.closed_at) == ("declined", "Not my field.", factories.NOW)
    assert letters("declined") == {"paul"}
    assert (last_entry().act, "Not my field." in last_entry().data) == ("review.declined", True)
    with pytest.raises(WrongState, match="ended already: declined"):
        assignments.decline(row, reason="Again.", by=cast.clinician, now=factories.NOW)
    ask(revision, cast.clinician, by=cast.publisher)


def test_of_two_who_change_places_both_are_told(cast: Cast, revision: Revision) -> None:
    (row,) = ask(revision, cast.clinician, by=cast.writer)

    following = assignments.reassign(row, to=cast.second_clinician, due_on=SOON, by=cast.publisher, now=factories.NOW)

    row.refresh_from_db()
    assert (row.state, row.successor) == ("reassigned", following)
    assert (letters("over"), letters("asked")) == ({"clara"}, {"clara", "carl"})
    assert last_entry().act == "review.reassigned"


def test_another_day_is_kept_with_the_one_before(cast: Cast, revision: Revision) -> None:
    (row,) = ask(revision, cast.clinician, by=cast.writer)

    assignments.move_day(row, due_on=SOON + timedelta(days=1), by=cast.publisher, now=factories.NOW)

    row.refresh_from_db()
    assert row.due_on == SOON + timedelta(days=1)
    assert (last_entry().act, SOON.isoformat() in last_entry().data) == ("review.day_moved", True)


def test_a_decision_ends_what_was_asked_and_tells_the_others(cast: Cast, revision: Revision) -> None:
    ask(revision, cast.clinician, cast.second_clinician, by=cast.writer)

    factories.approve(revision, cast.clinician)

    assert states(revision) == {"clara": "done", "carl": "expired"}
    assert ReviewRound.objects.get().closed_at == factories.NOW
    assert letters("over") == {"carl"}
    assert letters("approved") == {"paul", "wendy"}


def test_a_request_for_changes_ends_it_as_well(cast: Cast, revision: Revision) -> None:
    ask(revision, cast.clinician, by=cast.writer)

    factories.request_changes(revision, cast.second_clinician)

    assert states(revision) == {"clara": "expired"}
    assert (letters("changes"), letters("over")) == ({"wendy"}, {"clara"})


def test_what_was_asked_ends_with_the_revision(cast: Cast, revision: Revision) -> None:
    ask(revision, cast.clinician, by=cast.writer)

    workflow.recall(revision.draft, by=cast.writer, now=factories.NOW)

    assert states(revision) == {"clara": "expired"}
    with pytest.raises(WrongState, match="does not wait"):
        ask(revision, cast.clinician, by=cast.writer)
    with pytest.raises(WrongState):
        assignments.take_up(revision, by=cast.second_clinician, now=factories.NOW)


def test_of_two_signers_the_second_stays_asked(cast: Cast, draft: Draft) -> None:
    put_in_force(cast, signers=2)
    revision = factories.submit(draft, cast.writer)
    assert ReviewRound.objects.lacking_reviewers().count() == 1
    ask(revision, cast.clinician, by=cast.writer)
    assert ReviewRound.objects.lacking_reviewers().count() == 1
    ask(revision, cast.second_clinician, by=cast.writer)
    assert list(ReviewRound.objects.lacking_reviewers()) == []

    factories.approve(revision, cast.clinician)

    assert states(revision) == {"clara": "done", "carl": "asked"}
    assert list(ReviewRound.objects.lacking_reviewers()) == []
    assert letters("approved") == set()


def test_who_was_not_asked_reviews_unless_the_policy_says_otherwise(cast: Cast, revision: Revision) -> None:
    put_in_force(cast, assigned_only=True)
    for act in (factories.approve, factories.request_changes):
        with pytest.raises(NotAllowed, match="only those who were asked"):
            act(revision, cast.clinician)
    with pytest.raises(NotAllowed, match="only those who were asked"):
        assignments.take_up(revision, by=cast.clinician, now=factories.NOW)
    assert "only those who were asked" in workflow.why_not_decide(revision, cast.clinician, now=factories.NOW)
    ask(revision, cast.clinician, by=cast.writer)

    factories.approve(revision, cast.clinician)

    assert Draft.objects.get().state == "approved"
    factories.publish(revision.draft, cast.publisher)
    assert factories.confirm(revision.article, cast.second_clinician).publication is not None


def found(revision: Revision) -> dict[str, str]:
    """Who may not be asked, and why."""
    return {one.user.username: one.reason for one in assignments.for_revision(revision, now=factories.NOW).excluded}


def test_each_one_who_may_not_be_asked_is_named_with_the_reason(cast: Cast, revision: Revision) -> None:
    for user in (cast.writer, cast.publisher):
        set_roles(user, [Role.WRITER, Role.CLINICIAN], by=None, now=factories.NOW)
    unchecked = factories.make_user("uma", Role.CLINICIAN, first_name="Uma", last_name="Unchecked")
    Credential.objects.create(holder=unchecked, title="Physician", body="B", number="1")
    factories.make_user("nemo", Role.CLINICIAN)
    Credential.objects.filter(holder=cast.clinician).update(valid_until=date(2026, 11, 24))
    ask(revision, cast.second_clinician, by=cast.writer)

    assert found(revision) == {
        "wendy": "Worked on this text, or stands in its byline.",
        "paul": "No registration is entered.",
        "uma": "The registration was not checked yet.",
        "nemo": "Has no profile and no name, and readers see who signed.",
        "clara": "The registration ran out on 24 November 2026.",
        "carl": "Is asked already, or has signed this text.",
    }
    with pytest.raises(Refused, match=r"Clara Clinician cannot review this\. The registration ran out"):
        ask(revision, cast.clinician, by=cast.writer)
    with pytest.raises(Refused, match="sam is no clinician"):
        ask(revision, cast.stranger, by=cast.writer)


def test_declared_interests_in_a_subject_speak_against_a_review(cast: Cast) -> None:
    Profile.objects.filter(user=cast.clinician).update(interests="Speaker fees for Klonopin in 2025.")
    draft = factories.make_draft(cast.writer, subjects=(factories.clonazepam(),))
    revision = factories.submit(draft, cast.writer)

    assert found(revision) == {"clara": "Declared interests name “Klonopin”, which this text is about."}


@pytest.mark.parametrize(
    ("interests", "is_one"),
    [
        ("No interests to declare.", False),
        ("Research grant of a maker of clonazepam.", True),
        ("Shares in a company that sells benzodiazepines.", True),
        ("Advises a patient group on sleep.", False),
    ],
)
def test_a_conflict_is_a_subject_named_in_the_declaration(interests: str, is_one: bool) -> None:
    assert bool(conflict(interests, ["Clonazepam", "Klonopin", "Benzodiazepines"])) is is_one


def test_specialties_of_the_policy_come_first_then_topics_then_who_has_least_to_do(cast: Cast) -> None:
    names = ("wanted", "topical", "free")
    people = {name: factories.make_clinician(name, name.title(), verified_by=cast.administrator) for name in names}
    busy = factories.submit(factories.make_draft(cast.writer, title="Another"), cast.writer)
    ask(busy, cast.clinician, cast.second_clinician, by=cast.writer)
    psychiatry = Specialty.objects.create(name="Psychiatry", slug="psychiatry")
    people["wanted"].profile.specialties.add(psychiatry)
    people["topical"].profile.specialties.add(Specialty.objects.create(name="Mental health", slug="mental-health"))
    for name in ("wanted", "topical"):
        confirm_profile(people[name].profile, by=cast.administrator, now=factories.NOW)
    people["free"].profile.specialties.add(psychiatry)
    content = factories.content(
        article_type="drug", topics=(factories.topic_fact(factories.make_topic("Mental health")),)
    )
    policy = STRICT.__class__(
        **{**vars(STRICT), "signers_raised": 2, "specialties_raised": ("psychiatry",), "version": "policy-9"}
    )

    sorted_ = candidates(content, contributors={cast.writer.pk}, policy=policy, today=TODAY)

    assert [one.user.username for one in sorted_.able] == ["wanted", "topical", "free", "carl", "clara"]
    assert sorted_.suggested == (people["wanted"].pk, people["topical"].pk)
    assert (
        sorted_.able[0].in_words
        == "Psychiatry, which the policy asks for; no open reviews; gets no mail: tell them yourself"
    )
    assert sorted_.able[3].open_reviews == 1
    assert sorted_.needed == 2
    lacks = "without the specialty that is asked for (Psychiatry), so another signer needs it"
    assert [one.lacks for one in sorted_.able] == ["", lacks, lacks, lacks, lacks]
    assert sorted_.able[1].in_words.startswith(f"{lacks}; Mental health, a topic; ")


def test_whose_signature_would_not_count_is_not_asked(cast: Cast, draft: Draft) -> None:
    psychiatry = Specialty.objects.create(name="Psychiatry", slug="psychiatry")
    cast.clinician.profile.specialties.add(psychiatry)
    confirm_profile(cast.clinician.profile, by=cast.administrator, now=factories.NOW)
    put_in_force(cast, specialties_by_subject=[["type:explainer", ["psychiatry"]]])
    revision = factories.submit(draft, cast.writer)

    sorted_ = assignments.for_revision(revision, now=factories.NOW)

    assert sorted_.suggested == (cast.clinician.pk,)
    assert "signed by somebody with a specialty" in found(revision)["carl"]


@pytest.mark.parametrize("people", [1, 3])
def test_looking_for_candidates_costs_the_same_for_one_and_three(people: int, cast: Cast, revision: Revision) -> None:
    for number in range(people):
        factories.make_clinician(f"c{number}", f"C {number}", verified_by=cast.administrator)
    content = ArticleContent.from_json(revision.content_json)
    policy = current_policy()

    with CaptureQueriesContext(connection) as queries:
        candidates(content, contributors=set(), policy=policy, today=TODAY)

    assert len(queries) == 3
