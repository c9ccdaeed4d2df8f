"""Dates as the styles write them."""

from references.styles.marks import Record

SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_parts(record: Record, name: str) -> list[int]:
    """Year, month and day as far as they are known."""
    value = record.get(name)
    parts = value.get("date-parts") if isinstance(value, dict) else None
    return list(parts[0]) if parts and parts[0] else []


def year_first(record: Record, name: str = "issued") -> str:
    """2002 Jul 25, as NLM writes it."""
    parts = date_parts(record, name)
    if not parts:
        return ""
    month = f" {SHORT[parts[1] - 1]}" if len(parts) > 1 else ""
    day = f" {parts[2]}" if len(parts) > 2 else ""
    return f"{parts[0]}{month}{day}"


def month_first(record: Record, name: str = "issued") -> str:
    """July 25, 2002, as AMA writes it."""
    parts = date_parts(record, name)
    if not parts:
        return ""
    if len(parts) == 1:
        return str(parts[0])
    day = f" {parts[2]}," if len(parts) > 2 else ""
    return f"{LONG[parts[1] - 1]}{day} {parts[0]}"


def year_only(record: Record, name: str = "issued") -> str:
    parts = date_parts(record, name)
    return str(parts[0]) if parts else ""
