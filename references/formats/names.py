"""Names of people as files write them → CSL names, and back."""

import re
from typing import Any

_SUFFIX = re.compile(r"^(jr|sr|[2-9](?:nd|rd|th)|ii|iii|iv)\.?$", re.IGNORECASE)
_INITIALS = re.compile(r"^[A-Z]{1,4}$")


def parse(text: str) -> dict[str, str]:
    """ "Family, Given, Jr" or "Family Given Jr" of MEDLINE's FAU; without a comma "Smith JB" or a group."""
    text = " ".join(text.split()).strip()
    if "," not in text:
        return _without_comma(text)
    parts = [part.strip() for part in text.split(",")]
    if not any(parts[1:]):
        return {"literal": parts[0]}
    if len(parts) > 3 or (len(parts) == 3 and not (_SUFFIX.match(parts[2]) or _SUFFIX.match(parts[1]))):
        return {"family": parts[0], "given": ", ".join(part for part in parts[1:] if part)}
    family, given = parts[0], parts[1]
    suffix = parts[2] if len(parts) == 3 else ""
    if suffix and _SUFFIX.match(given):
        given, suffix = suffix, given
    if not suffix and " " in given and _SUFFIX.match(given.rsplit(" ", 1)[1]):
        given, suffix = given.rsplit(" ", 1)
    return {name: value for name, value in (("family", family), ("given", given), ("suffix", suffix)) if value}


def _without_comma(text: str) -> dict[str, str]:
    words = text.split()
    suffix = ""
    if len(words) > 2 and _SUFFIX.match(words[-1]):
        suffix = words.pop()
    if 2 <= len(words) <= 5 and _INITIALS.match(words[-1]) and not text.isupper():
        person = {"family": " ".join(words[:-1]), "given": words[-1]}
        return person | ({"suffix": suffix} if suffix else {})
    if len(words) == 1 and not text.isupper():
        return {"family": text}
    return {"literal": text} if text else {}


def written(person: dict[str, Any]) -> str:
    """Family, Given, Suffix; a group ends in a comma if it would be taken for a person otherwise."""
    if literal := person.get("literal"):
        return f"{literal}," if "," not in literal and parse(literal) != {"literal": literal} else str(literal)
    family = " ".join(
        part
        for part in (person.get("dropping-particle"), person.get("non-dropping-particle"), person.get("family"))
        if part
    )
    if not person.get("given") and not person.get("suffix"):
        return family
    parts = [family, person.get("given", ""), person.get("suffix", "")]
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    return ", ".join(parts)
