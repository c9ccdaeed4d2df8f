"""No promise, and nothing absolute that medicine cannot hold (checklist item C36)."""

import re
from collections.abc import Iterator

from articles.quality.findings import Finding, hint, quoted, warning
from articles.quality.inspection import Inspection

# What breaks through a treatment, or between two periods, is no promise.
_BREAKS_THROUGH = (
    r"(?:\w+ )?(?:pain|seizures?|bleeding|infections?|symptoms?|ovulation|spotting|headaches?|attacks?|angina)"
)
# People are weaned off alcohol and drugs under care; a tea that "detoxes" is something else.
_NOT_IN_HOSPITAL = "".join(
    rf"(?<!{word} )" for word in ("alcohol", "opioid", "medical", "drug", "inpatient", "supervised")
)
# Hardly ever found in good health texts: of advertising, not of medicine.
_PROMISE = re.compile(
    r"\b(?:miracles?|miraculous(?:ly)?|guarantee[sd]?|cure-alls?|risk-free|instantly"
    rf"|breakthroughs?(?! {_BREAKS_THROUGH})|{_NOT_IN_HOSPITAL}detox(?!ification)\w*"
    r"|(?:completely|totally|always|perfectly|absolutely|entirely|100\s?%) (?:safe|effective|harmless)"
    r"|(?:no|without|zero|free of|free from) (?:any |known )?side[- ]effects|never fails?|works? for every(?:one|body)"
    r"|wonder[- ](?:drug|cure|pill)s?|magic bullets?|will cure"
    r"|(?:secret|magic) (?:remedy|cure|formula|treatment)"
    r"|doctors (?:don['’]t|do not) want|clinically proven|scientifically proven|permanent(?:ly)? cure[sd]?)\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"\b(?:cure[sd]?|always|never|proven|permanently|the best treatment|100\s?%)(?!\w)", re.IGNORECASE
)
_NEAR = 60
_DENIED = re.compile(
    r"\b(?:no|not|n['’]t|cannot|never|nothing|none|neither|nor|whether|if)\b[^.;:]{0,40}$|n['’]t\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
# Advice to the reader is meant as it is said: "never stop", "always ask".
_ADVICE = re.compile(
    r"^\s*(?:be|ask|tell|talk|speak|seek|call|stop|take|use|give|mix|drive|drink|share|follow|read|check|consult|keep|leave"
    r"|crush|chew|swim|inject|skip|ignore|start|change|put|double|wait|buy|try|apply|breastfeed|combine|increase)\b",
    re.IGNORECASE,
)


def check(inspection: Inspection) -> Iterator[Finding]:
    if not inspection.reads_words:
        return
    for part in inspection.parts:
        promises, absolutes = [], []
        for block in part.blocks:
            if block.is_quote:
                continue
            text = block.plain
            rest = _PROMISE.sub("", text)
            promises += [match[0] for match in _PROMISE.finditer(text) if not _is_denied(text, match)]
            absolutes += [
                match[0]
                for match in _ABSOLUTE.finditer(rest)
                if not _is_denied(rest, match) and not _is_advice(rest, match)
            ]
        if promises:
            yield warning(
                "promise",
                (part.place,),
                f"{quoted(dict.fromkeys(promises))} promises more than medicine can. Say how often, for whom, and what "
                "the source measured.",
            )
        if absolutes:
            yield hint(
                "absolute word",
                (part.place,),
                f"{quoted(dict.fromkeys(absolutes))}: does that hold without exception? If not, say how often.",
            )


def _is_denied(text: str, match: re.Match[str]) -> bool:
    return match[0].lower()[:2] not in {"no", "wi"} and bool(
        _DENIED.search(text[max(0, match.start() - _NEAR) : match.start()])
    )


def _is_advice(text: str, match: re.Match[str]) -> bool:
    return match[0].lower() == "never" and bool(_ADVICE.search(text[match.end() : match.end() + _NEAR]))
