"""Proof of identity: fresh, of the same person, and built in one place only."""

from datetime import timedelta

import pytest

from articles.domain import demonstration, signatures
from articles.domain.errors import NeedsSignIn
from articles.domain.signatures import SignatureEvidence
from articles.models import Article, Decision, Revision
from tests import factories
from tests.conftest import Cast


def test_evidence_cannot_be_built_by_hand(cast: Cast) -> None:
    with pytest.raises(TypeError, match=r"articles\.domain\.signatures only"):
        SignatureEvidence(user_id=cast.clinician.pk, method="password", proven_at=factories.NOW, seal=object())


def test_a_right_password_is_evidence_and_a_wrong_one_is_not(cast: Cast) -> None:
    proof = signatures.prove_by_password(cast.clinician, factories.PASSWORD, now=factories.NOW)
    assert (proof.user_id, proof.method, proof.proven_at) == (cast.clinician.pk, "password", factories.NOW)

    with pytest.raises(NeedsSignIn, match="not right"):
        signatures.prove_by_password(cast.clinician, "wrong", now=factories.NOW)


def test_a_closed_account_proves_nothing(cast: Cast) -> None:
    cast.clinician.is_active = False

    with pytest.raises(NeedsSignIn):
        signatures.prove_by_password(cast.clinician, factories.PASSWORD, now=factories.NOW)
    with pytest.raises(NeedsSignIn):
        signatures.still_fresh(cast.clinician, method="password", proven_at=factories.NOW, now=factories.NOW)


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (timedelta(0), True),
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, microseconds=1), False),
        (timedelta(microseconds=-1), False),
    ],
)
def test_a_remembered_proof_lasts_five_minutes(age: timedelta, fresh: bool, cast: Cast) -> None:
    def ask() -> SignatureEvidence:
        return signatures.still_fresh(
            cast.clinician, method="password", proven_at=factories.NOW, now=factories.NOW + age
        )

    if fresh:
        assert ask().proven_at == factories.NOW
        return
    with pytest.raises(NeedsSignIn, match="older than five minutes"):
        ask()


def test_an_old_proof_signs_nothing(cast: Cast, approved_notices: None, revision: Revision) -> None:
    proof = factories.evidence(cast.clinician)

    with pytest.raises(NeedsSignIn):
        factories.approve(revision, cast.clinician, evidence=proof, now=factories.later(minutes=6))

    assert Decision.objects.count() == 0


def test_the_proof_of_one_person_does_not_sign_for_another(
    cast: Cast, approved_notices: None, revision: Revision
) -> None:
    with pytest.raises(NeedsSignIn):
        factories.approve(revision, cast.clinician, evidence=factories.evidence(cast.second_clinician))

    assert Decision.objects.count() == 0


def test_sample_signatures_exist_in_a_demonstration_only(cast: Cast, settings: pytest.FixtureRequest) -> None:
    with pytest.raises(NeedsSignIn, match="DEMO=1"):
        signatures.for_demonstration(cast.clinician, now=factories.NOW)
    settings.DEMO = True  # type: ignore[attr-defined]  # Django's settings

    assert signatures.for_demonstration(cast.clinician, now=factories.NOW).method == "demonstration"


@pytest.mark.django_db
def test_sample_data_is_refused_outside_a_demonstration() -> None:
    with pytest.raises(demonstration.NotADemonstration, match="DEMO=1"):
        demonstration.seed(password=factories.PASSWORD, now=factories.NOW)

    assert Article.objects.count() == 0
