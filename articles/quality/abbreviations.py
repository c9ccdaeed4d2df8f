"""An abbreviation is explained where it first stands (checklist item C42; AMA Manual of Style, 11th edition, 13)."""

import re
from collections.abc import Iterator

from articles.quality.findings import Finding, hint, listed
from articles.quality.inspection import Inspection

_SHORT = re.compile(
    r"(?<![\w-])(?:[A-Z][A-Za-z]?[A-Z][A-Z0-9]{0,4}s?|[A-Z]{2,6}s?|[a-z][A-Z]{2,4}s?|HbA1c)(?!\w)",
)
# Units, countries, and what everybody knows better short than long; Roman numbers and blood groups.
KNOWN = frozenset(
    re.findall(
        r"\w+",
        "AIDS HIV DNA RNA MRI CT COVID BMI GP UV AI UK US USA EU UN WHO NHS FDA NIH CDC NICE OK AM PM IU ID TV PDF FAQ "
        "SMS CD DVD CO2 PhD MD BSc MSc RN MBBS AB XX XY II III IV VI VII VIII IX XI XII IIA IIB IIIA IIIB IVA IVB",
    )
)
_LONG_BEHIND = re.compile(r" \([^)]{6,}\)|\.? (?:is|are|stands?|means?|is short) (?:short )?for |, short for ")
# A warning in capitals; a gene, whose name nobody spells out.
_SHOUTED = frozenset(
    re.findall(
        r"\w+", "DO NOT NEVER ALWAYS STOP WARNING DANGER CAUTION NOTE ONLY ALL AND OR IF YOU THE MUST IS NO YES CALL"
    )
)
_CAPITALS = re.compile(r"[A-Z]{2,}(?: [A-Z]{2,}){2,}")
_GENE = re.compile(r"[^.]{0,24}\b(?:genes?|mutations?|variants?)\b")
_BRACKET = re.compile(r"(?:\(|, )(?:or |also |called )?$")
_REACH = 120


def check(inspection: Inspection) -> Iterator[Finding]:
    """Once for each abbreviation, where it first stands. Explained are "long form (LF)", "long form, or LF",
    "LF (long form)" and "LF is short for"; an explanation further down comes too late.
    """
    if not inspection.reads_words:
        return
    missing: dict[str, list[str]] = {}
    seen: set[str] = set()
    for part in inspection.parts:
        text = _CAPITALS.sub(" ", " ".join(block.plain for block in part.blocks))
        for match in _SHORT.finditer(text):
            short = match[0].removesuffix("s")
            if short not in seen:
                seen.add(short)
                is_known = short in KNOWN or short in _SHOUTED or _is_gene(short, text, match)
                if not is_known and not _is_explained(short, text, match):
                    missing.setdefault(part.place, []).append(short)
    for place, shorts in missing.items():
        yield hint(
            "abbreviation",
            (place,),
            f"Not explained where it comes first: {listed(shorts)}. Write the long form there, then the short one "
            "in brackets.",
        )


def _is_gene(short: str, text: str, match: re.Match[str]) -> bool:
    return short[-1].isdigit() and bool(_GENE.match(text[match.end() : match.end() + _REACH]))


def _is_explained(short: str, text: str, match: re.Match[str]) -> bool:
    """Looks a little way around the first use, so that no text takes long."""
    before = text[max(0, match.start() - _REACH) : match.start()]
    if _LONG_BEHIND.match(text[match.end() : match.end() + _REACH]):
        return True
    return bool(_BRACKET.search(before)) and _spells(short, before)


def _spells(short: str, before: str) -> bool:
    """The letters stand in this order in the words in front (after Schwartz and Hearst, 2003)."""
    left = before.lower()
    for letter in reversed([sign for sign in short.lower() if sign.isalpha()]):
        place = left.rfind(letter)
        if place < 0:
            return False
        left = left[:place]
    return True
