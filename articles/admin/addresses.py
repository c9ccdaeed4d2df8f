"""Addresses that texts and sources name: what the last check found, which pages it concerns, archived copies."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.domain.upkeep import archives
from articles.models import PublishedPage
from people.admin_access import RoleAccess
from people.models import User
from people.roles import Role
from references.link_status import LinkState, LinkStatus

SHOWN = 20
DERIVED = ("link", "state", "message", "final_url", "checked_at", "next_check_at", "live_pages", "earlier_checks")


class AddressForm(forms.ModelForm):
    class Meta:
        model = LinkStatus
        fields = ("archive_url", "archived_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        said = archives.problem(data.get("archive_url") or "", data.get("archived_on"), today=timezone.now().date())
        if said and not self.errors:
            self.add_error(*said)
        return data


@admin.register(LinkStatus)
class AddressAdmin(RoleAccess, admin.ModelAdmin):
    view_roles = frozenset({Role.WRITER, Role.CLINICIAN, Role.PUBLISHER})
    change_roles = frozenset({Role.WRITER, Role.PUBLISHER})
    form = AddressForm
    list_display = ("url", "state", "message", "checked_at")
    list_filter = ("state",)
    search_fields = ("url", "title")
    ordering = ("url",)
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = DERIVED
    fields = (*DERIVED, "archive_url", "archived_on")
    actions = ("look_again",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Addresses come from texts and sources."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: LinkStatus, form: Any, change: bool) -> None:
        archives.note_copy(
            obj,
            archive_url=form.cleaned_data["archive_url"],
            archived_on=form.cleaned_data["archived_on"],
            by=cast("User", request.user),
            now=timezone.now(),
        )

    @admin.action(description="Look at them again with the next check", permissions=["change"])
    def look_again(self, request: HttpRequest, queryset: QuerySet[LinkStatus]) -> None:
        links = list(queryset)
        archives.look_again(links, by=cast("User", request.user), now=timezone.now())
        self.message_user(request, f"{len(links)} address(es) will be looked at by the next check.", messages.SUCCESS)

    @admin.display(description="address")
    def link(self, obj: LinkStatus) -> SafeString | str:
        if obj.state == LinkState.FORBIDDEN:
            return obj.url
        return format_html('<a href="{}" rel="noreferrer noopener">{}</a>', obj.url, obj.url)

    @admin.display(description="live pages that name it")
    def live_pages(self, obj: LinkStatus) -> SafeString | str:
        pages = PublishedPage.objects.filter(addresses__key=obj.key).only("slug", "title").order_by("title")
        rows = [(reverse("reader:article", args=[page.slug]), page.title) for page in pages[: SHOWN + 1]]
        more = format_html("<p>… and more.</p>") if len(rows) > SHOWN else ""
        listed = format_html_join("", '<li><a href="{}">{}</a></li>', rows[:SHOWN])
        return format_html('<ul role="list">{}</ul>{}', listed, more) if rows else "None."

    @admin.display(description="earlier checks")
    def earlier_checks(self, obj: LinkStatus) -> SafeString | str:
        rows = [(str(check), check.message) for check in obj.checks.order_by("-pk")]
        return (
            format_html('<ul role="list">{}</ul>', format_html_join("", "<li>{}. {}</li>", rows))
            if rows
            else "None yet."
        )
