"""Admin of the library."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path

from people.admin_access import ReadOnlyAdmin, RoleAccess
from people.roles import Role
from references import formats, library
from references.models import Journal, Reference, RetractionNotice
from references.retractions.standing import LABELS, Standing
from references.screens import completing, importing, pairs
from references.screens.record_form import FIELDSETS, RecordForm

EXPORTS = ("ris", "bibtex", "nbib", "csl-json", "endnote-xml", "pubmed-xml")


def export_action(name: str) -> Callable[..., HttpResponse]:
    """An admin action that gives the chosen references as a file."""

    def export(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Reference]) -> HttpResponse:
        chosen = formats.FORMATS[name]
        text = formats.write((library.as_record(reference) for reference in queryset.order_by("key")), name)
        return HttpResponse(
            text,
            content_type=f"{chosen.media_type}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="references{chosen.ending}"'},
        )

    export.__name__ = f"export_{name.replace('-', '_')}"
    return admin.action(description=f"Export as {formats.FORMATS[name].label}")(export)


@admin.register(Reference)
class ReferenceAdmin(RoleAccess, admin.ModelAdmin):
    view_roles = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
    change_roles = frozenset({Role.WRITER})
    form = RecordForm
    list_display = ("key", "title", "authors_in_short", "year", "container", "evidence", "standing_in_words")
    list_filter = ("standing", "study_type")
    search_fields = ("key", "title", "authors", "container", "doi", "pmid")
    search_help_text = "Words of the title, an author, a journal, a key; or a DOI, PMID, PMCID, NCT, ISBN, ISSN."
    ordering = ("key",)
    show_full_result_count = False
    actions = [export_action(name) for name in EXPORTS]

    def get_urls(self) -> list[Any]:
        """The screens of the library, before the admin's own addresses, which would take them for keys."""
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="references_import"),
            path("import/<uuid:uuid>/", view(self.preview_view), name="references_import_preview"),
            path("pairs/", view(self.pairs_view), name="references_pairs"),
            path("<int:pk>/ask/", view(self.ask_view), name="references_ask"),
            *super().get_urls(),
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        return importing.choose(request, self._frame(request))

    def preview_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        return importing.preview(request, uuid, self._frame(request))

    def pairs_view(self, request: HttpRequest) -> HttpResponse:
        return pairs.show(request, self._frame(request))

    def ask_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return completing.ask(request, pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With where the data of the record came from."""
        reference = self.get_object(request, object_id)
        more = {"completion": completing.shown(reference, request) if reference is not None else None}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def _frame(self, request: HttpRequest) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"opts": self.model._meta}

    def get_readonly_fields(self, request: HttpRequest, obj: Reference | None = None) -> Any:
        """A key stays: texts cite it. How the work stands is found out, not typed."""
        return ("key", "standing_in_words") if obj is not None else ()

    def get_fieldsets(self, request: HttpRequest, obj: Reference | None = None) -> Any:
        """Plain fields for writers; who only looks gets the record."""
        known = ("standing_in_words",) if obj is not None else ()
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": (*RecordForm.Meta.fields, *known)})]
        (first, fields), *others = FIELDSETS
        return [
            (first, {"fields": (*fields, *known)}),
            *((name, {"fields": listed}) for name, listed in others),
            ("The whole record", {"fields": ("csl",), "classes": ("collapse",)}),
        ]

    @admin.display(description="known notices", ordering="standing")
    def standing_in_words(self, obj: Reference) -> str:
        """No match is no proof that nothing is wrong, and must not read like one."""
        return LABELS[Standing(obj.standing)]

    @admin.display(description="authors")
    def authors_in_short(self, obj: Reference) -> str:
        return obj.authors if len(obj.authors) <= 60 else f"{obj.authors[:57]}…"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Reference], search_term: str
    ) -> tuple[QuerySet[Reference], bool]:
        """The library's own search, for lists and autocompletes alike. Merged records are not offered."""
        return queryset.current().matching(search_term), False  # type: ignore[attr-defined]  # the manager's QuerySet

    def save_model(self, request: HttpRequest, obj: Reference, form: Any, change: bool) -> None:
        stored = library.put(form.cleaned_data["csl"], key=obj.key)
        library.annotate(stored, study_type=obj.study_type, evidence=obj.evidence, notes=obj.notes)
        obj.pk = stored.pk


@admin.register(Journal)
class JournalAdmin(ReadOnlyAdmin):
    """What files of PubMed taught. A name that two journals share has no abbreviation."""

    list_display = ("name", "abbreviation", "learned_at")
    search_fields = ("name", "abbreviation")
    ordering = ("name",)
    show_full_result_count = False


@admin.register(RetractionNotice)
class RetractionNoticeAdmin(ReadOnlyAdmin):
    """What the public list says; check_retractions reads it."""

    list_display = ("title", "word", "notice_on", "journal", "doi", "pmid")
    list_filter = ("nature",)
    search_fields = ("title", "doi", "pmid", "record_id")
    ordering = ("-notice_on", "-pk")
    show_full_result_count = False
