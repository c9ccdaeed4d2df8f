"""Identifiers pasted as text: DOI, PMID, PMCID, ISBN, NCT, one or several in a line."""

import re
from collections.abc import Callable, Iterable, Iterator

from medsite.lib import identifiers
from references.formats.shapes import Found, Record

_KINDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("DOI", identifiers.doi),
    ("PMCID", identifiers.pmcid),
    ("NCT", identifiers.nct),
    ("PMID", identifiers.pmid),
    ("ISBN", identifiers.isbn),
)


_BETWEEN = re.compile(r"[,;] ?| (?=(?:doi|pmid|pmcid|pmc|nct|isbn|https?|10\.)\W?)", re.IGNORECASE)


def read(text: str) -> Iterator[Found]:
    """One record for each identifier; a line without any is an error that says so."""
    for raw in text.split("\n"):
        line = " ".join(raw.replace("\t", "; ").split()).lstrip("-*•; ").rstrip("; ")
        if not line:
            continue
        if line.endswith("-"):
            yield Found(error=f"{line[-80:]!r} ends in a hyphen: a PDF may have broken it. Paste it in one line.")
            continue
        if line.startswith("(") and line.endswith(")"):
            line = line[1:-1]
        if whole := _one(line):
            yield whole
            continue
        for part in filter(str.strip, _BETWEEN.split(line)):
            yield _one(part) or Found(
                error=f"{part.strip()[:80]!r} is no DOI, PMID, PMCID, ISBN or NCT. Check each digit against the source."
            )


def _one(text: str) -> Found | None:
    for name, one in _KINDS:
        if spelling := one(text.strip()):
            return Found({"custom": {"NCT": spelling}} if name == "NCT" else {name: spelling})
    return None


def looks_like_list(text: str) -> bool:
    """Whether the first lines are identifiers."""
    lines = [line for line in text.split("\n")[:50] if line.strip()][:5]
    found = [item for line in lines for item in read(line)]
    return bool(found) and sum(not item.error for item in found) * 2 > len(found)


def write(records: Iterable[Record]) -> str:
    """The most lasting identifier of each record, one a line; records without any are left out."""
    lines = []
    for record in records:
        named = [(name, record.get(name)) for name in ("DOI", "PMID", "PMCID", "ISBN")]
        named.append(("NCT", record.get("custom", {}).get("NCT")))
        if found := next(((name, value) for name, value in named if value), None):
            lines.append(f"{found[0]}: {found[1]}" if found[0] in {"DOI", "PMID", "ISBN"} else str(found[1]))
    return "\n".join(lines) + "\n"
