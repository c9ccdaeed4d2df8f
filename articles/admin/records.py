"""Signed texts, decisions and publications, to be read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.lists import FastList
from articles.models import Decision, Publication, Revision
from people.admin_access import ReadOnlyAdmin
from people.roles import Role

EDITORIAL = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
READERS = EDITORIAL | {Role.ADMINISTRATOR}


@admin.register(Revision)
class RevisionAdmin(FastList, ReadOnlyAdmin):
    """With its text, which administrators do not read before it is published."""

    view_roles = EDITORIAL
    list_display = ("title", "number", "submitted_by", "submitted_at", "content_digest")
    list_select_related = ("submitted_by",)
    search_fields = ("title", "content_digest")
    ordering = ("-submitted_at", "-pk")
    exclude = ("body_html",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content_json", "body_html", "findings")


@admin.register(Decision)
class DecisionAdmin(FastList, ReadOnlyAdmin):
    view_roles = READERS
    list_display = ("revision", "verdict", "by_name", "by_credentials", "policy_version", "at")
    list_select_related = ("revision",)
    list_filter = ("verdict",)
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> Any:
        texts = ("revision__content_json", "revision__body_html", "revision__findings")
        return super().get_queryset(request).select_related("revision").defer(*texts)


@admin.register(Publication)
class PublicationAdmin(FastList, ReadOnlyAdmin):
    view_roles = READERS
    list_display = ("article", "number", "kind", "by", "at")
    list_select_related = ("article", "by")
    list_filter = ("kind",)
    ordering = ("-at", "-pk")
