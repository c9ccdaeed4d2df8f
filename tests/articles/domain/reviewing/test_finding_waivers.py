"""Waivers of findings: who may, what they cover, when they fall away, and where they stand on record."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.choices import DraftState, WaiverAct
from articles.domain import workflow
from articles.domain.drafting import drafts
from articles.domain.errors import Blocked, NotAllowed, Refused, Stale, WrongState
from articles.domain.governance import policy_fields
from articles.domain.governance.policy import STRICT, as_values
from articles.domain.pack import verify
from articles.domain.pack.making import make_pack
from articles.domain.reviewing.decision_record import decision_record
from articles.domain.reviewing.finding_waivers import overview, standing, take_back, waive
from articles.models import Draft, FindingWaiver, Revision
from articles.quality.findings import stored_finding
from articles.quality.panel import panel
from articles.quality.rules import NEVER_WAIVED, RULES
from medsite.audit.models import AuditEntry
from people.models import User
from people.roles import Role
from tests import factories
from tests.articles.domain.pack.forging import forged, unpacked
from tests.conftest import Cast
from tests.policies import put_in_force

TABLE = "## Doses\n\nA statement [@sample2020].\n\n| a | b |\n|---|---|\n| x | y |"
WAIVABLE = [["table caption", ["clinician", "publisher"]], ["quick summary", ["writer"]]]


def reload(draft: Draft) -> Draft:
    return Draft.objects.with_rows().get(pk=draft.pk)


@pytest.fixture
def bare(cast: Cast, approved_notices: None) -> Draft:
    """A draft with a table without a caption, under a policy that lets clinicians and publishers waive that."""
    put_in_force(cast, waivable=WAIVABLE)
    return factories.make_draft(cast.writer, body=TABLE)


def print_of(draft: Draft, rule: str = "table caption") -> str:
    found = overview(reload(draft), Role.values, now=factories.NOW).open
    return next(print_ for finding, print_ in found if finding.rule == rule)


def given(draft: Draft, by: User, **values: Any) -> FindingWaiver:
    arguments: dict[str, Any] = {"reason": "Its heading says it.", "by": by, "now": factories.NOW} | values
    return waive(draft, print_of(draft), **arguments)


def test_a_waived_blocker_holds_nothing_up_and_goes_with_the_text(cast: Cast, bare: Draft) -> None:
    with pytest.raises(Blocked):
        factories.submit(bare, cast.writer)

    row = given(bare, cast.publisher)
    revision = factories.submit(bare, cast.writer)

    waived = panel(stored_finding(found) for found in json.loads(revision.findings)).waived
    assert [(one.rule, one.waiver and one.waiver.reason) for one in waived] == [("table caption", row.reason)]
    assert (row.by_role, row.policy_version, row.by_name) == ("publisher", "policy-1", "Paul Publisher")
    entry = AuditEntry.objects.get(act="finding.waived")
    assert (entry.actor, json.loads(entry.data)["reason"]) == (cast.publisher, row.reason)
    assert json.loads(AuditEntry.objects.get(act="draft.submitted").data)["waivers"] == [row.pk]


def test_only_the_roles_that_the_policy_names_may_waive(cast: Cast, bare: Draft) -> None:
    for by in (cast.writer, cast.administrator, cast.stranger, cast.superuser):
        with pytest.raises(NotAllowed, match="clinician, publisher"):
            given(bare, by)
    assert FindingWaiver.objects.count() == 0
    assert overview(reload(bare), {Role.WRITER}, now=factories.NOW).open == ()


def test_without_a_policy_nobody_waives_anything(cast: Cast, approved_notices: None) -> None:
    draft = factories.make_draft(cast.writer, body=TABLE)
    put_in_force(cast, waivable=WAIVABLE)
    print_ = print_of(draft)
    put_in_force(cast, waivable=[])

    with pytest.raises(NotAllowed, match="nobody waives"):
        waive(draft, print_, reason="x", by=cast.clinician, now=factories.NOW)


@pytest.mark.parametrize("rule", ["text lost", "hidden sign", "title", "source retracted", "subject not confirmed"])
def test_what_no_policy_can_let_anybody_waive(rule: str, db: None) -> None:
    assert rule in NEVER_WAIVED
    said = policy_fields.problems(as_values(STRICT) | {"waivable": [[rule, ["clinician"]]]})
    assert "No policy can" in said["waivable"]


def test_a_policy_names_rules_and_roles_that_there_are(db: None) -> None:
    def problem(rule: str, role: str) -> str:
        return policy_fields.problems(as_values(STRICT) | {"waivable": [[rule, [role]]]}).get("waivable", "")

    assert "There is no rule" in problem("style.word", "clinician")
    assert "which roles" in problem("table caption", "administrator")
    assert {rule.name for rule in RULES if not problem(rule.name, "clinician")} == {
        r.name for r in RULES
    } - NEVER_WAIVED


def test_a_rule_in_the_policy_that_nobody_may_waive_stays_blocking_all_the_same(
    cast: Cast, bare: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(bare, cast.clinician)
    monkeypatch.setattr("articles.domain.governance.policy.NEVER_WAIVED", frozenset({"table caption"}))

    with pytest.raises(Blocked):
        factories.submit(bare, cast.writer)


def test_a_waiver_says_why(cast: Cast, bare: Draft) -> None:
    with pytest.raises(Refused, match="Say why"):
        given(bare, cast.clinician, reason="  ")


def test_other_words_are_not_covered_and_the_old_words_are_again(cast: Cast, bare: Draft) -> None:
    given(bare, cast.clinician)
    changed = factories.save(bare, cast.writer, body=TABLE.replace("| x |", "| 50 mg |"))

    with pytest.raises(Blocked):
        factories.submit(changed, cast.writer)
    assert [one.covers for one in overview(reload(bare), (), now=factories.NOW).given] == [False]
    factories.save(bare, cast.writer, body=TABLE, lead="Another lead.")
    factories.submit(bare, cast.writer)


def test_a_finding_that_is_gone_or_waived_is_not_waived(cast: Cast, bare: Draft) -> None:
    print_ = print_of(bare)
    factories.save(bare, cast.writer, body=TABLE.replace("| x |", "| z |"))
    with pytest.raises(Stale, match="not there any more"):
        waive(bare, print_, reason="x", by=cast.clinician, now=factories.NOW)
    newer = print_of(bare)
    waive(bare, newer, reason="x", by=cast.clinician, now=factories.NOW)
    with pytest.raises(WrongState, match="already"):
        waive(bare, newer, reason="x", by=cast.clinician, now=factories.NOW)


def test_a_locked_text_gets_no_waiver(cast: Cast, bare: Draft) -> None:
    print_ = print_of(bare)
    given(bare, cast.clinician)
    factories.submit(bare, cast.writer)

    with pytest.raises(WrongState, match="locked"):
        waive(bare, print_, reason="x", by=cast.clinician, now=factories.NOW)


def test_who_gave_it_clinicians_and_publishers_take_it_back_and_it_can_be_given_again(cast: Cast, bare: Draft) -> None:
    row = given(bare, cast.clinician)
    with pytest.raises(NotAllowed):
        take_back(row, reason="x", by=cast.writer, now=factories.NOW)
    with pytest.raises(Refused, match="Say why"):
        take_back(row, reason=" ", by=cast.publisher, now=factories.NOW)

    back = take_back(row, reason="The heading changed.", by=cast.publisher, now=factories.NOW)

    assert (back.act, back.by_role, standing(bare)) == (WaiverAct.RESTORED, "publisher", {})
    assert AuditEntry.objects.filter(act="finding.restored").count() == 1
    with pytest.raises(Blocked):
        factories.submit(bare, cast.writer)
    with pytest.raises(WrongState, match="taken back already"):
        take_back(row, reason="x", by=cast.publisher, now=factories.NOW)
    again = given(bare, cast.clinician)
    with pytest.raises(WrongState, match="taken back already"):
        take_back(row, reason="x", by=cast.publisher, now=factories.NOW)
    assert [one.pk for one in standing(bare).values()] == [again.pk]


def test_a_text_whose_waiver_was_taken_back_is_neither_signed_nor_published(cast: Cast, bare: Draft) -> None:
    row = given(bare, cast.clinician)
    revision = factories.submit(bare, cast.writer)
    take_back(row, reason="Mistaken.", by=cast.clinician, now=factories.NOW)
    with pytest.raises(WrongState, match="“table caption” was taken back"):
        factories.approve(revision, cast.clinician)
    factories.request_changes(revision, cast.clinician)

    second = given(bare, cast.clinician)
    factories.approve(factories.submit(bare, cast.writer), cast.clinician)
    take_back(second, reason="Mistaken.", by=cast.publisher, now=factories.NOW)

    with pytest.raises(WrongState, match="was taken back"):
        factories.publish(bare, cast.publisher)


def test_a_waiver_that_the_policy_of_now_does_not_allow_holds_nothing_open(cast: Cast, bare: Draft) -> None:
    given(bare, cast.clinician)
    revision = factories.submit(bare, cast.writer)
    put_in_force(cast, waivable=[["table caption", ["publisher"]]])

    with pytest.raises(WrongState, match="may not be waived by a clinician"):
        factories.approve(revision, cast.clinician)
    workflow.recall(bare, by=cast.writer, now=factories.NOW)
    with pytest.raises(Blocked):
        factories.submit(bare, cast.writer)


def test_a_signature_names_the_waivers_and_counts_for_no_others(cast: Cast, bare: Draft) -> None:
    first = given(bare, cast.clinician)
    decision = factories.approve(factories.submit(bare, cast.writer), cast.second_clinician)
    assert [(w["key"], w["reason"]) for w in json.loads(decision.waivers)] == [(first.pk, first.reason)]
    workflow.reopen(bare, by=cast.writer, now=factories.NOW, reason="To look.")
    take_back(first, reason="Weak.", by=cast.clinician, now=factories.NOW)
    given(bare, cast.clinician, reason="Another reason.")

    factories.submit(bare, cast.writer)

    assert Draft.objects.get(pk=bare.pk).state == DraftState.IN_REVIEW, "the signer read another reason"


def test_a_decision_without_waivers_keeps_the_digest_that_it_had(cast: Cast, revision: Revision) -> None:
    assert "waivers" not in decision_record(factories.request_changes(revision, cast.clinician))


def test_the_pack_has_them_with_the_text(cast: Cast, bare: Draft) -> None:
    row = given(bare, cast.clinician)
    factories.approve(factories.submit(bare, cast.writer), cast.second_clinician)
    publication = factories.publish(bare, cast.publisher)

    pack = make_pack(publication, by=cast.publisher)
    record = json.loads(unpacked(pack)["record.json"])

    assert [(w["key"], w["reason"], w["by"]) for w in record["finding_waivers"]] == [
        (row.pk, row.reason, cast.clinician.pk)
    ]
    assert json.loads(record["decisions"][0]["signed"]["waivers"])[0]["key"] == row.pk
    assert problems(pack) == []
    with pytest.raises(WrongState, match="closed"):
        take_back(row, reason="x", by=cast.clinician, now=factories.NOW)
    other = forged(pack, "record.json", lambda record: record["finding_waivers"][0].update(reason="A better one."))
    assert "The audit trail does not tell" in problems(other)[0]
    assert "that nobody gave" in problems(other)[1]
    fewer = forged(pack, "record.json", lambda record: record["revision"]["findings"].clear())
    assert "signed other waivers" in problems(fewer)[0]


def problems(pack: bytes) -> list[str]:
    return verify.run(verify.check_waivers(verify.Pack(unpacked(pack))))


def test_a_remark_can_be_waived_where_the_policy_names_it(cast: Cast, approved_notices: None) -> None:
    put_in_force(cast, waivable=WAIVABLE)
    draft = factories.make_draft(cast.writer, summary="")
    waive(draft, print_of(draft, "quick summary"), reason="One line.", by=cast.writer, now=factories.NOW)

    found = workflow.inspect_draft(reload(draft))

    assert [one.rule for one in found if one.waiver] == ["quick summary"]
    assert "quick summary" not in {group.rule for group in panel(found).remarks}


def test_a_draft_with_waivers_is_closed_not_thrown_away(cast: Cast, bare: Draft) -> None:
    given(bare, cast.clinician)

    drafts.give_up_draft(bare, by=cast.writer, now=factories.NOW)

    assert Draft.objects.get(pk=bare.pk).closed_at is not None


@pytest.mark.parametrize("count", [1, 3])
def test_looking_at_waivers_costs_the_same_for_one_and_three(count: int, cast: Cast, approved_notices: None) -> None:
    put_in_force(cast, waivable=[["table caption", ["clinician"]]])
    draft = factories.make_draft(cast.writer, body=TABLE + "\n\nText.\n\n| a |\n|---|\n| z |" * (count - 1))
    for _, print_ in overview(reload(draft), {Role.CLINICIAN}, now=factories.NOW).open:
        waive(draft, print_, reason="x", by=cast.clinician, now=factories.NOW)
    loaded = reload(draft)

    with CaptureQueriesContext(connection) as queries:
        seen = overview(loaded, {Role.CLINICIAN}, now=factories.NOW)

    assert (len(seen.open), len(seen.given), all(one.covers for one in seen.given)) == (0, count, True)
    assert len(queries) == 9
