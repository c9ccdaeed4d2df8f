"""The audit trail and the protection of append-only tables."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "medsite.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from medsite.audit.append_only import lift_before_migrate, protect_after_migrate

        pre_migrate.connect(lift_before_migrate, sender=self, dispatch_uid="audit.append_only")
        post_migrate.connect(protect_after_migrate, sender=self, dispatch_uid="audit.append_only")
