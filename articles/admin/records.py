"""Signed texts, decisions and publications, to be read."""

from django.contrib import admin

from articles.models import Decision, Publication, Revision
from people.admin_access import ReadOnlyAdmin
from people.roles import Role

EDITORIAL = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
READERS = EDITORIAL | {Role.ADMINISTRATOR}


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """With its text, which administrators do not read before it is published."""

    view_roles = EDITORIAL
    list_display = ("title", "number", "submitted_by", "submitted_at", "content_digest")
    list_select_related = ("submitted_by",)
    search_fields = ("title", "content_digest")
    ordering = ("-submitted_at",)
    show_full_result_count = False
    exclude = ("body_html",)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    view_roles = READERS
    list_display = ("revision", "verdict", "by_name", "by_credentials", "policy_version", "at")
    list_select_related = ("revision",)
    list_filter = ("verdict",)
    ordering = ("-at",)
    show_full_result_count = False


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    view_roles = READERS
    list_display = ("article", "number", "kind", "by", "at")
    list_select_related = ("article", "by")
    list_filter = ("kind",)
    ordering = ("-at",)
    show_full_result_count = False
