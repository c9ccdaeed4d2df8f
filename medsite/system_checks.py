"""Checks that run with ``manage.py check`` and ``migrate``: what a site must have before it starts."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from medsite.audit.append_only import missing


@register(Tags.database)
def append_only_triggers_are_there(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Run by ``check --database default``: are signed texts protected by the database itself?"""
    problems: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if not {"audit_auditentry"} & set(connection.introspection.table_names()):
            continue
        problems += [
            Error(
                f"The trigger {name} is missing in the database {alias!r}.",
                hint="Run 'manage.py migrate': it installs the triggers again.",
                id="medsite.E001",
            )
            for name in missing(connection)
        ]
    return problems
