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


def several(text: str) -> list[dict[str, str]]:
    """One name, or all that stand in one field with semicolons between: "Smith, J; Jones, K"."""
    parts = [parse(part) for part in text.split(";") if part.strip()]
    return (
        parts if len(parts) > 1 and all("given" in part for part in parts) else [part] if (part := parse(text)) else []
    )


_OF_A_GROUP = re.compile(
    r"\b(?:academy|agency|association|authority|board|bureau|cent(?:er|re)|college|commission|committee|council"
    r"|departments?|division|federation|force|foundation|group|hospitals?|institutes?|ministry|national|network"
    r"|office|organi[sz]ation|program(?:me)?|service|society|staff|team|trust|union|university|press|royal|world)\b|[()&]",
    re.IGNORECASE,
)


def spoken(text: str) -> dict[str, str]:
    """ "Ronald L. Graham" → family and given name; what is no name of a person stays whole."""
    text = " ".join(text.split()).strip()
    words = text.split()
    if "," in text or len(words) < 2:
        return parse(text)
    if _OF_A_GROUP.search(text) or len(words) > 5 or any(word.isdigit() for word in words):
        return {"literal": text}
    suffix = words.pop() if len(words) > 2 and _SUFFIX.match(words[-1]) else ""
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    person = {"family": " ".join(words[start:]), "given": " ".join(words[:start])}
    return person | ({"suffix": suffix} if suffix else {})


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
