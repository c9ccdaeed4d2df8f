"""Proof of identity: fresh, of the same person, and built in one place only."""

from datetime import datetime, timedelta
from unittest import mock

import pytest

from articles.domain import demonstration
from articles.domain.errors import NeedsSignIn
from articles.domain.reviewing import signatures
from articles.domain.reviewing.signatures import SignatureEvidence
from articles.models import Article, Decision, Revision
from tests import factories
from tests.conftest import Cast
from tests.people.signing_in.helpers import code_now, give_app, give_codes


def test_evidence_cannot_be_built_by_hand(cast: Cast) -> None:
    with pytest.raises(TypeError, match=r"articles\.domain\.reviewing\.signatures only"):
        SignatureEvidence(user_id=cast.clinician.pk, method="password", proven_at=factories.NOW, seal=object())


def test_a_right_password_is_evidence_and_a_wrong_one_is_not(cast: Cast) -> None:
    proof = signatures.prove_by_password(cast.clinician, factories.PASSWORD, now=factories.NOW)
    assert (proof.user_id, proof.method, proof.proven_at) == (cast.clinician.pk, "password", factories.NOW)

    with pytest.raises(NeedsSignIn, match="not right"):
        signatures.prove_by_password(cast.clinician, "wrong", now=factories.NOW)


def test_a_code_of_the_app_is_evidence_once(cast: Cast) -> None:
    give_app(cast.clinician)
    code = code_now()

    proof = signatures.prove_by_code(cast.clinician, code, now=factories.NOW)

    assert (proof.user_id, proof.method) == (cast.clinician.pk, "authenticator code")
    for wrong in (code, "x", ""):
        with pytest.raises(NeedsSignIn, match="not right, or was used"):
            signatures.prove_by_code(cast.clinician, wrong, now=factories.NOW)


def test_a_recovery_code_and_the_app_of_somebody_else_sign_nothing(cast: Cast) -> None:
    give_app(cast.second_clinician)
    codes = give_codes(cast.clinician)

    for wrong in (codes[0], code_now()):
        with pytest.raises(NeedsSignIn):
            signatures.prove_by_code(cast.clinician, wrong, now=factories.NOW)


@pytest.mark.parametrize("asked", [None, factories.later(minutes=-6), factories.later(minutes=1)])
def test_a_passkey_that_was_not_asked_just_now_signs_nothing(asked: datetime | None, cast: Cast) -> None:
    with (
        mock.patch("people.signing_in.factors.check_passkey", return_value=True),
        pytest.raises(NeedsSignIn, match="Too much time"),
    ):
        signatures.prove_by_passkey(cast.clinician, {}, asked_at=asked, now=factories.NOW)


@pytest.mark.parametrize("is_right", [True, False])
def test_a_passkey_is_evidence_when_it_answers_the_question(is_right: bool, cast: Cast) -> None:
    def prove() -> SignatureEvidence:
        return signatures.prove_by_passkey(cast.clinician, {}, asked_at=factories.NOW, now=factories.NOW)

    with mock.patch("people.signing_in.factors.check_passkey", return_value=is_right):
        if is_right:
            assert prove().method == "passkey"
            return
        with pytest.raises(NeedsSignIn, match="did not match"):
            prove()


def test_a_closed_account_proves_nothing(cast: Cast) -> None:
    give_app(cast.clinician)
    cast.clinician.is_active = False

    with pytest.raises(NeedsSignIn):
        signatures.prove_by_code(cast.clinician, code_now(), now=factories.NOW)
    with mock.patch("people.signing_in.factors.check_passkey", return_value=True), pytest.raises(NeedsSignIn):
        signatures.prove_by_passkey(cast.clinician, {}, asked_at=factories.NOW, now=factories.NOW)

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
