"""Identifiers of works: one spelling, or none.

Each function takes what people paste (addresses, prefixes, trailing punctuation) and returns the bare
identifier, or an empty string when it is not one. Syntax only; nothing is looked up.
"""

import re

_DOI = re.compile(r"^10\.\d{4,9}/\S+$")
_PMID = re.compile(r"^[1-9]\d{0,7}$")
_PMCID = re.compile(r"^PMC[1-9]\d{0,14}(\.\d{1,3})?$")


def doi(text: str) -> str:
    """A DOI as the DOI Handbook (section 2.2) spells it, in its own case; compare in lower case."""
    text = re.sub(r"^(https?://)?(dx\.)?doi\.org/", "", text.strip(), flags=re.IGNORECASE)
    text = re.sub(r"^doi\s*:?\s*", "", text, flags=re.IGNORECASE).rstrip(".,;:")
    if text.endswith(")") and text.count("(") < text.count(")"):
        text = text[:-1]
    return text if _DOI.match(text) else ""


def pmid(text: str) -> str:
    """A PubMed identifier: one to eight digits, no leading zero."""
    text = re.sub(r"^(https?://)?pubmed\.ncbi\.nlm\.nih\.gov/|^pmid\s*:?\s*", "", text.strip(), flags=re.IGNORECASE)
    text = text.rstrip("/.")
    return text if _PMID.match(text) else ""


def pmcid(text: str) -> str:
    """A PubMed Central identifier with its letters, with a version where one is given."""
    text = re.sub(r"^(https?://)?\S*/articles/|^pmcid\s*:?\s*", "", text.strip(), flags=re.IGNORECASE).rstrip("/")
    text = text.upper()
    return text if _PMCID.match(text) else ""


def isbn(text: str) -> str:
    """An ISBN as thirteen digits, its check digit right (ISO 2108); ISBN-10 is converted."""
    digits = re.sub(r"^isbn(-1[03])?\s*:?|[\s-]", "", text.strip(), flags=re.IGNORECASE).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - place) * (10 if mark == "X" else int(mark)) for place, mark in enumerate(digits))
        if total % 11:
            return ""
        digits = "978" + digits[:9]
        return digits + str(-_weighted(digits) % 10)
    if re.fullmatch(r"97[89]\d{10}", digits) and _weighted(digits) % 10 == 0:
        return digits
    return ""


def _weighted(digits: str) -> int:
    return sum(int(mark) * (3 if place % 2 else 1) for place, mark in enumerate(digits))
