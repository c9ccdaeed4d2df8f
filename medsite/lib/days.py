"""Days: calendar arithmetic, and what day it is where the publisher is."""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def zone() -> ZoneInfo:
    """Where the publisher is: in this zone a day begins and ends."""
    return ZoneInfo(settings.TIME_ZONE)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of a moment in a time zone."""
    return moment.astimezone(zone).date()


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after a day in a time zone."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
