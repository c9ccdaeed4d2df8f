"""A signature taken back: by whom, what it stops, and what stays."""

import pytest

from articles.choices import PublicationKind, PublicState
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.publication import publishing
from articles.domain.reviewing import revocations
from articles.domain.reviewing.approvals import standing_approvals
from articles.models import Article, Decision, DecisionRevocation, Draft, Publication
from medsite.audit.models import AuditEntry
from tests import factories
from tests.conftest import Cast

LATER = factories.later(hours=1)


@pytest.mark.parametrize("role", ["clinician", "publisher", "administrator"])
def test_the_signer_a_publisher_and_an_administrator_take_a_signature_back(
    role: str, cast: Cast, publication: Publication
) -> None:
    decision = Decision.objects.get()

    revocations.revoke(decision, by=getattr(cast, role), now=LATER, reason=" A mistake. ")

    assert DecisionRevocation.objects.get().reason == "A mistake."
    assert standing_approvals(publication.revision) == []
    assert Article.objects.get().public_state == PublicState.LIVE
    entry = AuditEntry.objects.order_by("-sequence")[0]
    assert (entry.act, entry.actor) == ("decision.revoked", getattr(cast, role))


@pytest.mark.parametrize("role", ["writer", "second_clinician", "stranger", "superuser"])
def test_nobody_else_does(role: str, cast: Cast, publication: Publication) -> None:
    with pytest.raises(NotAllowed, match="Only the signer, a publisher or an administrator"):
        revocations.revoke(Decision.objects.get(), by=getattr(cast, role), now=LATER, reason="x")

    assert not DecisionRevocation.objects.exists()


def test_it_takes_a_reason_and_happens_once(cast: Cast, publication: Publication) -> None:
    decision = Decision.objects.get()
    with pytest.raises(Refused, match="Say why"):
        revocations.revoke(decision, by=cast.clinician, now=LATER, reason=" ")
    revocations.revoke(decision, by=cast.clinician, now=LATER, reason="A mistake.")

    with pytest.raises(WrongState, match="taken back already"):
        revocations.revoke(decision, by=cast.clinician, now=LATER, reason="Again.")


def test_a_request_for_changes_is_not_taken_back(cast: Cast, revision: object) -> None:
    decision = factories.request_changes(revision, cast.clinician)  # type: ignore[arg-type]  # the fixture

    with pytest.raises(WrongState):
        revocations.revoke(decision, by=cast.clinician, now=LATER, reason="x")


def test_what_rests_on_it_is_not_published(cast: Cast, approved: Draft) -> None:
    revocations.revoke(Decision.objects.get(), by=cast.clinician, now=LATER, reason="A mistake.")

    with pytest.raises(WrongState, match="does not stand any more"):
        factories.publish(approved, cast.publisher, now=LATER)


def test_the_live_page_is_stopped_in_the_same_act_when_asked(cast: Cast, publication: Publication) -> None:
    decision = Decision.objects.get()
    assert [row.publication for row in revocations.pages_resting_on(decision)] == [publication]

    revocations.revoke(decision, by=cast.publisher, now=LATER, reason="A mistake.", stop_live=True)

    assert Publication.objects.latest("pk").kind == PublicationKind.SUSPENDED
    assert revocations.pages_resting_on(decision) == []
    with pytest.raises(WrongState):
        publishing.reinstate(publication.article, by=cast.publisher, now=LATER)


def test_nothing_happens_when_the_page_may_not_be_stopped(cast: Cast, publication: Publication) -> None:
    with pytest.raises(NotAllowed):
        revocations.revoke(Decision.objects.get(), by=cast.administrator, now=LATER, reason="x", stop_live=True)

    assert not DecisionRevocation.objects.exists()
    assert Article.objects.get().public_state == PublicState.LIVE
