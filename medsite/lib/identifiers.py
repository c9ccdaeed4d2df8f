"""Identifiers of works: one spelling, or none.

Each function takes what people paste (addresses, prefixes, hyphens of a PDF, trailing punctuation) and returns the
bare identifier, or an empty string when it is not one. Syntax and check digits only; nothing is looked up.
"""

import re
from urllib.parse import unquote

DOI_LIMIT = 300
PASTE_LIMIT = 2_000

_DOI = re.compile(r"^10\.\d{4,9}/\S+$")
_DOI_IN_ADDRESS = re.compile(
    r"^(?:https?://)?(?=[^/\s]*[a-z])([^/\s:]+)/(?:\S*?[/=])??(10\.\d{4,9}(?:/|%2F)\S+)$", re.IGNORECASE
)
_DOI_PREFIX = re.compile(r"^(?:info:|urn:)?doi(?![.-]org)\s*[:/]?\s*(?=\S)", re.IGNORECASE)
_RESOLVER = re.compile(r"(?:^|[.-])doi[.-]org(?:[.-]|$)", re.IGNORECASE)
_BEHIND_A_DOI = re.compile(
    r"(?:[?#].*|[/.](?:full|abstract|abs|pdf|epdf|pdfdirect|fulltext|html|meta))$", re.IGNORECASE
)
"""What addresses of publishers have behind a DOI."""
_IN_BRACKETS = re.compile(
    r"\s*(?:\[[^\[\]]*\]|\((?:electronic|print|online|linking|hardback|paperback|e-?book|pdf)\).*)$", re.IGNORECASE
)
"""A remark of a database or publisher behind a number."""
_PMID = re.compile(r"^[1-9]\d{0,7}$")
_PMCID = re.compile(r"^PMC[1-9]\d{0,14}(\.\d{1,3})?$")
_NCT = re.compile(r"^NCT\d{8}$")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def doi(text: str) -> str:
    """A DOI as the DOI Handbook (section 2.2) spells it, in its own case; compare in lower case.

    Old DOIs of Wiley hold <, >, ; and brackets, so only trailing marks and closing marks without an opening one go.
    """
    text = re.sub(r"\s+\[doi\]$", "", _DOI_PREFIX.sub("", _pasted(text)), flags=re.IGNORECASE)
    if match := _DOI_IN_ADDRESS.match(text):
        host, text = match.groups()
        if not _RESOLVER.search(host):
            text = _BEHIND_A_DOI.sub("", _BEHIND_A_DOI.sub("", text))
            text = re.sub(r"v\d{1,3}$", "", text) if host.lower().endswith("rxiv.org") else text
        text = unquote(text) if "%" in text else text
    while text and (text[-1] in ".,;:'\"" or _closes_nothing(text)):
        text = text[:-1]
    return text if _DOI.match(text) and len(text) <= DOI_LIMIT else ""


def pmid(text: str) -> str:
    """A PubMed identifier: one to eight digits, no leading zero."""
    text = re.sub(
        r"^(?:https?://)?(?:pubmed[.-]ncbi[.-]nlm[.-]nih[.-]gov[^/\s]*/|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/)"
        r"|^(?:pmid|pubmed(?:\s+id)?)\s*:?\s*",
        "",
        _pasted(text),
        flags=re.IGNORECASE,
    )
    text = _without_query(_IN_BRACKETS.sub("", text))
    return text if _PMID.match(text) and text.isascii() else ""


def pmcid(text: str) -> str:
    """A PubMed Central identifier with its letters, with a version where one is given."""
    text = re.sub(r"^(https?://)?\S*/articles?/(?:pmc/(?=pmc))?|^pmcid\s*:?\s*", "", _pasted(text), flags=re.IGNORECASE)
    text = re.sub(r"/pdf(?:/[^/\s]*)?$", "", _without_query(text), flags=re.IGNORECASE).upper()
    return text if _PMCID.match(text) and text.isascii() else ""


def nct(text: str) -> str:
    """The number of a trial at ClinicalTrials.gov."""
    text = re.sub(
        r"^(?:https?://)?(?:[a-z]+\.)?clinicaltrials\.gov/(?:ct2/show/|study/|show/)?"
        r"|^clinicaltrials\.gov(?:\s+(?:identifier|id|number))?\s*:?\s*|^nct\s*(?:number|id)?\s*:\s*",
        "",
        _pasted(text),
        flags=re.IGNORECASE,
    )
    text = _without_query(text).upper()
    return text if _NCT.match(text) and text.isascii() else ""


def isbn(text: str) -> str:
    """An ISBN as thirteen digits, its check digit right (ISO 2108); ISBN-10 is converted."""
    bare = _IN_BRACKETS.sub("", _pasted(text))
    digits = re.sub(r"^isbn(-1[03])?\s*:?|[\s-]", "", bare, flags=re.IGNORECASE).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        total = sum((10 - place) * (10 if mark == "X" else int(mark)) for place, mark in enumerate(digits))
        if total % 11:
            return ""
        digits = "978" + digits[:9]
        return digits + str(-_weighted(digits) % 10)
    if re.fullmatch(r"97[89][0-9]{10}", digits) and _weighted(digits) % 10 == 0:
        return digits
    return ""


def issn(text: str) -> str:
    """An ISSN with its hyphen, its check digit right (ISO 3297)."""
    text = re.sub(r"^issn\s*:?\s*|\s*\((electronic|print|linking|online)\).*$", "", _pasted(text), flags=re.IGNORECASE)
    digits = text.replace("-", "").strip().upper()
    if not re.fullmatch(r"[0-9]{7}[0-9X]", digits):
        return ""
    total = sum((8 - place) * (10 if mark == "X" else int(mark)) for place, mark in enumerate(digits))
    return f"{digits[:4]}-{digits[4:]}" if total % 11 == 0 else ""


def _without_query(text: str) -> str:
    """Without what follows the path of an address, and without marks at the end."""
    return re.split(r"[?#]", text, maxsplit=1)[0].rstrip("/.,;")


def _closes_nothing(text: str) -> bool:
    """Whether the last mark closes a bracket that was never opened."""
    opening = _PAIRS.get(text[-1], "")
    return bool(opening) and text.count(opening) < text.count(text[-1])


def _pasted(text: str) -> str:
    """Without marks that nobody sees, and with plain hyphens; empty when far too long to be an identifier."""
    if len(text) > PASTE_LIMIT:
        return ""
    return text.translate(_INVISIBLE).translate(_HYPHENS).strip()


def _weighted(digits: str) -> int:
    return sum(int(mark) * (3 if place % 2 else 1) for place, mark in enumerate(digits))
