"""A month or a week of the calendar, as addresses spell it: 2026-12, 2026-W49."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
YEARS = range(2000, 2200)


@dataclass(frozen=True)
class Span:
    """From the first day to the last, both in it."""

    first: date
    last: date

    @property
    def is_week(self) -> bool:
        return (self.last - self.first).days == 6

    @property
    def name(self) -> str:
        """As addresses spell it."""
        return f"{self.first:%G-W%V}" if self.is_week else f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        return f"{self.first:%-d %B} to {self.last:%-d %B %Y}" if self.is_week else f"{self.first:%B %Y}"

    @property
    def before(self) -> "Span":
        day = self.first - timedelta(days=1)
        return week_of(day) if self.is_week else month_of(day)

    @property
    def after(self) -> "Span":
        day = self.last + timedelta(days=1)
        return week_of(day) if self.is_week else month_of(day)

    def moved(self, days: int) -> "Span":
        """As long, so many days later."""
        return Span(self.first + timedelta(days=days), self.last + timedelta(days=days))

    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


def month_of(day: date) -> Span:
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def week_of(day: date) -> Span:
    """From Monday to Sunday."""
    first = day - timedelta(days=day.weekday())
    return Span(first, first + timedelta(days=6))


def read_span(name: str) -> Span | None:
    """The span of an address; None for anything else."""
    try:
        if found := MONTH.fullmatch(name):
            return month_of(date(_year(found[1]), int(found[2]), 1))
        if found := WEEK.fullmatch(name):
            return week_of(date.fromisocalendar(_year(found[1]), int(found[2]), 1))
    except ValueError:
        pass
    return None


def _year(text: str) -> int:
    if int(text) not in YEARS:
        raise ValueError(text)
    return int(text)
