"""The doctor: silent about a healthy site, and naming each kind of damage with what to do."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.choices import ScheduledAct, ScheduleState
from articles.domain import doctor
from articles.domain.publication import scheduling
from articles.models import Draft, Publication, PublishedPage, Revision, RuleVersion, Schedule
from medsite.audit import append_only
from medsite.audit.models import AuditEntry
from people.register import suspend_credential
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

TODAY = factories.NOW + timedelta(hours=1)


ADVICE_OF_EVERY_SITE = {"owner", "notice desk"}
"""The tests run as an owner of the tables, and nobody has checked the sample numbers."""


@pytest.fixture(autouse=True)
def told(request: pytest.FixtureRequest) -> None:
    """The trail tells of the notices that a publication rests on."""
    if "publication" in request.fixturenames:
        request.getfixturevalue("publication")
        factories.tell_of_approvals()


def found(*, now: Any = TODAY) -> dict[str, list[doctor.Finding]]:
    """What is not well, by the name of the examination."""
    results = [result for result in doctor.examine(now=now) if result.name not in ADVICE_OF_EVERY_SITE]
    return {result.name: list(result.findings) for result in results if result.findings}


def damage(sql: str, *parameters: Any) -> None:
    """Something that happens outside medsite, by somebody who owns the tables."""
    with factories.triggers_lifted(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount == 1


def test_a_healthy_site_has_no_finding(publication: Publication, cast: Cast) -> None:
    factories.submit(factories.make_draft(cast.writer, title="Another one"), cast.writer)

    assert found() == {}


def test_an_empty_site_has_no_finding(db: None) -> None:
    assert found() == {}


def test_each_examination_of_rows_says_how_many_it_looked_at(publication: Publication) -> None:
    counts = {result.name: result.looked_at for result in doctor.examine(now=TODAY)}

    for name in ("signed texts", "decisions", "publications", "renderings", "public states", "pages", "signers"):
        assert counts[name] == 1, name


DAMAGES: dict[str, tuple[str, str, Callable[[Publication], list[Any]]]] = {
    "a changed signed text": (
        "signed texts",
        "UPDATE articles_revision SET content_json = replace(content_json, 'lead', 'Lead') WHERE id = %s",
        lambda publication: [publication.revision_id],
    ),
    "a changed signed HTML": (
        "signed texts",
        "UPDATE articles_revision SET body_html = replace(body_html, 'statement', 'Statement') WHERE id = %s",
        lambda publication: [publication.revision_id],
    ),
    "another record of safety changes": (
        "safety changes",
        """UPDATE articles_revision SET safety = replace(safety, '"changes":[]',
        '"changes":[["dose","added","Body","","5 mg","",""]]') WHERE id = %s""",
        lambda publication: [publication.revision_id],
    ),
    "a decision on another text": (
        "decisions",
        "UPDATE articles_decision SET content_digest = 'x' WHERE revision_id = %s",
        lambda publication: [publication.revision_id],
    ),
    "a publication of another text": (
        "publications",
        "UPDATE articles_publication SET html_digest = 'x' WHERE id = %s",
        lambda publication: [publication.pk],
    ),
    "a publication without its approvals": (
        "publications",
        "DELETE FROM articles_publicationapproval WHERE publication_id = %s",
        lambda publication: [publication.pk],
    ),
    "an approval turned round": (
        "publications",
        "UPDATE articles_decision SET verdict = 'request_changes', comment = 'x' WHERE revision_id = %s",
        lambda publication: [publication.revision_id],
    ),
    "a changed rendering": (
        "renderings",
        "UPDATE articles_rendering SET sha256 = 'x' WHERE publication_id = %s",
        lambda publication: [publication.pk],
    ),
    "a changed page": (
        "pages",
        "UPDATE articles_publishedrepresentation SET gzip = %s WHERE format = 'markdown'",
        lambda publication: [gzip.compress(b"A promise.")],
    ),
    "a state that nobody set": (
        "public states",
        "UPDATE articles_article SET public_state = 'withdrawn' WHERE id = %s",
        lambda publication: [publication.article_id],
    ),
    "a revoked approval": (
        "standing approvals",
        "INSERT INTO articles_decisionrevocation (decision_id, by_id, reason, at) "
        "SELECT id, by_id, 'Mistaken.', at FROM articles_decision WHERE revision_id = %s",
        lambda publication: [publication.revision_id],
    ),
    "an audit entry that was changed": (
        "audit chain",
        "UPDATE audit_auditentry SET act = 'nothing' WHERE act = %s",
        lambda publication: ["article.published"],
    ),
    "a publication that the trail does not tell of": (
        "audited publications",
        "UPDATE audit_auditentry SET act = 'nothing' WHERE act = %s",
        lambda publication: ["article.published"],
    ),
    "a submission that the trail tells otherwise": (
        "audited submissions",
        'UPDATE audit_auditentry SET data = replace(data, \'"content_digest":"\', \'"content_digest":"x\') '
        "WHERE act = %s",
        lambda publication: ["draft.submitted"],
    ),
    "somebody who worked on a text and is noted no more": (
        "audited contributors",
        "DELETE FROM articles_revisioncontributor WHERE revision_id = %s",
        lambda publication: [publication.revision_id],
    ),
    "a decision that the trail does not tell of": (
        "audited decisions",
        "UPDATE audit_auditentry SET act = 'nothing' WHERE act = %s",
        lambda publication: ["revision.approved"],
    ),
    "a notice in other words than were approved": (
        "approved notices",
        "UPDATE articles_noticeversion SET body = 'Stop all your medicines.' WHERE code = %s",
        lambda publication: ["general"],
    ),
    "a rule that asks for something else": (
        "approved notices",
        'UPDATE articles_ruleversion SET conditions = \'[{"kind":"topic","value":"x"}]\' WHERE code = %s',
        lambda publication: ["crisis-line"],
    ),
    "a notice that nobody approved": (
        "approved notices",
        "UPDATE audit_auditentry SET act = 'nothing' WHERE act = 'notice.approved' AND subject = %s",
        lambda publication: ["notice crisis"],
    ),
    "another title in lists": (
        "lists",
        "UPDATE articles_publishedpage SET title = 'Wrong' WHERE publication_id = %s",
        lambda publication: [publication.pk],
    ),
    "another lead in lists": (
        "lists",
        "UPDATE articles_publishedpage SET lead_text = 'Take ten.' WHERE publication_id = %s",
        lambda publication: [publication.pk],
    ),
    "a question in other words": (
        "lists",
        "UPDATE articles_publishedquestion SET question = 'May I stop at once?' WHERE position = %s",
        lambda publication: [1],
    ),
    "other words in the search": (
        "lists",
        "UPDATE articles_searchentry SET text = 'Stop at once.' WHERE position = %s",
        lambda publication: [0],
    ),
    "an article that the search does not find": (
        "lists",
        "DELETE FROM articles_searchentry WHERE position = %s",
        lambda publication: [0],
    ),
    "another name under a decision": (
        "audited signatures",
        "UPDATE articles_decision SET by_name = 'Somebody Else' WHERE revision_id = %s",
        lambda publication: [publication.revision_id],
    ),
    "other words of a decision": (
        "audited signatures",
        "UPDATE articles_decision SET statement = 'Nothing.' WHERE revision_id = %s",
        lambda publication: [publication.revision_id],
    ),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_damage_is_named_with_what_to_do(case: str, publication: Publication) -> None:
    name, sql, parameters = DAMAGES[case]

    damage(sql, *parameters(publication))

    findings = found()[name]
    assert any(finding.broken for finding in findings)
    assert all(finding.place and finding.message and finding.remedy for finding in findings)


def test_what_pages_are_made_of_is_examined_before_the_command_that_makes_them_is_named() -> None:
    names = [examination.name for examination in doctor.EXAMINATIONS]

    for name in ("signed texts", "approved notices"):
        assert names.index(name) < names.index("pages") < names.index("lists")


def test_looking_at_lists_leaves_them_as_they_are(publication: Publication) -> None:
    damage("UPDATE articles_publishedquestion SET question = 'May I?' WHERE position = %s", 1)

    assert [finding.message for finding in found()["lists"]] == [
        "Not what the signed text says: its questions in the index of questions."
    ]
    assert [finding.message for finding in found()["lists"]] == [
        "Not what the signed text says: its questions in the index of questions."
    ]
    call_command("rebuild_pages", "--all", stdout=StringIO())
    assert found() == {}


def test_a_page_that_is_gone_is_named(publication: Publication) -> None:
    PublishedPage.objects.filter(publication=publication).delete()

    assert any(finding.broken for finding in found()["public states"])


def test_an_approval_by_somebody_who_worked_on_the_text_is_found(publication: Publication, cast: Cast) -> None:
    with factories.triggers_lifted(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_revisioncontributor (revision_id, user_id) VALUES (%s, %s)",
            [publication.revision_id, cast.clinician.pk],
        )

    findings = found()

    assert "worked on this text" in findings["decisions"][0].message
    assert "standing approvals" in findings


def test_a_text_that_cannot_be_read_any_more_does_not_stop_the_others(publication: Publication) -> None:
    damage("UPDATE articles_revision SET content_json = '{' WHERE id = %s", publication.revision_id)

    findings = found()

    assert "signed texts" in findings
    assert "withheld" in findings["pages"][0].message


def test_an_older_entry_that_names_nobody_asks_for_whoever_sent_the_text(publication: Publication, cast: Cast) -> None:
    """The chain is broken here as well, by the entry that is made older."""
    entry = AuditEntry.objects.get(act="draft.submitted")
    older = {name: value for name, value in json.loads(entry.data).items() if name != "contributors"}
    assert older.keys() < json.loads(entry.data).keys() and entry.actor_id == cast.writer.pk
    damage("UPDATE audit_auditentry SET data = %s WHERE act = 'draft.submitted'", json.dumps(older))
    assert "audited contributors" not in found()

    damage("DELETE FROM articles_revisioncontributor WHERE revision_id = %s", publication.revision_id)

    (finding,) = found()["audited contributors"]
    assert finding.message == "Whoever sent this text is not noted among those who worked on it."


def test_an_examination_that_fails_is_a_finding_itself() -> None:
    def stumble(notes: Any, now: Any) -> None:
        raise KeyError("gone")

    result = doctor.Examination("stumbling", "Does it stand?", stumble).run(TODAY)

    assert result.is_broken
    assert "KeyError" in result.findings[0].message


def test_missing_triggers_are_named(publication: Publication) -> None:
    append_only.lift(connection)
    try:
        findings = found()
    finally:
        append_only.protect(connection)

    places = {finding.place for finding in findings["triggers"]}
    assert {"append_only_articles_revision_update", "a_publication_is_approved"} <= places


def test_a_page_under_older_notices_is_advice_only(publication: Publication) -> None:
    PublishedPage.objects.update(notices_stamp=0)

    (finding,) = found()["pages"]

    assert not finding.broken
    assert "rebuild_pages" in finding.remedy


def test_a_rule_whose_notice_nobody_approved_is_broken(publication: Publication, cast: Cast) -> None:
    RuleVersion.objects.create(
        code="unfinished",
        notice_code="not-there-yet",
        conditions=[{"kind": "topic", "value": "no-such-topic"}],
        version=1,
        approved_by=cast.clinician,
        approved_by_name="Clara",
        approved_at=factories.NOW,
    )

    (finding,) = found()["notices"]

    assert finding.broken
    assert "not-there-yet" in finding.message


def test_what_the_notice_desk_leaves_to_do_is_advice(cast: Cast) -> None:
    (result,) = [result for result in doctor.examine(now=TODAY) if result.name == "notice desk"]

    assert not result.is_broken
    assert any("general disclaimer" in finding.message for finding in result.findings)


def test_a_signer_who_was_suspended_since_is_advice_that_names_them(publication: Publication, cast: Cast) -> None:
    credential = cast.clinician.credentials.get()
    suspend_credential(credential, by=cast.administrator, reason="Struck off.", now=factories.NOW)

    (finding,) = found()["signers"]

    assert not finding.broken
    assert "Clara Clinician" in finding.message


def test_a_scheduled_act_that_nobody_tried_is_broken(publication: Publication, cast: Cast) -> None:
    scheduling.schedule_withdrawal(
        publication.article, at=factories.later(minutes=30), by=cast.publisher, now=factories.NOW, note="It is over."
    )

    assert "schedules" not in found(now=factories.later(minutes=40))
    (finding,) = found(now=factories.later(minutes=50))["schedules"]
    assert finding.broken
    assert "clock" in finding.remedy


def test_a_scheduled_act_that_was_refused_is_advice_with_its_reason(publication: Publication, cast: Cast) -> None:
    schedule = scheduling.schedule_withdrawal(
        publication.article, at=factories.later(minutes=30), by=cast.publisher, now=factories.NOW, note="It is over."
    )
    Schedule.objects.filter(pk=schedule.pk, act=ScheduledAct.WITHDRAW).update(
        state=ScheduleState.FAILED, problem="The publisher has left."
    )

    (finding,) = found(now=factories.later(days=1))["schedules"]

    assert not finding.broken
    assert "The publisher has left." in finding.message


def test_a_locked_draft_of_another_text_is_found(cast: Cast, draft: Draft, revision: Revision) -> None:
    Draft.objects.filter(pk=draft.pk).update(submitted_digest="x")

    assert found()["locked drafts"][0].broken


def test_the_command_ends_well_on_a_healthy_site(publication: Publication) -> None:
    out = StringIO()
    call_command("doctor", stdout=out)

    assert "All is well" in out.getvalue()
    assert "BROKEN" not in out.getvalue()


def test_the_command_ends_with_an_error_and_says_what_to_do(publication: Publication) -> None:
    damage("UPDATE articles_rendering SET sha256 = 'x' WHERE publication_id = %s", publication.pk)
    out = StringIO()

    with pytest.raises(CommandError, match="renderings"):
        call_command("doctor", stdout=out)

    assert "Restore this row from a backup" in out.getvalue()


def test_the_command_reports_as_json(publication: Publication) -> None:
    out = StringIO()
    call_command("doctor", report="json", stdout=out)

    report = json.loads(out.getvalue())
    assert {result["name"] for result in report} == {examination.name for examination in doctor.EXAMINATIONS}
