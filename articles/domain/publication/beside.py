"""Rows beside a live page: those that are right stay, those that are wrong go, those that are missing come."""

from collections.abc import Iterable
from operator import attrgetter
from typing import TypeVar

from django.db import models

from articles.models import PublishedPage

Row = TypeVar("Row", bound=models.Model)


def settle(
    model: type[Row], page: PublishedPage, wanted: Iterable[Row], *, by: tuple[str, ...], is_new: bool = False
) -> None:
    """Have exactly the wanted rows of a kind beside a page. ``by`` are the fields that tell two of them apart.

    One query to read what is there, and one each to remove and to add where anything has to be. ``is_new``: the page
    itself was made just now, so nothing is there and nothing is read. Call it in the transaction that stores the page.
    """
    value = attrgetter(*by)
    missing = {value(row): row for row in wanted}
    rows = model._default_manager
    if not is_new:
        stale = [row.pk for row in rows.filter(page=page) if missing.pop(value(row), None) is None]
        if stale:
            rows.filter(pk__in=stale).delete()
    if missing:
        rows.bulk_create(missing.values())
