"""Admin access by role. Django's permissions would let every superuser through; roles do not."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest

from medsite.lib.numbers import MOST_DIGITS
from people.autocomplete import SafeAutocomplete, SafeAutocompleteMultiple
from people.roles import Role, roles_of

MOST_WORDS = 20
"""Words of a search of a list. More find nothing new, and very many are too much for SQLite."""


def request_roles(request: HttpRequest) -> frozenset[Role]:
    """The roles of the person signed in, asked once for each request."""
    known: frozenset[Role] | None = getattr(request, "_medsite_roles", None)
    if known is None:
        known = roles_of(request.user)
        request._medsite_roles = known  # type: ignore[attr-defined]  # kept on the request, nowhere longer
    return known


class RoleAccess(BaseModelAdmin):
    """Mixed in before ModelAdmin or an inline: which roles see it, and which may change it."""

    view_roles: ClassVar[frozenset[Role]] = frozenset(Role)
    change_roles: ClassVar[frozenset[Role]] = frozenset()
    delete_roles: ClassVar[frozenset[Role]] = frozenset()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not request_roles(request).isdisjoint(self.view_roles | self.change_roles)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not request_roles(request).isdisjoint(self.change_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not request_roles(request).isdisjoint(self.delete_roles)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        few = " ".join(search_term.split()[:MOST_WORDS])
        return super().get_search_results(request, queryset, few)  # type: ignore[misc]  # of lists; inlines have none

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """A number that is too long for any key is answered by 400; the database would fail on it."""
        values = value if isinstance(value, list | tuple) else [value]
        if any(len(part) > MOST_DIGITS and part.isdecimal() for one in values for part in str(one).split(",")):
            return False
        return super().lookup_allowed(lookup, value, request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", SafeAutocomplete(db_field, admin.site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", SafeAutocompleteMultiple(db_field, admin.site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ReadOnlyAdmin(RoleAccess, admin.ModelAdmin):
    """For append-only rows: to be looked at, nothing else."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
