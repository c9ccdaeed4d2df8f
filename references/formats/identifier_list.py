"""Identifiers pasted as text: DOI, PMID, PMCID, ISBN, NCT, one or several in a line, numbered or not; or a line of a
printed list of references that names one.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from medsite.lib import identifiers
from references import resemblance
from references.formats.shapes import Found, Record

_KINDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("DOI", identifiers.doi),
    ("PMCID", identifiers.pmcid),
    ("NCT", identifiers.nct),
    ("PMID", identifiers.pmid),
    ("ISBN", identifiers.isbn),
)


_LONGEST = 5_000
"""Characters of a line that are looked at for what identifies a work."""
_NUMBER_OF_A_LIST = re.compile(r"^(?:\[\d{1,3}\]|\(?\d{1,3}[.)])\s+(?=\S)")
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
        line = _NUMBER_OF_A_LIST.sub("", line)
        if line.startswith("(") and line.endswith(")"):
            line = line[1:-1]
        if whole := _one(line):
            yield whole
            continue
        words = line.split(" ")
        parts = words if all(map(_one, words)) else _BETWEEN.split(line)
        # Years and pages of a printed reference look like PMIDs, but most of it is words.
        if sum(map(bool, map(_one, parts))) * 2 < len(parts) and resemblance.read(line[:_LONGEST]).is_telling:
            yield _printed(line)
            continue
        for part in filter(str.strip, parts):
            yield _one(part) or Found(
                error=f"{part.strip()[:80]!r} is no DOI, PMID, PMCID, ISBN or NCT. Check each digit against the source."
            )


def _printed(line: str) -> Found:
    """A reference as it is printed: what identifies it, and no guess at the rest."""
    named = dict(resemblance.read(line[:_LONGEST]).identifiers)
    if not named:
        return Found(error=f"{line[:80]!r} names no DOI, PMID, PMCID or NCT. Look one up, or paste it into an article.")
    trial = named.pop("NCT", "")
    kept = ", ".join([*named, "NCT"] if trial else named)
    record: Record = {**named, "custom": {"NCT": trial}} if trial else dict(named)
    return Found(record, problems=[f"Of {line[:80]!r} only the {kept} was taken."])


def _one(text: str) -> Found | None:
    for name, one in _KINDS:
        if spelling := one(text.strip()):
            return Found({"custom": {"NCT": spelling}} if name == "NCT" else {name: spelling})
    return None


def looks_like_list(text: str) -> bool:
    """Whether at least half of what its first lines hold are identifiers."""
    found = list(read("\n".join(line[:_LONGEST] for line in text.split("\n")[:50])))
    return bool(found) and sum(not item.error for item in found) * 2 >= len(found)


def write(records: Iterable[Record]) -> str:
    """The most lasting identifier of each record, one a line; records without any are left out."""
    lines = []
    for record in records:
        named = [(name, record.get(name)) for name in ("DOI", "PMID", "PMCID", "ISBN")]
        named.append(("NCT", record.get("custom", {}).get("NCT")))
        if found := next(((name, value) for name, value in named if value), None):
            lines.append(f"{found[0]}: {found[1]}" if found[0] in {"DOI", "PMID", "ISBN"} else str(found[1]))
    return "\n".join(lines) + "\n"
