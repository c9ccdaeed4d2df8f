"""Dates as files write them → CSL date-parts, and back."""

import re
from typing import Any

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier januar enero",
            "feb february",
            "mar march",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october oktober",
            "nov november",
            "dec december dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"^\D{0,3}([12]\d{3})(?:[-/. ]+(\d{1,2})(?![\d])(?:[-/. ]+(\d{1,2})(?!\d))?)?")
_AMERICAN = re.compile(r"^(\d{1,2})/(\d{1,2})/([12]\d{3})\b")
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def parse(text: str) -> dict[str, Any] | None:
    """2020/09/23/, 2020-09, "2020 Sep 23", "23 September 2020", "9/23/2020", "c2000", "2020 Jan-Feb" → date-parts.

    Of ranges and seasons what is certain is kept. None where there is no year.
    """
    text = text.strip()[:100]
    if match := _AMERICAN.match(text):
        return _checked(int(match.group(3)), int(match.group(1)), int(match.group(2)))
    month = next((_MONTHS[word] for word in map(str.lower, _WORD.findall(text)) if word in _MONTHS), None)
    if month is None:
        match = _YEAR_FIRST.match(text)
        if match:
            return _checked(*(int(part) for part in match.groups() if part))
    years = _YEAR.search(text)
    if not years:
        return None
    year = int(years.group(1))
    if month is None:
        return _checked(year)
    rest = text[: years.start()] + " " + text[years.end() :]
    days = [] if re.search(r"[^\W\d_]{3,}\s*[-/–]\s*[^\W\d_]{3,}", rest) else _DAY.findall(rest)
    return _checked(year, month, *(int(day) for day in days[:1]))


def _checked(year: int, month: int = 0, day: int = 0) -> dict[str, Any]:
    parts = [year]
    if 1 <= month <= 12:
        parts.append(month)
        if 1 <= day <= 31:
            parts.append(day)
    return {"date-parts": [parts]}


def parts_of(record: dict[str, Any], name: str) -> list[int]:
    value = record.get(name) or {}
    return list(value["date-parts"][0]) if value.get("date-parts") else []


def joined(record: dict[str, Any], name: str, mark: str) -> str:
    """2020/09/23 or 2020-09-23, as far as it is known."""
    return mark.join(f"{part:02d}" for part in parts_of(record, name))
