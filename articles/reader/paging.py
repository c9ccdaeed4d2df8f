"""One page of a list, and the answer that holds it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.reader.alternates import canonical, of_list
from articles.reader.answers import CACHE_CONTROL
from medsite.lib.numbers import whole_number

Row = TypeVar("Row")

PAGE_SIZE = 25
MAX_PAGE = 400


@dataclass(frozen=True)
class ListPage:
    """Where a reader is in a list, in the words of Django's paginator, which would count all rows."""

    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page_number(request: HttpRequest) -> int:
    """What ?page= asks for; the first page where it is not given. Raises Http404 for nonsense."""
    number = whole_number(request.GET.get("page", "1"))
    if not 1 <= number <= MAX_PAGE:
        raise Http404
    return number


def page_of(
    request: HttpRequest, read: Callable[[int, int], Iterable[Row]], *, size: int
) -> tuple[list[Row], ListPage]:
    """The rows that ?page= asks for, without counting: one more is read to see whether there is a next page.

    ``read`` gives the rows from one place to another. Raises Http404 for a page that is not there.
    """
    number = page_number(request)
    start = (number - 1) * size
    rows = list(read(start, start + size + 1))
    if not rows and number > 1:
        raise Http404
    return rows[:size], ListPage(number, has_next=len(rows) > size)


def list_response(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a list that caches may keep, and ask about each time."""
    here = {"alternates": of_list(request), "canonical": canonical(request, context)}
    response = render(request, template, context | here | {"today": timezone.localdate()})
    response["Cache-Control"] = CACHE_CONTROL
    return response
