"""Admin of the library."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from people.admin_access import RoleAccess
from people.roles import Role
from references import csl, library
from references.models import Reference


class ReferenceForm(forms.ModelForm):
    class Meta:
        model = Reference
        fields = ("key", "csl", "evidence", "notes")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        record = data.get("csl")
        key = data.get("key") or self.instance.key  # the field is read-only once the record is there
        if isinstance(record, dict) and key:
            try:
                data["csl"] = csl.clean(record | {"id": key})
            except csl.InvalidRecord as error:
                self.add_error("csl", str(error))
        return data


@admin.register(Reference)
class ReferenceAdmin(RoleAccess, admin.ModelAdmin):
    view_roles = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
    change_roles = frozenset({Role.WRITER})
    form = ReferenceForm
    list_display = ("key", "title", "year", "container", "evidence")
    search_fields = ("key", "title", "container", "doi", "pmid")
    ordering = ("key",)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Reference | None = None) -> Any:
        """A key stays: texts cite it."""
        return ("key",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Reference, form: Any, change: bool) -> None:
        stored = library.put(form.cleaned_data["csl"], key=obj.key, evidence=obj.evidence, notes=obj.notes)
        obj.pk = stored.pk
