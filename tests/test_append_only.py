"""Raw SQL against what was signed, decided, published and audited: the database itself refuses."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import Error, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from articles.domain.publication import addresses
from articles.models import (
    CommentEntry,
    CommentThread,
    Decision,
    DecisionRevocation,
    FindingWaiver,
    FormerAddress,
    HouseText,
    Manifest,
    ManifestItem,
    ManifestOpening,
    ManifestSample,
    ManifestSigning,
    NoticeVersion,
    NoticeWaiver,
    NumberVersion,
    Picture,
    PolicyVersion,
    Publication,
    PublicationApproval,
    Rendering,
    Revision,
    RevisionContributor,
    RuleVersion,
)
from faq import bank
from faq.models import Question, QuestionVersion
from medsite.audit import append_only, trail
from medsite.audit.models import AuditEntry, Verification
from tests import factories
from tests.conftest import Cast
from tests.policies import put_in_force

TABLES = [
    AuditEntry,
    CommentEntry,
    CommentThread,
    Decision,
    DecisionRevocation,
    FindingWaiver,
    FormerAddress,
    HouseText,
    Manifest,
    ManifestItem,
    ManifestOpening,
    ManifestSample,
    ManifestSigning,
    NoticeVersion,
    NoticeWaiver,
    NumberVersion,
    Picture,
    PolicyVersion,
    Publication,
    PublicationApproval,
    QuestionVersion,
    Rendering,
    Revision,
    RevisionContributor,
    RuleVersion,
    Verification,
]
POSTGRESQL = connection.vendor == "postgresql"


def test_these_are_all_append_only_tables() -> None:
    assert sorted(append_only.append_only_models(), key=lambda model: model.__name__) == TABLES


@pytest.fixture
def rows(cast: Cast, publication: Publication) -> None:
    """At least one row in each append-only table."""
    factories.make_picture(cast.writer)
    trail.note_verification([], now=factories.NOW)
    bank.write(Question.objects.create(), wording="Is it?", answer="It is.", by=cast.writer, now=factories.NOW)
    HouseText.objects.create(
        key="us",
        version=1,
        body="We.",
        edited_by=cast.writer,
        approved_by=cast.publisher,
        approved_by_name="Paul",
        approved_at=factories.NOW,
    )
    first = Decision.objects.get()
    values = {field.name: getattr(first, field.name) for field in Decision._meta.concrete_fields if field.name != "id"}
    decision = Decision.objects.create(**values | {"by": cast.second_clinician})
    addresses.rename(publication.article, "a-better-address", by=cast.publisher, now=factories.NOW)
    about_a_rule = {"rule_code": "crisis-line", "rule_version": 1, "act": "waived", "reason": "Mistaken."}
    NoticeWaiver.objects.create(
        article=publication.article, by=cast.clinician, by_name="Clara", at=factories.NOW, **about_a_rule
    )
    about_a_finding = {"rule": "table caption", "fingerprint": "0" * 64, "finding": "{}", "policy_version": "policy-1"}
    FindingWaiver.objects.create(
        draft=first.revision.draft,
        act="waived",
        reason="Mistaken.",
        by=cast.clinician,
        by_name="Clara",
        by_role="clinician",
        at=factories.NOW,
        **about_a_finding,
    )
    factories.make_number(cast.clinician)
    put_in_force(cast, signers=2)
    DecisionRevocation.objects.create(decision=decision, by=cast.second_clinician, reason="Mistaken.", at=factories.NOW)
    manifest = Manifest.objects.create(title="M", digest="0" * 64, made_by=cast.writer, made_at=factories.NOW)
    item = ManifestItem.objects.create(
        manifest=manifest,
        position=1,
        revision=first.revision,
        content_digest=first.content_digest,
        html_digest=first.html_digest,
    )
    thread = CommentThread.objects.create(revision=first.revision, field="Lead", quote="Two", wording="Three")
    CommentEntry.objects.create(thread=thread, answers=thread, kind="taken", by=cast.writer, at=factories.NOW)
    ManifestSample.objects.create(item=item, reviewer=cast.clinician, chosen_at=factories.NOW)
    ManifestOpening.objects.create(item=item, by=cast.clinician, at=factories.NOW)
    ManifestSigning.objects.create(
        manifest=manifest, by=cast.clinician, at=factories.NOW, items=1, sampled=1, opened=1, signed=1
    )


def execute(sql: str, parameters: Any = ()) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_update_is_refused(rows: None) -> None:
    for model in TABLES:
        table, before = model._meta.db_table, snapshot(model)
        column = next(field.column for field in model._meta.concrete_fields if not field.primary_key)

        with pytest.raises(Error, match=rf"{model._meta.db_table} is append-only"):
            execute(f'UPDATE "{table}" SET "{column}" = "{column}"')

        assert snapshot(model) == before != []


def test_delete_is_refused(rows: None) -> None:
    for model in TABLES:
        before = snapshot(model)

        with pytest.raises(Error, match=rf"{model._meta.db_table} is append-only"):
            execute(f'DELETE FROM "{model._meta.db_table}"')

        assert snapshot(model) == before != []


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(rows: None) -> None:
    for model in TABLES:
        before = snapshot(model)

        with pytest.raises(Error, match=rf"{model._meta.db_table} is append-only"):
            execute(f'SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE "{model._meta.db_table}" CASCADE')

        assert snapshot(model) == before != []


@pytest.mark.skipif(POSTGRESQL, reason="INSERT OR REPLACE is SQLite's")
def test_insert_or_replace_over_the_primary_key_is_refused(rows: None) -> None:
    for model in TABLES:
        before = snapshot(model)
        columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        table = model._meta.db_table

        with pytest.raises(Error, match=rf"{model._meta.db_table} is append-only"):
            execute(f'INSERT OR REPLACE INTO "{table}" ({columns}) SELECT {columns} FROM "{table}" LIMIT 1')

        assert snapshot(model) == before != []


def unique_rules() -> Iterator[Any]:
    for model in TABLES:
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                yield model, constraint.fields
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                yield model, (field.name,)


@pytest.mark.skipif(POSTGRESQL, reason="INSERT OR REPLACE is SQLite's")
def test_insert_or_replace_over_another_unique_key_is_refused(rows: None) -> None:
    """A new primary key, and the old value of one unique rule: SQLite would delete the old row for it."""
    for model, fields in unique_rules():
        before = snapshot(model)
        kept = {model._meta.get_field(name).column for name in fields}
        columns, values = [], []
        for field in model._meta.concrete_fields:
            columns.append(f'"{field.column}"')
            if field.primary_key:
                values.append("999999")
            elif field.unique and field.column not in kept:
                values.append(f"'new-{field.column}'" if isinstance(field, models.CharField) else "999999")
            else:
                values.append(f'"{field.column}"')
        table = model._meta.db_table

        chosen = f'SELECT {", ".join(values)} FROM "{table}" LIMIT 1'
        with pytest.raises(Error, match=rf"{table} is append-only"):
            execute(f'INSERT OR REPLACE INTO "{table}" ({", ".join(columns)}) {chosen}')

        assert snapshot(model) == before != []


@pytest.mark.django_db
def test_every_trigger_is_there_after_all_migrations() -> None:
    assert append_only.missing(connection) == []


@pytest.mark.django_db
def test_a_missing_trigger_is_reported_and_migrate_puts_it_back() -> None:
    append_only.lift(connection)
    missing = append_only.missing(connection)

    append_only.protect(connection)

    assert len(missing) > 20
    assert append_only.missing(connection) == []


@pytest.mark.django_db
def test_a_table_that_is_still_to_be_made_lacks_no_trigger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise no site with a database could be upgraded: ``migrate`` asks before it makes tables."""
    there = [name for name in connection.introspection.table_names() if name != "articles_decision"]
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args, **kwargs: there)
    append_only.lift(connection)

    missing = append_only.missing(connection)

    append_only.protect(connection)
    assert [name for name in missing if "articles_decision_" in name] == []
    assert "append_only_articles_revision_update" in missing


@pytest.mark.django_db
def test_migrations_may_rebuild_a_table_that_a_trigger_of_another_one_names() -> None:
    before = append_only.missing(connection)

    append_only.lift_before_migrate(None, using="default", plan=[])
    without_a_plan = append_only.missing(connection)
    append_only.lift_before_migrate(None, using="default", plan=["a migration"])
    during = append_only.missing(connection)
    append_only.protect_after_migrate(None, using="default")

    assert before == without_a_plan == append_only.missing(connection) == []
    assert bool(during) is (connection.vendor == "sqlite")


@pytest.mark.django_db
def test_the_system_check_names_a_missing_trigger(capsys: pytest.CaptureFixture[str]) -> None:
    append_only.lift(connection)

    with pytest.raises(Exception, match=r"The trigger a_publication_is_approved is missing"):
        call_command("check", databases=["default"])

    append_only.protect(connection)


@pytest.mark.django_db
def test_the_system_check_lets_migrations_run_that_bring_new_triggers() -> None:
    newest = max(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "articles")
    MigrationRecorder(connection).record_unapplied("articles", newest)
    append_only.lift(connection)

    call_command("check", databases=["default"])

    append_only.protect(connection)


def snapshot(model: type[models.Model]) -> list[Any]:
    rows = model._default_manager.order_by("pk").values_list()
    return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in rows]
