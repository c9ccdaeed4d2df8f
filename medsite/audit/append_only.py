"""Triggers that make append-only true in the database, on SQLite and PostgreSQL.

Refused: UPDATE, DELETE; on PostgreSQL TRUNCATE; on SQLite also an INSERT over an existing key, because
INSERT OR REPLACE deletes the old row without firing a delete trigger. SQLite drops the triggers of a table
that a migration rebuilds, so they are installed again after every migration, and a system check, ``doctor``
and a test look for them.

Triggers stop our own bugs. Whoever owns the tables can drop them: production runs as a role that does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from medsite.audit.models import AppendOnly

PREFIX = "append_only"


@dataclass(frozen=True)
class Guard:
    """A further trigger that compares rows of two tables; SQL for each database.

    ``postgres`` is the body of a PL/pgSQL trigger function, ``sqlite`` the statements between BEGIN and END.
    """

    name: str
    table: str
    events: str
    sqlite_when: str
    sqlite: str
    postgres: str


_guards: dict[str, Guard] = {}


def register_guard(guard: Guard) -> None:
    """Have a guard installed after each migration, together with the append-only triggers."""
    _guards[guard.name] = guard


def append_only_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, AppendOnly)]


def lift_before_migrate(sender: Any, *, using: str, plan: Any = (), **kwargs: Any) -> None:
    """Make way for migrations on SQLite: it cannot rebuild a table while a trigger of another one names it."""
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        lift(connection)


def protect_after_migrate(sender: Any, *, using: str, **kwargs: Any) -> None:
    protect(connections[using])


def protect(connection: BaseDatabaseWrapper) -> None:
    """Install every trigger that is missing, and replace those that are there. Safe to run again."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in _statements(connection, existing):
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger: for migrations on SQLite and tests that empty the tables, and for nothing else."""
    with connection.cursor() as cursor:
        for name, table in _installed(connection):
            on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on_table}')


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should be there and are not, in alphabetical order.

    A table that a migration is still to make has none: ``migrate`` asks this first, and would refuse to make it.
    """
    existing = set(connection.introspection.table_names())
    has_none = not {model._meta.db_table for model in append_only_models()} & existing
    expected = {
        name
        for model in append_only_models()
        if has_none or model._meta.db_table in existing
        for name, _ in _triggers(connection, model)
    }
    expected |= {name for name, guard in _guards.items() if has_none or guard.table in existing}
    return sorted(expected if has_none else expected - {name for name, _ in _installed(connection)})


def _statements(connection: BaseDatabaseWrapper, existing: set[str]) -> Iterator[str]:
    if connection.vendor == "postgresql":
        yield _POSTGRES_FUNCTION
    for model in append_only_models():
        table = model._meta.db_table
        if table in existing:
            for name, sql in _triggers(connection, model):
                yield from _replace(connection, name, table, sql)
    for guard in _guards.values():
        if guard.table in existing:
            yield from _guard_statements(connection, guard)


def _replace(connection: BaseDatabaseWrapper, name: str, table: str, sql: str) -> Iterator[str]:
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    yield f'DROP TRIGGER IF EXISTS "{name}"{on_table}'
    yield sql


_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION medsite_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$
"""


def _triggers(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterable[tuple[str, str]]:
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        for event, level in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = f"{PREFIX}_{table}_{event.lower()}"
            yield (
                name,
                (
                    f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
                    f"FOR EACH {level} EXECUTE FUNCTION medsite_refuse_change()"
                ),
            )
        return
    for event in ("UPDATE", "DELETE"):
        name = f"{PREFIX}_{table}_{event.lower()}"
        yield (
            name,
            (
                f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {event} is refused'); END"
            ),
        )
    name = f"{PREFIX}_{table}_insert"
    clashes = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")" for key in _unique_keys(model)
    )
    there = f'EXISTS (SELECT 1 FROM "{table}" WHERE {clashes})'  # noqa: S608  # names of our own tables and columns
    refusal = f"SELECT RAISE(ABORT, '{table} is append-only: the row is there already')"
    yield name, f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" WHEN {there} BEGIN {refusal}; END'


def _unique_keys(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    """Column names of the primary key and of each uniqueness rule of a table.

    Append-only models have no conditional uniqueness rules; one would have to be looked at here first.
    """
    options = model._meta
    columns = {concrete.name: concrete.column for concrete in options.concrete_fields}
    for concrete in options.concrete_fields:
        if concrete.primary_key or concrete.unique:
            yield (str(concrete.column),)
    for constraint in options.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            if constraint.condition is not None or not constraint.fields:
                raise NotImplementedError(f"{constraint.name}: append-only tables take plain unique fields only")
            yield tuple(str(columns[name]) for name in constraint.fields)


def _guard_statements(connection: BaseDatabaseWrapper, guard: Guard) -> Iterator[str]:
    if connection.vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION medsite_{guard.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$\n{guard.postgres}\n$$"
        )
        sql = (
            f'CREATE TRIGGER "{guard.name}" BEFORE {guard.events} ON "{guard.table}" '
            f"FOR EACH ROW EXECUTE FUNCTION medsite_{guard.name}()"
        )
        yield from _replace(connection, guard.name, guard.table, sql)
        return
    for event in guard.events.split(" OR "):
        # SQLite takes one event a trigger; the first keeps the plain name, which is what ``missing`` asks for.
        name = guard.name if event == "INSERT" else f"{guard.name}_{event.lower()}"
        sql = (
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{guard.table}" '
            f"WHEN {guard.sqlite_when} BEGIN {guard.sqlite} END"
        )
        yield from _replace(connection, name, guard.table, sql)


def _installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    names = set(_guards) | {f"{name}_update" for name in _guards}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
            )
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return [(name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX) or name in names]
