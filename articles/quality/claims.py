"""A medical statement has its source beside it (checklist item C29).

In a language other than English, statements with an amount are looked for, and no others.
"""

import re
from collections.abc import Iterator

from articles.quality.findings import Finding, quoted, warning
from articles.quality.inspection import Inspection, Part
from medsite.lib.prose import CITE, Block

# A number with a unit, a share, or a count of people; a plain number (a list of steps, a year) is none. Numbers are
# bounded, so that no text takes long.
_AMOUNT = re.compile(
    r"\d(?:[\d.,]{0,12}\d)?\s?(?:%|per ?cent\b|percentage points?\b"
    r"|(?:mg|mcg|µg|g|kg|ml|mL|l|L|IU|mmol|mmHg|mm Hg|units?)\b)"
    r"|\b\d[\d,.]{0,12}\s(?:in|of|out of)\s(?:every\s)?\d"
    r"|\b(?:one|two|three|four|five|nine)\s+(?:in|out of)\s+(?:every\s+)?(?:two|three|four|five|ten|twenty|hundred)\b"
    r"|\b\d[\d,.]{0,12}\s(?:patients|people|participants|women|men|children|adults|trials|studies)\b",
)
_EFFECT = re.compile(
    r"\b(?:(?:reduc|increas|decreas|enhanc|rais|caus|improv)(?:e|es|ed|ing)|(?:prevent|inhibit|trigger|worsen|block)(?:s|ed)?"
    r"|lower(?:s|ed)|exacerbates?|cures?|protects?|(?:leads?|leading) to|results? in|linked (?:to|with)"
    r"|associated with"
    r"|(?:higher|lower|greater) (?:risk of|potential for)|effective (?:for|in|against)|side[- ]effects? of)\b",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"\b(?:stud(?:y|ies)|research(?:ers)?|trials?|evidence|experts|scientists|reviews?|meta-analys[ie]s)\s+"
    r"(?:has |have |had )?(?:also |often |clearly )?"
    r"(?:show|suggest|indicat|find|found|demonstrat|prov|report|confirm)\w*"
    r"|\baccording to (?:research|studies|experts|science)\b"
    r"|\bit (?:is|has been) (?:well )?(?:known|shown|proven) that\b",
    re.IGNORECASE,
)
CLAIM = re.compile(f"{_AMOUNT.pattern}|(?i:{_EFFECT.pattern})|(?i:{_AUTHORITY.pattern})")


def check(inspection: Inspection) -> Iterator[Finding]:
    """Section by section: nothing cited at all, or single statements without a source."""
    claim = CLAIM if inspection.reads_words else _AMOUNT
    for part in inspection.parts:
        bare = list(_uncited(part, claim))
        if not bare:
            continue
        if part.cites or part.place.startswith(("lead", "quick summary", "key point")):
            yield warning(
                "claim uncited",
                (part.place,),
                f"Medical statements without a source beside them: {quoted(bare)}. Cite the source with `[@key]`, or "
                "take them out.",
            )
        else:
            yield warning(
                "section uncited",
                (part.place,),
                f"Medical statements, and no source at all: {quoted(bare)}. Cite the sources with `[@key]`.",
            )


def _uncited(part: Part, claim: re.Pattern[str]) -> Iterator[str]:
    """A lead may say without sources what the text below it carries, but not "studies show": which ones?"""
    if part.place == "lead":
        said = part.blocks if claim is CLAIM else ()
        yield from (block.plain for block in said if not block.cites and _AUTHORITY.search(block.text))
        return
    for block in part.blocks:
        if not block.follows:
            yield from _of_block(block, claim)


def _of_block(block: Block, claim: re.Pattern[str]) -> Iterator[str]:
    """A mark at the end of a paragraph covers its statements; what stands behind the last mark is not covered."""
    said = block.sentences
    last = max((place for place, sentence in enumerate(said) if CITE in sentence), default=-1)
    for place, sentence in enumerate(said):
        is_amount = bool(_AMOUNT.search(sentence))
        covered = CITE in sentence if is_amount else place <= last
        if not covered and claim.search(sentence) and not sentence.rstrip().endswith(("?", ":")):
            yield sentence.replace(CITE, "")
