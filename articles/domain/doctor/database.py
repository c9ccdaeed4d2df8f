"""The database itself: migrations, triggers, keys, and who owns the tables."""

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.domain.doctor.report import Examination, Notes
from medsite.audit import append_only


def migrations(notes: Notes, now: datetime) -> None:
    executor = MigrationExecutor(connection)
    for migration, _ in notes.seen(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        notes.broken(f"{migration.app_label} {migration.name}", "This migration has not run.", "Run migrate.")


def triggers(notes: Notes, now: datetime) -> None:
    notes.looked_at = len(append_only.append_only_models())
    for name in append_only.missing(connection):
        notes.broken(
            name,
            "This trigger is missing, so the database no longer refuses what it is there for.",
            "Run migrate --skip-checks: it installs the triggers again. Then find out who removed it, and look at the "
            "audit trail with verify_audit --checkpoint.",
        )


def integrity(notes: Notes, now: datetime) -> None:
    """Pages of an SQLite file and its foreign keys; on PostgreSQL constraints that nobody checked against old rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check(20)")
            for (said,) in notes.seen(cursor.fetchall()):
                if said != "ok":
                    notes.broken("SQLite file", str(said), "Restore the newest backup that passes this examination.")
            cursor.execute("PRAGMA foreign_key_check")
            for table, row, target, _ in notes.seen(cursor.fetchall()):
                notes.broken(
                    f"{table} row {row}",
                    f"Points to a row of {target} that is not there.",
                    "Restore the missing row from a backup.",
                )
            return
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, convalidated FROM pg_constraint "
            "WHERE connamespace = current_schema()::regnamespace"
        )
        for table, name, is_valid in notes.seen(cursor.fetchall()):
            if not is_valid:
                notes.broken(
                    f"{table}: {name}",
                    "The rule was added without a look at the rows that were there.",
                    f'Run ALTER TABLE {table} VALIDATE CONSTRAINT "{name}" and mend the rows that it names.',
                )


def owner(notes: Notes, now: datetime) -> None:
    """Whoever owns a table can drop its triggers: the site should not."""
    if connection.vendor != "postgresql" or settings.DEMO:
        return
    notes.looked_at = 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() "
            "AND tableowner = current_user) FROM pg_roles WHERE rolname = current_user"
        )
        role, is_owner = cursor.fetchone() or ("", False)
    if is_owner:
        notes.advise(
            f"role {role}",
            "This role owns the tables or is a superuser: it can drop the triggers that protect signed texts.",
            "Let the site run as a role that owns nothing: docs/operations.md says how. If this is the owner's role, "
            "used for this command only, all is well.",
        )


EXAMINATIONS = (
    Examination("migrations", "Is the database at the version of the code?", migrations),
    Examination("triggers", "Does the database refuse changes to signed, published and audited rows?", triggers),
    Examination("integrity", "Is the database whole?", integrity),
    Examination("owner", "Does the site run as a role that cannot lift its own guards?", owner),
)
