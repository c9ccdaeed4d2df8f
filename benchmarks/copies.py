"""Many articles from few: rows are copied by SQL, inside the database, with everything that hangs on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, models, transaction

from medsite.audit import append_only

SPREAD = {"created_at", "saved_at", "submitted_at", "at", "modified_at", "opened_at"}
NUMBERED = {"title", "working_title", "cause", "name", "sorted_as"}

Model = type[models.Model]


@dataclass(frozen=True)
class Tables:
    """What is copied, in an order in which foreign keys lead to what is there already.

    ``only`` is SQL that rows of a table must fulfil; ``row`` is the row. ``seldom`` are tables of which only every
    n-th copy is made, because many articles share a row of them; the other copies lead to the original row.
    """

    copied: Sequence[Model]
    only: Mapping[Model, str] = field(default_factory=dict)
    seldom: Mapping[Model, int] = field(default_factory=dict)


class Copier:
    """Makes copies of what is there when it is made. Copy number k of a row has its key plus k times a stride, so that
    the keys of a table are as close to each other as those of real rows.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        keys = {model: model._default_manager.order_by("-pk").values_list("pk", flat=True) for model in tables.copied}
        self.strides: dict[Model, int] = {model: (found.first() or 0) + 1 for model, found in keys.items()}

    def copy(self, first: int, last: int) -> None:
        """Copies number ``first`` to ``last``. Foreign keys to copied tables lead to the copies."""
        append_only.lift(connection)
        with transaction.atomic(), connection.cursor() as cursor:
            for model in self.tables.copied:
                fields = model._meta.concrete_fields
                columns = ", ".join(quoted(one) for one in fields)
                values = ", ".join(self._copied(model, one) for one in fields)
                table = connection.ops.quote_name(model._meta.db_table)
                further = f" AND {self.tables.only[model]}" if model in self.tables.only else ""
                further += f" AND k % {self.tables.seldom[model]} = 0" if model in self.tables.seldom else ""
                cursor.execute(
                    f"WITH RECURSIVE series(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM series WHERE k < {last}) "
                    f"INSERT INTO {table} ({columns}) "
                    f"SELECT {values} FROM {table} AS row, series WHERE row.id < {self.strides[model]}{further}"
                )
        append_only.protect(connection)

    def _copied(self, model: Model, one: models.Field) -> str:
        """The SQL of one column of a copy: ``row`` is what is copied, ``k`` the number of the copy."""
        column, every = f"row.{quoted(one)}", None
        copied = column
        target = model if one.primary_key else one.related_model
        if isinstance(target, type) and target in self.strides:
            copied, every = f"{column} + k * {self.strides[target]}", self.tables.seldom.get(target)
        elif one.is_relation and one.unique:
            copied = "NULL"
        elif isinstance(one, models.UUIDField):
            copied = "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
        elif isinstance(one, models.SlugField) or one.name in NUMBERED:
            seldom: Mapping[Model, int] = {} if one.name == "title" else self.tables.seldom
            shared = [seldom[to] for to in _leads_to(model) if to in seldom]
            copied, every = f"substr({column}, 1, 80) || '-' || k", min(shared, default=None)
        elif one.name in {"reviewed_on", "review_due_on"}:
            copied = _earlier(column, "k % 700", "days")
        elif one.name in SPREAD and isinstance(one, models.DateTimeField):
            copied = _earlier(column, "k * 60", "minutes")
        return f"CASE WHEN k % {every} = 0 THEN {copied} ELSE {column} END" if every else copied


def analyse() -> None:
    """Let the database learn how much there is by now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def quoted(one: models.Field) -> str:
    return connection.ops.quote_name(str(one.column))


def _earlier(column: str, number: str, unit: str) -> str:
    if connection.vendor == "sqlite":
        return f"{'date' if unit == 'days' else 'datetime'}({column}, '-' || ({number}) || ' {unit}')"
    return f"{column} - {number}" if unit == "days" else f"{column} - {number} * interval '1 {unit}'"


def _leads_to(model: Model) -> list[Model]:
    return [one.related_model for one in model._meta.concrete_fields if isinstance(one.related_model, type)]
