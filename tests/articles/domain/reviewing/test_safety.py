"""Safety changes of a text: recorded when it is sent, and how many clinicians sign because of them."""

import json
from typing import Any

import pytest
from django.db import Error, transaction

from articles.choices import DraftState, PublicationKind, RiskClass
from articles.content import ArticleContent
from articles.domain.drafting import drafts
from articles.domain.errors import Refused, Stale, WrongState
from articles.domain.governance.policy import STRICT, current_policy
from articles.domain.publication import publishing, taking_down
from articles.domain.reviewing import manifests, revocations, safety
from articles.domain.reviewing.approvals import needed_for, standing_approvals, what_lacks
from articles.models import Draft, Publication, PublicationApproval, Revision, SubjectName
from medsite.audit.models import AuditEntry
from tests import factories
from tests.conftest import Cast
from tests.policies import put_in_force

BODY = "An opening.\n\n## Dose\n\nTake 5 mg at night [@sample2020]. Do not drive."
OTHER = BODY.replace("5 mg", "50 mg")


@pytest.fixture
def live(cast: Cast, approved_notices: None) -> Publication:
    """A live article about clonazepam, which is of raised risk, signed by one."""
    draft = factories.make_draft(cast.writer, body=BODY, subjects=(factories.clonazepam(),))
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


def next_text(live: Publication, cast: Cast, **values: Any) -> Draft:
    """A new draft of it with some fields changed, saved."""
    draft = drafts.open_draft(live.article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, **values)
    return draft


def state_of(draft: Draft) -> str:
    return Draft.objects.get(pk=draft.pk).state


def test_a_first_text_has_nothing_to_be_compared_with(live: Publication) -> None:
    assert safety.record_of(live.revision) == safety.SafetyRecord()
    assert live.revision.signers_for_safety == 0


def test_the_submission_records_what_changed_and_anybody_finds_the_same_again(live: Publication, cast: Cast) -> None:
    revision = factories.submit(next_text(live, cast, body=OTHER), cast.writer)

    record = safety.record_of(revision)
    assert record.in_words == "1 safety change: dose"
    assert (record.publication, record.against, record.changes[0].place) == (1, live.content_digest, "Body: Dose")
    assert revision.signers_for_safety == 2
    old, new = (ArticleContent.from_json(row.content_json) for row in (live.revision, revision))
    assert safety.is_right(record, old=old, new=new)
    assert not safety.is_right(record, old=old, new=old)
    entry = json.loads(AuditEntry.objects.filter(act="draft.submitted").latest("sequence").data)
    assert (entry["safety"], entry["signers_for_safety"]) == ("1 safety change: dose", 2)
    assert entry["safety_digest"] == safety.record_digest(revision)


def test_a_record_that_is_read_again_is_the_same(live: Publication, cast: Cast) -> None:
    revision = factories.submit(next_text(live, cast, body=OTHER), cast.writer)

    assert safety.record_of(revision).stored() == revision.safety


def test_a_revision_older_than_records_is_compared_when_it_is_asked_for(live: Publication, cast: Cast) -> None:
    revision = factories.submit(next_text(live, cast, body=OTHER), cast.writer, now=factories.later(minutes=1))
    revision.safety = ""

    assert safety.record_of(revision).in_words == "1 safety change: dose"


def test_a_drug_is_known_by_its_names(live: Publication, cast: Cast) -> None:
    old, new = factories.content(lead="Clonazepam is one."), factories.content(lead="Sertraline is one.")
    brand = SubjectName.objects.filter(subject__slug="clonazepam", kind="brand").first()
    assert brand is not None

    assert [change.kind for change in safety.between(old, new, safety.drug_names())] == ["drug name"]
    same = factories.content(lead=f"{brand.name} is one.")
    assert safety.between(old, same, safety.drug_names()) == ()


def test_numbers_of_sources_and_of_who_paid_are_no_doses() -> None:
    old = ArticleContent(title="A title", funding_note="Paid with 5 coins.")

    assert safety.between(old, old.model_copy(update={"funding_note": "Paid with 50 coins."}), {}) == ()


def test_two_clinicians_sign_a_changed_dose_and_the_second_one_finishes_it(live: Publication, cast: Cast) -> None:
    draft = next_text(live, cast, body=OTHER)
    revision = factories.submit(draft, cast.writer)

    factories.approve(revision, cast.clinician)
    assert state_of(draft) == DraftState.IN_REVIEW
    assert what_lacks(revision, standing_approvals(revision), current_policy()) == (
        "By strict-1 2 clinicians sign this text (1 safety change: dose; raised risk: kind of subject: drug); 1 did."
    )
    factories.approve(revision, cast.second_clinician)
    assert state_of(draft) == DraftState.APPROVED
    assert factories.publish(draft, cast.publisher).approvals.count() == 2


def test_another_change_of_the_same_text_needs_one(live: Publication, cast: Cast) -> None:
    draft = next_text(live, cast, lead="Better words say the same.", body=BODY.replace("5 mg", "5\u202fmilligrams"))
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)

    assert factories.publish(draft, cast.publisher).number == 2


def test_a_text_of_standard_risk_needs_a_second_one_only_where_the_policy_says_so(
    cast: Cast, publication: Publication
) -> None:
    draft = next_text(publication, cast, body=OTHER)
    revision = factories.submit(draft, cast.writer)
    assert (revision.signers_for_safety, safety.record_of(revision).in_words != "") == (1, True)

    put_in_force(cast, safety_signers=2)

    assert needed_for(revision, current_policy()).signers == 2


@pytest.mark.parametrize(("risk", "needed"), [(RiskClass.STANDARD, 1), (RiskClass.RAISED, 2), (RiskClass.HIGH, 2)])
def test_by_the_strict_default_two_sign_where_the_risk_is_raised(risk: RiskClass, needed: int) -> None:
    assert STRICT.safety_signers_for(risk) == needed


def test_the_policy_of_the_submission_stays_asked_when_it_becomes_looser(live: Publication, cast: Cast) -> None:
    revision = factories.submit(next_text(live, cast, body=OTHER), cast.writer)

    put_in_force(cast, safety_signers_raised=1, safety_signers_high=1)

    assert needed_for(revision, current_policy()).signers == 2


def test_the_higher_of_risk_and_safety_counts(live: Publication, cast: Cast) -> None:
    put_in_force(cast, signers_raised=3)
    revision = factories.submit(next_text(live, cast, body=OTHER), cast.writer)

    needs = needed_for(revision, current_policy())
    assert (needs.signers, needs.because) == (3, ("raised risk: kind of subject: drug",))


def test_going_back_to_the_text_before_is_a_safety_change_too(live: Publication, cast: Cast) -> None:
    draft = next_text(live, cast, body=OTHER)
    revision = factories.submit(draft, cast.writer)
    for clinician in (cast.clinician, cast.second_clinician):
        factories.approve(revision, clinician)
    factories.publish(draft, cast.publisher)

    back = next_text(live, cast, body=BODY)
    again = factories.submit(back, cast.writer)

    assert len(standing_approvals(again)) == 1
    assert state_of(back) == DraftState.IN_REVIEW


@pytest.fixture
def changed(live: Publication, cast: Cast) -> Revision:
    """A changed dose, signed by both; the draft is approved."""
    revision = factories.submit(next_text(live, cast, body=OTHER), cast.writer)
    for clinician in (cast.clinician, cast.second_clinician):
        factories.approve(revision, clinician)
    return revision


def raw_publication(revision: Revision, cast: Cast, number: int = 2) -> Publication:
    return Publication.objects.create(
        article=revision.article,
        number=number,
        kind=PublicationKind.PUBLISHED,
        revision=revision,
        content_digest=revision.content_digest,
        html_digest=revision.html_digest,
        by=cast.publisher,
        at=factories.NOW,
    )


def test_the_database_itself_wants_the_second_signature(live: Publication, cast: Cast) -> None:
    revision = factories.submit(next_text(live, cast, body=OTHER), cast.writer)
    factories.approve(revision, cast.clinician)

    with pytest.raises(Error, match="safety changes needs more signatures"), transaction.atomic():
        raw_publication(revision, cast)

    factories.approve(revision, cast.second_clinician)
    assert raw_publication(revision, cast).number == 2


def test_a_signature_that_was_taken_back_is_missed_everywhere(changed: Revision, cast: Cast) -> None:
    second = changed.decisions.latest("pk")
    revocations.revoke(second, by=cast.second_clinician, now=factories.NOW, reason="A doubt.")

    with pytest.raises(Error, match="safety changes needs more signatures"), transaction.atomic():
        raw_publication(changed, cast)
    with pytest.raises(WrongState, match=r"2 clinicians sign this text \(1 safety change: dose"):
        factories.publish(changed.draft, cast.publisher)


def test_a_draft_that_was_moved_by_hand_is_not_published_with_one_signature(live: Publication, cast: Cast) -> None:
    draft = next_text(live, cast, body=OTHER)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.APPROVED)

    with pytest.raises(WrongState, match="safety change"):
        factories.publish(draft, cast.publisher)


def test_what_was_compared_with_another_text_is_not_published(changed: Revision, cast: Cast) -> None:
    with factories.triggers_lifted():
        Revision.objects.filter(pk=changed.pk).update(safety=safety.SafetyRecord(against="0" * 64).stored())

    with pytest.raises(Stale, match="another text since this one was sent"):
        factories.publish(changed.draft, cast.publisher)


def test_still_right_needs_one_signature_as_nothing_changes_for_readers(changed: Revision, cast: Cast) -> None:
    publication = factories.publish(changed.draft, cast.publisher)

    confirmed = factories.confirm(changed.article, cast.clinician, now=factories.later(days=300))

    assert confirmed.publication is not None
    assert confirmed.publication.kind == PublicationKind.REVIEWED
    assert PublicationApproval.objects.filter(publication=publication).count() == 2


def test_still_right_waits_while_a_signature_of_the_change_is_taken_back(changed: Revision, cast: Cast) -> None:
    factories.publish(changed.draft, cast.publisher)
    second = changed.decisions.latest("pk")
    revocations.revoke(second, by=cast.second_clinician, now=factories.NOW, reason="A doubt.")

    confirmed = factories.confirm(changed.article, cast.clinician, now=factories.later(days=1))

    assert confirmed.publication is None
    assert "2 clinicians sign this text (1 safety change: dose" in confirmed.lacks


def test_a_withdrawn_text_with_safety_changes_is_reinstated_with_both_signatures_only(
    changed: Revision, cast: Cast
) -> None:
    publication = factories.publish(changed.draft, cast.publisher)
    taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="A check.")
    article = publication.article
    article.refresh_from_db()
    assert publishing.reinstate(article, by=cast.publisher, now=factories.NOW).number == 4

    article.refresh_from_db()
    taking_down.withdraw(article, by=cast.publisher, now=factories.NOW, note="A check.")
    revocations.revoke(changed.decisions.latest("pk"), by=cast.second_clinician, now=factories.NOW, reason="A doubt.")
    article.refresh_from_db()
    with pytest.raises(WrongState, match="safety change"):
        publishing.reinstate(article, by=cast.publisher, now=factories.NOW)


def test_a_manifest_signs_no_safety_change_that_was_not_opened(live: Publication, cast: Cast) -> None:
    revision = factories.submit(next_text(live, cast, body=OTHER), cast.writer)
    manifest = manifests.make_manifest([revision], title="A list", by=cast.writer, now=factories.NOW)

    def sign(shown: str) -> None:
        manifests.sign(
            manifest,
            shown=shown,
            evidence=factories.evidence(cast.second_clinician),
            statement="None.",
            confirmed=[key for key, _ in STRICT.checklist],
            by=cast.second_clinician,
            now=factories.NOW,
        )

    seen = manifests.overview(manifest, user=cast.second_clinician, now=factories.NOW)
    assert seen.entries[0].obstacle == "It has 1 safety change: dose. Open it, and read them first."
    assert manifests.draw_sample(manifest, by=cast.second_clinician, now=factories.NOW) == 1
    with pytest.raises(Refused):
        sign(seen.shown)
    assert revision.decisions.count() == 0

    manifests.note_opening(seen.entries[0].item, by=cast.second_clinician, now=factories.NOW)
    sign(seen.shown)
    assert revision.decisions.count() == 1


@pytest.fixture
def spanish(cast: Cast, approved_notices: None) -> Publication:
    """A live Spanish article about clonazepam, which is of raised risk, signed by one."""
    factories.approve_notices_in("es", cast.clinician)
    body = "Una entrada.\n\n## Dosis\n\nTome 5 mg [@sample2020]. Jamás lo mezcle con alcohol."
    draft = factories.make_draft(cast.writer, locale="es", body=body, subjects=(factories.clonazepam(),))
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    return factories.publish(draft, cast.publisher)


@pytest.mark.parametrize(
    ("old", "new", "in_words"),
    [
        ("Jamás lo mezcle", "Siempre lo mezcle", "1 safety change: words not judged"),
        ("5 mg", "50 mg", "1 safety change: dose"),
        ("entrada.", "salida.", "1 safety change: words not judged"),
    ],
)
def test_every_changed_sentence_of_another_language_is_signed_by_as_many_as_a_dose(
    old: str, new: str, in_words: str, spanish: Publication, cast: Cast
) -> None:
    body = ArticleContent.from_json(spanish.revision.content_json).body
    revision = factories.submit(next_text(spanish, cast, body=body.replace(old, new)), cast.writer)

    record = safety.record_of(revision)
    assert (record.in_words, record.rules, revision.signers_for_safety) == (in_words, "safety-3, every sentence", 2)
    before, after = (ArticleContent.from_json(row.content_json) for row in (spanish.revision, revision))
    assert safety.is_right(record, old=before, new=after)
    assert not safety.is_right(record, old=before, new=before)
    assert record.stored() == revision.safety


def test_a_spanish_record_by_the_english_rules_cannot_be_told(spanish: Publication, cast: Cast) -> None:
    """Those from before there were rules for other languages."""
    content = ArticleContent.from_json(spanish.revision.content_json)
    record = safety.SafetyRecord(publication=1, against=spanish.content_digest)

    assert record.rules == "safety-3"
    assert safety.is_right(record, old=content, new=content.model_copy(update={"lead": "Otra."}))


def test_an_english_sentence_without_anything_that_counts_is_no_change(live: Publication, cast: Cast) -> None:
    revision = factories.submit(next_text(live, cast, lead="Quite another lead."), cast.writer)

    assert (safety.record_of(revision).in_words, safety.record_of(revision).rules) == ("", "safety-3")
