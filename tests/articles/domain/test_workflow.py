"""Submitting, deciding, taking back: what a signature covers and when it counts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.choices import DraftState
from articles.content import ArticleContent, content_digest
from articles.domain import workflow
from articles.domain.drafting import drafts
from articles.domain.errors import Blocked, NotAllowed, Refused, Stale, Tampered, WrongState
from articles.domain.governance.policy import STRICT
from articles.domain.reviewing.approvals import standing_approvals
from articles.domain.workflow import deciding, sending, why_not_sign
from articles.models import Decision, DecisionRevocation, Draft, ReviewRound, Revision
from articles.rendering.body import html_digest
from medsite.audit.models import AuditEntry
from people.models import Credential
from people.register import set_roles, suspend_credential
from people.roles import Role
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def state_of(draft: Draft) -> str:
    return Draft.objects.get(pk=draft.pk).state


def test_a_revision_freezes_content_and_html_and_both_digests(cast: Cast, draft: Draft) -> None:
    revision = factories.submit(draft, cast.writer)

    article = revision.article.uuid
    assert ArticleContent.from_json(revision.content_json).title == "A sample article"
    assert revision.content_digest == content_digest(article, revision.content_json)
    assert revision.html_digest == html_digest(article, revision.renderer_version, revision.body_html)
    assert [row.user for row in revision.contributors.all()] == [cast.writer]


def test_a_submission_locks_the_text_for_everybody(cast: Cast, revision: Revision) -> None:
    for by in (cast.writer, cast.superuser):
        with pytest.raises((WrongState, NotAllowed)):
            factories.save(revision.draft, by, title="Another title")

    assert Draft.objects.get(pk=revision.draft_id).title == "A sample article"


def test_a_text_with_blockers_is_refused_and_nothing_is_written(cast: Cast) -> None:
    draft = factories.make_draft(cast.writer, audience="", funding="")

    with pytest.raises(Blocked) as refused:
        factories.submit(draft, cast.writer)

    assert [finding.rule for finding in refused.value.findings] == ["funding", "audience"]
    assert state_of(draft) == DraftState.DRAFT
    assert Revision.objects.count() == 0


def test_a_text_saved_after_the_page_was_opened_is_not_submitted(cast: Cast, draft: Draft) -> None:
    factories.save(draft, cast.writer, title="A newer title")

    with pytest.raises(Stale, match="saved again"):
        workflow.submit(draft, expected_version=1, by=cast.writer, now=factories.NOW)

    assert state_of(draft) == DraftState.DRAFT


def test_everybody_who_wrote_since_the_last_publication_is_a_contributor(cast: Cast, draft: Draft) -> None:
    set_roles(cast.clinician, [Role.CLINICIAN, Role.WRITER], by=None, now=factories.NOW)
    factories.save(draft, cast.clinician, title="A title by a clinician")

    revision = factories.submit(draft, cast.writer)

    assert {row.user for row in revision.contributors.all()} == {cast.writer, cast.clinician}
    with pytest.raises(NotAllowed, match="worked on this text"):
        factories.approve(revision, cast.clinician)


def test_a_contribution_counts_also_when_it_was_undone(cast: Cast, draft: Draft) -> None:
    set_roles(cast.clinician, [Role.CLINICIAN, Role.WRITER], by=None, now=factories.NOW)
    factories.save(draft, cast.clinician, title="A title by a clinician")
    factories.save(draft, cast.writer, title="A sample article")

    revision = factories.submit(draft, cast.writer)

    with pytest.raises(NotAllowed, match="worked on this text"):
        factories.approve(revision, cast.clinician)


def test_who_stands_in_the_byline_may_not_sign(cast: Cast) -> None:
    author = cast.clinician.profile
    revision = factories.submit(factories.make_draft(cast.writer, author=author), cast.writer)

    with pytest.raises(NotAllowed, match="byline"):
        factories.approve(revision, cast.clinician)


def test_a_superuser_with_the_role_is_bound_by_the_same_rules(cast: Cast, draft: Draft) -> None:
    set_roles(cast.superuser, [Role.CLINICIAN, Role.WRITER, Role.PUBLISHER], by=None, now=factories.NOW)
    factories.save(draft, cast.superuser, title="A title by a superuser")
    revision = factories.submit(draft, cast.writer)

    with pytest.raises(NotAllowed, match="worked on this text"):
        factories.approve(revision, cast.superuser)
    factories.approve(revision, cast.clinician)
    with pytest.raises(NotAllowed, match="worked on this text"):
        factories.publish(draft, cast.superuser)


def test_a_clinician_without_a_valid_registration_may_not_sign(cast: Cast, revision: Revision) -> None:
    Credential.objects.filter(holder=cast.clinician).update(valid_until=factories.NOW.date() - timedelta(days=1))

    with pytest.raises(NotAllowed, match="registration"):
        factories.approve(revision, cast.clinician)

    assert why_not_sign(revision, cast.clinician, now=factories.NOW).startswith("You have no checked registration")
    assert why_not_sign(revision, cast.second_clinician, now=factories.NOW) == ""


def test_a_suspended_registration_does_not_count(cast: Cast, revision: Revision) -> None:
    credential = Credential.objects.get(holder=cast.clinician)
    suspend_credential(credential, by=cast.administrator, reason="Under investigation.", now=factories.NOW)

    with pytest.raises(NotAllowed, match="registration"):
        factories.approve(revision, cast.clinician)


def test_a_decision_quotes_the_signer_the_policy_and_the_notices(cast: Cast, revision: Revision) -> None:
    decision = factories.approve(revision, cast.clinician)

    assert (decision.by_name, decision.by_credentials, decision.by_role) == ("Clara Clinician", "MD", "Psychiatrist")
    assert decision.by_registration.startswith("Physician, Sample Medical Council")
    assert decision.policy_version == "strict-1"
    assert decision.notices == '[{"notice":"general","rule":"every-article","version":1}]'
    assert decision.evidence_method == "password"


@pytest.mark.parametrize("field", ["content_digest", "html_digest"])
def test_a_signature_on_another_digest_than_was_shown_is_refused(field: str, cast: Cast, revision: Revision) -> None:
    values: dict[str, Any] = {field: "0" * 64}

    with pytest.raises(Stale, match="not what would be signed"):
        factories.approve(revision, cast.clinician, **values)

    assert Decision.objects.count() == 0


def test_an_older_revision_cannot_be_signed(cast: Cast, revision: Revision) -> None:
    workflow.recall(revision.draft, by=cast.writer, now=factories.NOW)
    factories.save(revision.draft, cast.writer, title="A newer title")
    factories.submit(revision.draft, cast.writer)

    with pytest.raises(Stale, match="newer revision"):
        factories.approve(revision, cast.clinician)


def test_every_point_of_the_checklist_has_to_be_confirmed(cast: Cast, revision: Revision) -> None:
    with pytest.raises(Refused, match="Numbers, units, doses and ages are right"):
        factories.approve(revision, cast.clinician, confirmed=["sources", "warnings", "advice"])


def test_interests_have_to_be_stated(cast: Cast, revision: Revision) -> None:
    with pytest.raises(Refused, match="State your interests"):
        factories.approve(revision, cast.clinician, statement=" ")


def test_a_request_for_changes_says_what_and_unlocks(cast: Cast, revision: Revision) -> None:
    with pytest.raises(Refused, match="Say what has to change"):
        factories.request_changes(revision, cast.clinician, comment="  ")
    factories.request_changes(revision, cast.clinician, comment="The dose is missing.")

    assert state_of(revision.draft) == DraftState.CHANGES_REQUESTED
    factories.save(revision.draft, cast.writer, title="A better title")
    assert ReviewRound.objects.get(revision=revision).closed_at == factories.NOW


def test_who_worked_on_the_text_cannot_send_it_back_either(cast: Cast) -> None:
    revision = factories.submit(factories.make_draft(cast.writer, author=cast.clinician.profile), cast.writer)

    with pytest.raises(NotAllowed, match="byline"):
        factories.request_changes(revision, cast.clinician)


def test_an_approval_counts_again_for_exactly_the_same_text(cast: Cast, draft: Draft, revision: Revision) -> None:
    factories.approve(revision, cast.clinician)
    workflow.reopen(draft, by=cast.writer, now=factories.NOW, reason="To look again.")

    again = factories.submit(draft, cast.writer)

    assert again.content_digest == revision.content_digest
    assert state_of(draft) == DraftState.APPROVED
    assert [decision.revision for decision in standing_approvals(again)] == [revision]
    assert list(ReviewRound.objects.open()) == []


def test_an_approval_does_not_count_for_a_changed_text(cast: Cast, draft: Draft, revision: Revision) -> None:
    factories.approve(revision, cast.clinician)
    workflow.reopen(draft, by=cast.writer, now=factories.NOW, reason="A word is wrong.")
    factories.save(draft, cast.writer, title="A sample article.")

    again = factories.submit(draft, cast.writer)

    assert standing_approvals(again) == []
    assert state_of(draft) == DraftState.IN_REVIEW


def test_a_later_request_for_changes_ends_an_earlier_approval(cast: Cast, draft: Draft, revision: Revision) -> None:
    factories.approve(revision, cast.clinician)
    DecisionRevocation.objects.create(
        decision=Decision.objects.get(), by=cast.clinician, reason="Seen too late.", at=factories.NOW
    )
    workflow.reopen(draft, by=cast.writer, now=factories.NOW, reason="The approval was revoked.")
    again = factories.submit(draft, cast.writer)
    assert state_of(draft) == DraftState.IN_REVIEW
    factories.request_changes(again, cast.second_clinician)

    third = factories.submit(draft, cast.writer)

    assert standing_approvals(third) == []
    assert state_of(draft) == DraftState.IN_REVIEW


def test_a_later_request_for_changes_to_the_same_text_ends_an_approval_that_was_not_revoked(
    cast: Cast, draft: Draft, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_signers = replace(STRICT, signers=2)
    monkeypatch.setattr(deciding, "current_policy", lambda: two_signers)
    factories.approve(revision, cast.clinician)
    factories.request_changes(revision, cast.second_clinician)

    again = factories.submit(draft, cast.writer)

    assert again.content_digest == revision.content_digest
    assert standing_approvals(again) == []


def test_an_approval_does_not_count_for_other_html_of_the_same_content(
    cast: Cast, draft: Draft, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.approve(revision, cast.clinician)
    workflow.reopen(draft, by=cast.writer, now=factories.NOW, reason="The renderer was upgraded.")
    monkeypatch.setattr(sending, "RENDERER_VERSION", "another")

    again = factories.submit(draft, cast.writer)

    assert again.content_digest == revision.content_digest
    assert again.html_digest != revision.html_digest
    assert standing_approvals(again) == []


def test_an_approver_who_then_works_on_the_same_text_does_not_count(
    cast: Cast, draft: Draft, revision: Revision
) -> None:
    factories.approve(revision, cast.clinician)
    workflow.reopen(draft, by=cast.writer, now=factories.NOW, reason="A word is wrong.")
    set_roles(cast.clinician, [Role.CLINICIAN, Role.WRITER], by=None, now=factories.NOW)
    factories.save(draft, cast.clinician, title="Changed")
    factories.save(draft, cast.clinician, title="A sample article")

    again = factories.submit(draft, cast.writer)

    assert again.content_digest == revision.content_digest
    assert standing_approvals(again) == []


def test_nobody_signs_the_same_text_twice(cast: Cast, revision: Revision, monkeypatch: pytest.MonkeyPatch) -> None:
    two_signers = replace(STRICT, signers=2)
    monkeypatch.setattr(deciding, "current_policy", lambda: two_signers)
    factories.approve(revision, cast.clinician)
    assert state_of(revision.draft) == DraftState.IN_REVIEW

    with pytest.raises(WrongState, match="signed exactly this text already"):
        factories.approve(revision, cast.clinician)
    factories.approve(revision, cast.second_clinician)

    assert state_of(revision.draft) == DraftState.APPROVED


@pytest.mark.parametrize("column", ["content_json", "body_html"])
def test_text_changed_in_the_database_cannot_be_signed(column: str, cast: Cast, revision: Revision) -> None:
    tampered = Revision.objects.get(pk=revision.pk)
    setattr(tampered, column, getattr(tampered, column).replace("source", "sauce", 1))
    with factories.triggers_lifted():
        Revision.objects.bulk_update([tampered], [column])

    with pytest.raises(Tampered, match="does not match its digests"):
        factories.approve(revision, cast.clinician)


def test_each_act_leaves_one_audit_entry_that_names_the_digests(cast: Cast, draft: Draft) -> None:
    before = AuditEntry.objects.count()
    revision = factories.submit(draft, cast.writer)
    factories.approve(revision, cast.clinician)

    entries = list(AuditEntry.objects.order_by("sequence")[before:])

    assert [(entry.act, entry.actor) for entry in entries] == [
        ("draft.submitted", cast.writer),
        ("revision.approved", cast.clinician),
    ]
    assert all(revision.content_digest in entry.data for entry in entries)


@pytest.mark.parametrize("count", [1, 3])
def test_submitting_costs_the_same_with_one_and_three_rows(count: int, cast: Cast) -> None:
    rows = factories.content()
    draft = factories.make_draft(
        cast.writer, key_points=rows.key_points * count, questions=rows.questions * count, title=f"Title {count}"
    )
    factories.submit(factories.make_draft(cast.writer, title="warm up"), cast.writer)

    with CaptureQueriesContext(connection) as queries:
        workflow.submit(draft, expected_version=1, by=cast.writer, now=factories.NOW)

    lock_of_the_trail = 1 if connection.vendor == "postgresql" else 0
    assert len(queries) == 30 + lock_of_the_trail


def test_a_draft_that_is_given_up_cannot_be_submitted(cast: Cast, draft: Draft, revision: Revision) -> None:
    workflow.recall(draft, by=cast.writer, now=factories.NOW)
    drafts.give_up_draft(draft, by=cast.writer, now=factories.NOW)

    with pytest.raises(WrongState, match="closed"):
        factories.submit(draft, cast.writer)


def test_a_signer_without_a_name_is_told_and_no_account_is_named_to_readers(cast: Cast, revision: Revision) -> None:
    nameless = factories.make_clinician("canary-account", "To be removed", verified_by=cast.administrator)
    nameless.profile.delete()

    assert "Your name is missing" in workflow.why_not_sign(revision, nameless, now=factories.NOW)
    with pytest.raises(NotAllowed, match="Your name is missing"):
        factories.approve(revision, nameless)
    with pytest.raises(NotAllowed, match="Your name is missing"):
        factories.request_changes(revision, nameless)
