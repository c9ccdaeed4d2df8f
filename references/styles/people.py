"""Names of people and groups: family name and initials, numerals of descent, groups set apart."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from references.styles.marks import Record, field

PARTICLES = frozenset({"da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "e", "la", "van", "von", "y"})
"""Words among given names that get no initial (Citing Medicine, chapter 2, "Given names containing particles")."""

DESCENT = {"II": "2nd", "III": "3rd", "IV": "4th", "V": "5th"}
"""NLM writes numerals of descent in Arabic (Citing Medicine, chapter 2); AMA keeps them Roman."""

_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def people(record: Record, role: str) -> list[Mapping[str, Any]]:
    """Those of a record in a role who have a name."""
    found = record.get(role)
    return [person for person in found if isinstance(person, Mapping)] if isinstance(found, list | tuple) else []


def listed(persons: Sequence[Mapping[str, Any]], *, limit: int, shown: int, arabic: bool, separator: str = ", ") -> str:
    """Names in order; more than ``limit`` become the first ``shown`` and "et al".

    A group after personal authors is set apart by a semicolon.
    """
    parts: list[str] = []
    before_group = False
    for person in persons[: shown if len(persons) > limit else limit]:
        if name := named(person, arabic=arabic):
            group = "literal" in person
            if parts:
                parts.append("; " if group and not before_group else separator)
            parts.append(name)
            before_group = group
    if len(persons) > limit:
        parts.append(f"{separator}et al")
    return "".join(parts)


def named(person: Mapping[str, Any], *, arabic: bool) -> str:
    """One name: "Gilstrap LC 3rd", "van der Berg J", or a group as it writes itself."""
    if literal := field(person, "literal"):
        return literal
    family = " ".join(
        part for part in (field(person, "dropping-particle"), field(person, "non-dropping-particle")) if part
    )
    family = f"{family} {field(person, 'family')}".strip()
    given = field(person, "given")
    if _IDEOGRAPHS.search(family):
        return family + given
    suffix = field(person, "suffix").strip(".,")
    if arabic:
        suffix = DESCENT.get(suffix, suffix)
    return " ".join(part for part in (family, _initials(given, family), suffix) if part)


def _initials(given: str, family: str) -> str:
    together = 2 if family.isupper() else 3
    found = [
        part if part.isupper() and len(part) <= together else part[0]
        for part in given.replace(".", " ").replace("-", " ").replace("‐", " ").split()
        if part not in PARTICLES
    ]
    return "".join(found).upper()
