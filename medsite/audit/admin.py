"""The audit trail, to be read."""

from django.contrib import admin

from medsite.audit.models import AuditEntry
from people.admin_access import ReadOnlyAdmin
from people.roles import Role


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    view_roles = frozenset({Role.ADMINISTRATOR, Role.PUBLISHER})
    list_display = ("sequence", "at", "actor", "act", "subject")
    list_select_related = ("actor",)
    list_filter = ("act",)
    search_fields = ("subject", "act")
    ordering = ("-sequence",)
    show_full_result_count = False
