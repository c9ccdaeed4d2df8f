"""Whether what a service says of an identifier is the work that the record is of. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from references import csl, matching
from references.titles import title_key

NEAR_YEARS = 1
"""Print and electronic publication may lie in two years (ISSUE of a journal against "Epub ahead of print")."""


def differences(record: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
    """What of a record cannot be of the work that was found, in words: the title, the year, an identifier.

    Titles are held against originals too; a record of which only an identifier is known has no title to compare.
    """
    said: list[str] = []
    for name in ("DOI", "PMID", "PMCID"):
        mine, theirs = (csl.text(one, name).lower() for one in (record, found))
        if name == "PMCID":
            mine, theirs = mine.split(".")[0], theirs.split(".")[0]
        if mine and theirs and mine != theirs:
            said.append(f"the {name}")
    if record.get("status") == csl.IDENTIFIER_ONLY:
        return tuple(said)
    if not any(matching.alike(one, two) for one in _titles(record) for two in _titles(found)):
        said.insert(0, "the title")
    one, two = csl.year(record), csl.year(found)
    if one and two and abs(one - two) > NEAR_YEARS:
        said.append("the year")
    return tuple(said)


def _titles(record: Mapping[str, Any]) -> Iterable[str]:
    names = ("title", "original-title", "title-short")
    return [key for name in names if (key := title_key(csl.text(record, name).strip("[]")))]
