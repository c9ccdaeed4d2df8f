"""What keeps lists of the admin fast with very many rows: counting that stops, and a filter by open drafts only."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from articles.choices import DraftState
from articles.models import Article, Draft

MOST = 5_000
"""Rows that a list pages through; beyond them, search and filters are the way."""


class BoundedPaginator(Paginator):
    """Counts at most ``MOST`` rows, and sees whether there is one more: counting all would read the whole table for
    each page. The template says under the list that it ends there (``ends_after``).
    """

    @cached_property
    def _counted(self) -> int:
        return int(self.object_list.order_by().values("pk")[: MOST + 1].count())  # type: ignore[attr-defined]  # a QuerySet

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def ends_after(self) -> str:
        """The number of rows after which the list ends though there are more; empty when it has them all."""
        return f"{MOST:,}" if self._counted > MOST else ""


class FastList:
    """Mixed in before ModelAdmin."""

    paginator: Any = BoundedPaginator
    show_full_result_count = False


class OpenDraftFilter(admin.SimpleListFilter):
    """By the state of a draft that is being worked on; closed drafts keep theirs, and would answer too."""

    title = "open draft"
    parameter_name = "work"
    NONE = "none"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((state.value, str(state.label)) for state in DraftState), (self.NONE, "None")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        drafts = Draft.objects.open().filter(article=OuterRef("pk"))
        if self.value() == self.NONE:
            return queryset.filter(~Exists(drafts))
        if self.value() in DraftState.values:
            return queryset.filter(pk__in=Draft.objects.open().filter(state=self.value()).values("article"))
        return queryset
