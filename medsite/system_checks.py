"""Checks that run with ``manage.py check`` and ``migrate``: what a site must have before it starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from medsite.audit.append_only import missing


@register(Tags.security, deploy=True)
def the_cache_is_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Run by ``check --deploy``: tries to sign in are counted in the cache, so all processes have to share it."""
    if not str(settings.CACHES["default"]["BACKEND"]).endswith("LocMemCache") or settings.DEMO:
        return []
    return [
        checks.Warning(
            "Each process counts wrong passwords and used codes for itself.",
            hint="Set CACHE_URL to a cache that all processes and machines share, such as redis://127.0.0.1:6379/0.",
            id="medsite.W001",
        )
    ]


@register(Tags.database)
def append_only_triggers_are_there(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Run by ``check --database default``: are signed texts protected by the database itself?

    Says nothing while migrations wait to be run; ``doctor`` names those.
    """
    problems: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if not {"audit_auditentry"} & set(connection.introspection.table_names()):
            continue
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            # "migrate" asks this first, and installs the triggers when it is done: it must not be stopped here.
            continue
        problems += [
            Error(
                f"The trigger {name} is missing in the database {alias!r}.",
                hint="Run 'manage.py migrate --skip-checks': it installs the triggers again.",
                id="medsite.E001",
            )
            for name in missing(connection)
        ]
    return problems
