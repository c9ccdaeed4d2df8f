"""Users, their public profiles, and the register of credentials."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people.guards import register_guards
        from people.roles import ensure_roles_after_migrate

        register_guards()
        post_migrate.connect(ensure_roles_after_migrate, sender=self, dispatch_uid="people.roles")
