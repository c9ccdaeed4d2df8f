"""Months and weeks, as addresses spell them."""

from datetime import date

import pytest

from medsite.lib.spans import month_of, read_span, week_of


@pytest.mark.parametrize(
    ("name", "first", "last", "before", "after"),
    [
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), "2026-11", "2027-01"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028-01", "2028-03"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), "2026-W52", "2027-W01"),
        ("2025-W01", date(2024, 12, 30), date(2025, 1, 5), "2024-W52", "2025-W02"),
    ],
)
def test_a_span_knows_its_days_and_its_neighbours(name: str, first: date, last: date, before: str, after: str) -> None:
    span = read_span(name)

    assert span is not None
    assert (span.first, span.last, span.name) == (first, last, name)
    assert (span.before.name, span.after.name) == (before, after)
    days = list(span.days())
    assert (days[0], days[-1], len(days)) == (first, last, (last - first).days + 1)


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-13", "2026-00", "2026-W54", "2026-W00", "0000-01", "9999-12", "2026-12-01", "x"]
)
def test_what_names_no_span_is_none(name: str) -> None:
    assert read_span(name) is None


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 26)).first == date(2026, 11, 23)
    assert month_of(date(2026, 11, 26)).title == "November 2026"
