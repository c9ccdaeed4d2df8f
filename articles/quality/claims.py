"""A medical statement has its source beside it (checklist item C29).

In a language other than English, statements with an amount are looked for, and no others.
"""

import re
from collections.abc import Iterator

from articles.quality.findings import Finding, quoted, warning
from articles.quality.inspection import Inspection, Part
from medsite.lib.prose import CITE, Block

_SPELLED = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine|ten)"
# A number with a unit, a share, or a count of people; a plain number (a list of steps, a year) is none. Numbers are
# bounded, so that no text takes long.
_AMOUNT = re.compile(
    r"\d(?:[\d.,]{0,12}\d)?\s?(?:%|per ?cent\b|percentage points?\b"
    r"|(?:mg|mcg|[µμ]g|g|kg|ml|mL|l|L|IU|mmol|mmHg|mm Hg|units?|drops?|tablets?|capsules?|puffs?"
    r"|(?:milli|micro|nano|kilo)?gram(?:me)?s?|millilit(?:re|er)s?)\b)"
    r"|\b\d[\d,.]{0,12}\s(?:in|of|out of)\s(?:every\s)?\d"
    rf"|\b(?i:{_SPELLED})\s+(?:in|out of)\s+(?:every\s+)?(?i:two|three|four|five|ten|twenty|hundred)\b"
    r"|\b\d[\d,.]{0,12}\s(?:million\s|thousand\s)?"
    r"(?:patients|people|participants|women|men|children|adults|trials|studies)\b"
    rf"|\b(?:\d[\d,.]{{0,12}}|(?i:{_SPELLED}))\stimes\s(?:higher|lower|greater|more|less|as)\b"
    rf"|\b(?i:{_SPELLED})\s(?:%|per ?cent\b)",
)
_GROUP = r"(?:patients|people|adults|children|women|men|those|cases|users)"
_EFFECT = re.compile(
    r"\b(?:(?:reduc|increas|decreas|enhanc|rais|caus|improv|reliev|damag)(?:e|es|ed|ing)"
    r"|(?:prevent|inhibit|trigger|worsen|block|boost)(?:s|ed)?|(?:halv|doubl|tripl)(?:es|ed)|kill(?:s|ed)"
    r"|lower(?:s|ed)|exacerbates?|cures?|protects?|(?:leads?|leading) to|results? in|linked (?:to|with)"
    r"|associated with|cuts? (?:the|your) (?:risk|chance|number)"
    r"|(?:higher|lower|greater) (?:risk of|potential for)|(?:works?|effective) (?:for|in|against)"
    r"|side[- ]effects? of"
    r"|(?:better|worse|safer|riskier|more effective|less effective) than|works? as well as|proven|no better than"
    r"|(?:common|serious|usual) side[- ]effects are|side[- ]effects? include"
    r"|(?:is|are|was|were) (?:un)?safe (?:in|for|during|with|to)"
    r"|(?<!you )(?:can|may|might|could) (?:help|stop|ease|slow|treat|cure|kill|harm|shorten)"
    r" (?!you\b|your\b|decide|with\b|by\b|in\b|to\b)\w+"
    r"|(?:half|most|many|two[- ]thirds|three[- ]quarters|a (?:third|quarter|half)|the majority)"
    rf" (?:of )?(?:all )?{_GROUP}"
    r"|approved (?:by|for|in)|half-life)\b",
    re.IGNORECASE,
)
# How long something lasts or takes, in a sentence that says so.
_LASTS = re.compile(
    r"\b(?:lasts?|lasted|takes?|wears? off|peaks?|begins?|starts?|recovers?|improves?|heals?|works?|goes|go)\b"
    r"[^.;:?!]{0,40}\b(?:\d{1,4}|one|two|three|four|five|six|eight|ten|twelve|a few|several)"
    r"(?:\s?(?:to|or|and|-|–)\s?\w{1,8})?\s(?:minutes?|hours?|days?|weeks?|months?|years?)\b(?!\sa\s(?:day|week))",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"\b(?:stud(?:y|ies)|research(?:ers)?|trials?|evidence|experts|scientists|reviews?|meta-analys[ie]s)\s+"
    r"(?:has |have |had )?(?:also |often |clearly )?"
    r"(?:show|suggest|indicat|find|found|demonstrat|prov|report|confirm)\w*"
    r"|\baccording to (?:research|studies|experts|science)\b"
    r"|\bevidence (?:that|for|of)\b|\b(?:experts|scientists|researchers|doctors) (?:believe|think|agree|say)\b"
    r"|\bit (?:is|has been) (?:well )?(?:known|shown|proven) that\b",
    re.IGNORECASE,
)
CLAIM = re.compile(f"{_AMOUNT.pattern}|(?i:{_EFFECT.pattern})|(?i:{_LASTS.pattern})|(?i:{_AUTHORITY.pattern})")


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
