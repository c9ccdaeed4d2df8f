"""The policy as data: strict without a row, made by two people, and what becomes of signatures when it changes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.choices import DraftState, RiskClass
from articles.domain import workflow
from articles.domain.errors import NeedsSignIn, NotAllowed, Refused, Stale, WrongState
from articles.domain.governance import policy_desk, policy_fields
from articles.domain.governance.policy import STRICT, Policy, as_values, current_policy, from_values, stored
from articles.domain.governance.risk import risk_of
from articles.domain.publication import reframing
from articles.domain.reviewing.approvals import standing_approvals, what_lacks, why_not_counted
from articles.models import Decision, Draft, PolicyProposal, PolicyVersion, PublishedPage, Revision
from medsite.audit.models import AuditEntry
from people.models import Profile, Specialty
from people.register import confirm_profile, set_roles
from people.roles import Role
from tests import factories
from tests.conftest import Cast
from tests.policies import put_in_force


def test_without_a_row_the_strict_default_is_in_force(db: None) -> None:
    assert current_policy() is STRICT


def test_a_policy_survives_being_stored() -> None:
    policy = replace(
        STRICT,
        version="policy-7",
        signers_high=2,
        high_risk=("class:opioid",),
        waivable=(("style.word", ("clinician",)),),
    )

    assert from_values(as_values(policy), version="policy-7") == policy


def test_a_row_of_an_older_program_takes_what_it_does_not_name_from_the_strict_default() -> None:
    assert from_values({"signers": 2}, version="policy-1") == replace(STRICT, version="policy-1", signers=2)


def test_reading_the_policy_costs_one_query_and_sees_a_new_version_at_once(cast: Cast) -> None:
    current_policy()
    put_in_force(cast, signers=2)

    with CaptureQueriesContext(connection) as queries:
        policy = current_policy()

    assert (policy.version, policy.signers, len(queries)) == ("policy-1", 2, 1)


def test_proposing_and_approving_leave_what_changed_in_the_trail(cast: Cast) -> None:
    version = put_in_force(cast, signers=2)

    entries = AuditEntry.objects.filter(act__startswith="policy.").order_by("sequence")
    assert [(entry.act, entry.actor_id) for entry in entries] == [
        ("policy.proposed", cast.publisher.pk),
        ("policy.approved", cast.administrator.pk),
    ]
    assert "Clinicians who sign every text: 1 → 2" in entries[1].data
    assert (version.number, version.reason, PolicyProposal.objects.count()) == (1, "To try it.", 0)


@pytest.mark.parametrize("role", ["writer", "clinician", "stranger", "superuser"])
def test_others_neither_propose_nor_approve(role: str, cast: Cast) -> None:
    person = getattr(cast, role)
    with pytest.raises(NotAllowed):
        policy_desk.propose(as_values(replace(STRICT, signers=2)), reason="x", by=person, now=factories.NOW)
    proposal = policy_desk.propose(
        as_values(replace(STRICT, signers=2)), reason="x", by=cast.publisher, now=factories.NOW
    )

    with pytest.raises(NotAllowed):
        approve(proposal, person)
    assert current_policy() is STRICT


def approve(proposal: PolicyProposal, by: Any, **values: Any) -> PolicyVersion:
    arguments: dict[str, Any] = {"seen": proposal.proposed_at, "evidence": factories.evidence(by), "by": by}
    return policy_desk.approve(proposal, now=factories.NOW, **arguments | values)


def test_nobody_approves_what_they_proposed_and_both_sides_of_the_house_take_part(cast: Cast) -> None:
    proposal = policy_desk.propose(
        as_values(replace(STRICT, signers=2)), reason="x", by=cast.publisher, now=factories.NOW
    )
    second = factories.make_user("petra", Role.PUBLISHER)

    with pytest.raises(NotAllowed, match="You proposed this"):
        approve(proposal, cast.publisher)
    with pytest.raises(NotAllowed, match="still needs the administrator"):
        approve(proposal, second)
    set_roles(cast.publisher, [Role.PUBLISHER, Role.ADMINISTRATOR], by=None, now=factories.NOW)
    with pytest.raises(NotAllowed, match="You proposed this"):
        approve(proposal, cast.publisher)
    assert approve(proposal, cast.administrator).number == 1


def test_the_database_itself_wants_two_people(cast: Cast) -> None:
    values = {"values_json": stored(STRICT), "reason": "x", "proposed_at": factories.NOW, "approved_at": factories.NOW}

    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(number=1, proposed_by=cast.publisher, approved_by=cast.publisher, **values)


def test_what_was_read_is_what_is_approved(cast: Cast) -> None:
    first = policy_desk.propose(as_values(replace(STRICT, signers=2)), reason="x", by=cast.publisher, now=factories.NOW)
    policy_desk.propose(
        as_values(replace(STRICT, signers=3)), reason="y", by=cast.publisher, now=factories.later(minutes=1)
    )

    with pytest.raises(Stale, match="changed after you opened"):
        approve(first, cast.administrator)


def test_a_proposal_on_top_of_an_older_policy_is_refused(cast: Cast) -> None:
    put_in_force(cast, signers=2)
    proposal = policy_desk.propose(
        as_values(replace(STRICT, signers=3)), reason="x", by=cast.publisher, now=factories.NOW
    )
    PolicyProposal.objects.update(follows=0)

    with pytest.raises(Stale, match="Another policy"):
        approve(proposal, cast.administrator)


def test_approving_needs_a_fresh_sign_in(cast: Cast) -> None:
    proposal = policy_desk.propose(
        as_values(replace(STRICT, signers=2)), reason="x", by=cast.publisher, now=factories.NOW
    )
    old = factories.evidence(cast.administrator, now=factories.NOW - timedelta(minutes=6))

    with pytest.raises(NeedsSignIn):
        approve(proposal, cast.administrator, evidence=old)


def test_a_change_says_why_and_changes_something(cast: Cast) -> None:
    with pytest.raises(Refused, match="Say why"):
        policy_desk.propose(as_values(replace(STRICT, signers=2)), reason=" ", by=cast.publisher, now=factories.NOW)
    with pytest.raises(Refused, match="Nothing differs"):
        policy_desk.propose(as_values(STRICT), reason="x", by=cast.publisher, now=factories.NOW)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("signers", 0),
        ("signers", True),
        ("signers_high", 6),
        ("sign_in_minutes", 16),
        ("checklist", []),
        ("checklist", [["a", "Once."], ["a", "Twice."]]),
        ("checklist", [["no name", "Words."]]),
        ("review_interval_months", 37),
        ("review_interval_months", 25),
        ("withdrawn_after_days", 89),
        ("manifest_sample_percent", 0),
        ("reminder_days", ["x"]),
        ("high_risk", ["opioid"]),
        ("high_risk", ["type:poem"]),
        ("specialties_high", ["nowhere"]),
        ("waivable", [["style.word", ["reader"]]]),
        ("every_source_is_ticked", "yes"),
        ("raised_risk", None),
    ],
)
def test_what_no_policy_can_be(name: str, value: Any, db: None) -> None:
    assert list(policy_fields.problems(as_values(STRICT) | {name: value})) == [name]


def test_every_value_of_a_policy_has_a_place_in_its_form() -> None:
    assert {field.name for field in policy_fields.FIELDS} == set(as_values(STRICT))


def test_the_strict_default_is_within_the_limits(db: None) -> None:
    assert policy_fields.problems(as_values(STRICT)) == {}


def test_changes_say_which_way_they_go() -> None:
    after = replace(STRICT, signers=2, unlisted_after_days=120, checklist=STRICT.checklist[:1])

    assert [(row.before, row.after, row.direction) for row in policy_fields.changes(STRICT, after)][::2] == [
        ("1", "2", "stricter"),
        ("90", "120", "looser"),
    ]


# --- Risk ---------------------------------------------------------------------------------------


def test_risk_comes_from_what_the_text_is_about_and_says_why(cast: Cast) -> None:
    plain = factories.content()
    drug = factories.content(subjects=(factories.clonazepam(),))
    policy = replace(STRICT, high_risk=("class:benzodiazepine",))

    assert risk_of(plain, STRICT).level == RiskClass.STANDARD
    assert risk_of(drug, STRICT).because == ("kind of subject: drug",)
    assert risk_of(drug, STRICT).level == RiskClass.RAISED
    assert risk_of(drug, policy).level == RiskClass.HIGH
    assert risk_of(drug, policy).because == ("drug class: benzodiazepine",)


def test_a_policy_takes_nothing_below_the_floor(cast: Cast) -> None:
    assert risk_of(factories.content(article_type="drug"), replace(STRICT, raised_risk=())).level == RiskClass.RAISED


def test_a_higher_class_never_needs_fewer_signatures() -> None:
    policy = replace(STRICT, signers=2, signers_raised=3, signers_high=1)

    assert [policy.signers_for(risk) for risk in RiskClass] == [2, 3, 3]


@pytest.mark.parametrize(
    ("risk", "intervals", "months"),
    [("standard", [], 24), ("standard", [12, 18], 12), ("standard", [48], 36), ("high", [], 12), ("high", [48], 12)],
)
def test_the_interval_is_the_shortest_one_below_the_most(risk: str, intervals: list[int], months: int) -> None:
    policy = replace(STRICT, review_interval_most_months=36, review_interval_high_months=12)

    assert policy.interval_for(RiskClass(risk), intervals) == months


def test_nobody_waives_a_finding_unless_the_policy_says_so() -> None:
    policy = replace(STRICT, waivable=(("style.word", ("clinician",)),))

    assert not STRICT.may_waive("style.word", Role.values)
    assert policy.may_waive("style.word", {Role.CLINICIAN})
    assert not policy.may_waive("style.word", {Role.WRITER})
    assert not policy.may_waive("other", {Role.CLINICIAN})


# --- What becomes of signatures -----------------------------------------------------------------


def state_of(draft: Draft) -> str:
    return Draft.objects.get(pk=draft.pk).state


def test_a_decision_names_the_policy_it_was_made_under(cast: Cast, approved_notices: None, draft: Draft) -> None:
    put_in_force(cast, signers=2)

    assert factories.approve(factories.submit(draft, cast.writer), cast.clinician).policy_version == "policy-1"


def test_high_risk_needs_a_second_clinician(cast: Cast, approved_notices: None) -> None:
    put_in_force(cast, signers_high=2, high_risk=["type:explainer"])
    draft = factories.make_draft(cast.writer)
    revision = factories.submit(draft, cast.writer)

    factories.approve(revision, cast.clinician)
    assert state_of(draft) == DraftState.IN_REVIEW
    factories.approve(revision, cast.second_clinician)
    assert state_of(draft) == DraftState.APPROVED


def test_one_of_the_signers_has_the_specialty_that_the_policy_wants(cast: Cast, approved_notices: None) -> None:
    wanted = Specialty.objects.create(name="Pharmacology", slug="pharmacology")
    put_in_force(cast, specialties_high=["pharmacology"], high_risk=["type:explainer"])
    draft = factories.make_draft(cast.writer)
    revision = factories.submit(draft, cast.writer)
    profile = Profile.objects.get(user=cast.second_clinician)
    profile.specialties.add(wanted)
    confirm_profile(profile, by=cast.administrator, now=factories.NOW)

    factories.approve(revision, cast.clinician)
    assert state_of(draft) == DraftState.IN_REVIEW
    assert "one of the signers has to be of: pharmacology" in what_lacks(
        revision, standing_approvals(revision), current_policy()
    )
    factories.approve(revision, cast.second_clinician)
    assert state_of(draft) == DraftState.APPROVED


def test_a_stricter_policy_holds_at_publishing_and_takes_no_signature_away(cast: Cast, approved: Draft) -> None:
    put_in_force(cast, signers=2)

    with pytest.raises(WrongState, match=r"By policy-1 2 clinicians sign this text; 1 did\."):
        factories.publish(approved, cast.publisher)

    assert Decision.objects.filter(revocation__isnull=True).count() == 1
    workflow.reopen(approved, by=cast.writer, now=factories.NOW, reason="It needs a second signature.")
    again = factories.submit(approved, cast.writer)
    assert state_of(approved) == DraftState.IN_REVIEW
    with pytest.raises(WrongState, match="signed exactly this text already"):
        factories.approve(again, cast.clinician)
    factories.approve(again, cast.second_clinician)
    assert factories.publish(approved, cast.publisher).approvals.count() == 2


def test_a_signature_counts_only_when_it_confirmed_what_is_asked_now(cast: Cast, approved: Draft) -> None:
    point = ["children", "Doses for children are right."]
    put_in_force(cast, checklist=[*as_values(STRICT)["checklist"], point])

    with pytest.raises(WrongState, match=r"did not confirm what policy-1 asks: Doses for children are right\."):
        factories.publish(approved, cast.publisher)

    workflow.reopen(approved, by=cast.writer, now=factories.NOW, reason="The checklist grew.")
    again = factories.submit(approved, cast.writer)
    factories.approve(again, cast.clinician)
    assert [row.decision.policy_version for row in factories.publish(approved, cast.publisher).approvals.all()] == [
        "policy-1"
    ]


def test_a_policy_that_wants_every_source_compared_does_not_count_who_compared_none(
    cast: Cast, approved_notices: None, revision: Revision
) -> None:
    decision = factories.approve(revision, cast.clinician)
    wants: Policy = replace(STRICT, version="policy-1", every_source_is_ticked=True)

    assert why_not_counted(decision, revision, STRICT) == ""
    assert "did not compare these sources: sample2020" in why_not_counted(decision, revision, wants)


def test_a_live_page_keeps_its_text_and_gets_its_new_due_date(cast: Cast, publication: Any) -> None:
    page = PublishedPage.objects.get()
    put_in_force(cast, review_interval_months=12, signers=2)

    reframing.rebuild([page.pk], now=factories.NOW)

    after = PublishedPage.objects.get()
    assert (after.content_digest, after.review_due_on.year) == (page.content_digest, page.review_due_on.year - 1)


def test_the_effects_are_shown_before_anybody_approves(cast: Cast, approved: Draft) -> None:
    found = policy_desk.effects(replace(STRICT, version="policy-1", signers=2), now=factories.NOW)

    assert [draft.pk for draft, _ in found.short] == [approved.pk]
