"""Admin of topics, subjects and drug classes. A change of them reaches the notices of live pages."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from articles.domain.knowledge.subjects import notices_changed
from articles.models import DrugClass, Subject, SubjectName, Topic, TopicName
from medsite.lib.language_names import english_name
from medsite.lib.languages import interface_languages
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


class TopicNameForm(forms.ModelForm):
    language = forms.ChoiceField()

    class Meta:
        model = TopicName
        fields = ("language", "name", "intro")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [code for code in interface_languages() if code != settings.LANGUAGE_CODE]
        self.fields["language"].choices = [(code, english_name(code)) for code in others]  # type: ignore[attr-defined]  # a field with choices


class TopicNameInline(RoleAccess, admin.TabularInline):
    model = TopicName
    form = TopicNameForm
    extra = 0
    view_roles = READERS
    change_roles = delete_roles = EDITORS


@admin.register(Topic)
class TopicAdmin(TaxonomyAdmin):
    list_display = ("name", "slug", "review_interval_months")
    inlines = (TopicNameInline,)


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
