"""Admin of topics, subjects and drug classes. A change of them reaches the notices of live pages."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from articles.domain.subjects import notices_changed
from articles.models import DrugClass, Subject, SubjectName, Topic
from people.admin_access import RoleAccess
from people.roles import Role

READERS = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
EDITORS = frozenset({Role.WRITER, Role.PUBLISHER})


class TaxonomyAdmin(RoleAccess, admin.ModelAdmin):
    view_roles = READERS
    change_roles = EDITORS
    prepopulated_fields = {"slug": ("name",)}
    search_fields: ClassVar[tuple[str, ...]] = ("name",)
    ordering = ("name",)
    actions = None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.prepopulated_fields if obj is None else {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Slugs stay: rules, contents and addresses name them."""
        return ("slug",) if obj is not None else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        notices_changed()


@admin.register(Topic)
class TopicAdmin(TaxonomyAdmin):
    list_display = ("name", "slug", "review_interval_months")


@admin.register(DrugClass)
class DrugClassAdmin(TaxonomyAdmin):
    list_display = ("name", "slug")


class NameInline(RoleAccess, admin.TabularInline):
    model = SubjectName
    extra = 1
    view_roles = READERS
    change_roles = delete_roles = EDITORS


@admin.register(Subject)
class SubjectAdmin(TaxonomyAdmin):
    list_display = ("name", "kind", "review_interval_months")
    list_filter = ("kind", "classes")
    search_fields = ("name", "names__name")
    autocomplete_fields = ("classes",)
    inlines = (NameInline,)
