"""Specialties: which a text asks of its signers, which a signer had, and what is said to everybody else."""

import json
from typing import Any

import pytest

from articles.choices import DraftState
from articles.domain import workflow
from articles.domain.errors import NotAllowed, WrongState
from articles.domain.governance import policy_fields
from articles.domain.governance.policy import STRICT, as_values, current_policy
from articles.domain.reviewing import specialties
from articles.domain.reviewing.approvals import standing_approvals, what_lacks
from articles.domain.reviewing.decision_record import decision_record
from articles.editorial.policy_forms import PolicyForm
from articles.models import Decision, Draft, Revision
from people.models import Profile, Specialty, User
from people.register import confirm_profile, save_profile, set_roles
from people.roles import Role
from tests import factories
from tests.conftest import Cast
from tests.policies import put_in_force

pytestmark = pytest.mark.usefixtures("approved_notices")
EXPLAINER = [["type:explainer", ["neurology", "psychiatry"]]]


def give(person: User, slug: str, cast: Cast, *, confirmed: bool = True) -> None:
    specialty, _ = Specialty.objects.get_or_create(slug=slug, defaults={"name": slug.title()})
    profile = Profile.objects.get(user=person)
    profile.specialties.add(specialty)
    if confirmed:
        confirm_profile(profile, by=cast.administrator, now=factories.NOW)


@pytest.fixture
def asked(cast: Cast) -> None:
    """A policy by which an explainer is signed by a neurologist or a psychiatrist. Clara is one."""
    Specialty.objects.create(name="Neurology", slug="neurology")
    give(cast.clinician, "psychiatry", cast)
    put_in_force(cast, specialties_by_subject=EXPLAINER)


def state_of(draft: Draft) -> str:
    return Draft.objects.get(pk=draft.pk).state


def test_a_signature_keeps_the_specialties_of_its_day(cast: Cast, revision: Revision) -> None:
    give(cast.clinician, "psychiatry", cast)
    decision = factories.approve(revision, cast.clinician)
    Profile.objects.get(user=cast.clinician).specialties.clear()

    kept = Decision.objects.get(pk=decision.pk)

    assert (specialties.of_decision(kept), kept.by_role) == ({"psychiatry"}, "Psychiatrist")
    assert decision_record(kept)["by_specialties"] == json.dumps(["psychiatry"])


def test_a_signature_without_specialties_keeps_the_digest_that_it_had(cast: Cast, revision: Revision) -> None:
    assert "by_specialties" not in decision_record(factories.approve(revision, cast.clinician))


def test_without_a_policy_any_clinician_signs(cast: Cast, draft: Draft, revision: Revision) -> None:
    factories.approve(revision, cast.second_clinician)

    assert state_of(draft) == DraftState.APPROVED


def test_somebody_without_the_specialty_is_refused_and_told_what_is_needed(
    cast: Cast, asked: None, draft: Draft, revision: Revision
) -> None:
    with pytest.raises(NotAllowed, match=r"kind of article: explainer: neurology or psychiatry.*None is confirmed"):
        factories.approve(revision, cast.second_clinician)
    assert Decision.objects.count() == 0
    factories.request_changes(revision, cast.second_clinician)

    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    assert state_of(draft) == DraftState.APPROVED


def test_a_specialty_that_nobody_else_stands_for_does_not_count(cast: Cast, asked: None, revision: Revision) -> None:
    give(cast.second_clinician, "neurology", cast, confirmed=False)
    with pytest.raises(NotAllowed, match="None is confirmed"):
        factories.approve(revision, cast.second_clinician)
    confirm_profile(Profile.objects.get(user=cast.second_clinician), by=cast.administrator, now=factories.NOW)
    set_roles(cast.second_clinician, [Role.CLINICIAN, Role.ADMINISTRATOR], by=None, now=factories.NOW)
    save_profile(Profile.objects.get(user=cast.second_clinician), by=cast.second_clinician, now=factories.NOW)
    with pytest.raises(NotAllowed, match="None is confirmed"):
        factories.approve(revision, cast.second_clinician)


def test_an_earlier_signature_does_not_count_under_a_policy_that_asks_for_more(cast: Cast, approved: Draft) -> None:
    give(cast.clinician, "psychiatry", cast)
    put_in_force(cast, specialties_by_subject=[["type:explainer", ["psychiatry"]]])

    with pytest.raises(WrongState, match="The signature of Clara Clinician does not count"):
        factories.publish(approved, cast.publisher)

    workflow.reopen(approved, by=cast.writer, now=factories.NOW, reason="Her specialty is confirmed now.")
    factories.approve(factories.submit(approved, cast.writer), cast.clinician)
    factories.publish(approved, cast.publisher)


def test_each_subject_has_a_signer_of_its_own(cast: Cast) -> None:
    give(cast.clinician, "psychiatry", cast)
    give(cast.second_clinician, "pediatrics", cast)
    put_in_force(
        cast,
        specialties_by_subject=[["type:explainer", ["psychiatry"]], ["audience:parents", ["pediatrics"]]],
    )
    draft = factories.make_draft(cast.writer, audience="parents")
    revision = factories.submit(draft, cast.writer)
    factories.approve(revision, cast.clinician)

    lacks = what_lacks(revision, standing_approvals(revision), current_policy())

    assert lacks == "By policy-1 one of the signers has to be of: pediatrics for audience: parents."
    factories.approve(revision, cast.second_clinician)
    assert state_of(draft) == DraftState.APPROVED


def test_a_live_text_is_signed_again_by_the_same_rule(cast: Cast, publication: Any) -> None:
    give(cast.second_clinician, "neurology", cast)
    put_in_force(cast, specialties_by_subject=[["type:explainer", ["neurology"]]])

    with pytest.raises(NotAllowed, match="None is confirmed"):
        factories.confirm(publication.article, cast.clinician)
    assert factories.confirm(publication.article, cast.second_clinician).publication is not None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["class:opioid", ["nowhere"]], "There is no specialty “nowhere”"),
        (["opioid", ["psychiatry"]], "“opioid” is no such line"),
        (["class:opioid", []], "which specialties"),
        (["class:opioid", ["psychiatry"]], ""),
    ],
)
def test_a_line_of_the_policy_names_what_there_is(line: list[Any], said: str) -> None:
    Specialty.objects.create(name="Psychiatry", slug="psychiatry")

    found = policy_fields.problems(as_values(STRICT) | {"specialties_by_subject": [line]})

    assert said in found.get("specialties_by_subject", "")
    assert bool(found) == bool(said)


def test_a_line_is_typed_with_the_colon_of_its_subject(db: None) -> None:
    values = as_values(STRICT) | {"specialties_by_subject": EXPLAINER}
    form = PolicyForm(values=values)
    typed = {name: form.initial[name] for name in form.fields if name != "reason"} | {"reason": "x"}
    assert typed["specialties_by_subject"] == "type:explainer: neurology, psychiatry"

    again = PolicyForm(typed, values=values)

    assert again.is_valid(), again.errors
    assert again.values["specialties_by_subject"] == EXPLAINER
