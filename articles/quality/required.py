"""What readers need to decide, by the kind of article (checklist items C33, C34, C35; DISCERN questions 8 to 14)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.choices import ArticleType
from articles.quality.findings import Finding, hint
from articles.quality.inspection import Inspection


@dataclass(frozen=True)
class Need:
    """Something that an article of some kinds says. ``signs`` are words that show that it does, in text or heading."""

    rule: str
    signs: re.Pattern[str]
    message: str
    kinds: frozenset[str]


def _signs(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


_TREATMENTS = frozenset({ArticleType.DRUG, ArticleType.COMPARISON})
_WITH_RISKS = _TREATMENTS | {ArticleType.TEST}
_MEDICAL = frozenset(ArticleType) - {ArticleType.STORY, ArticleType.OPINION} | {""}

NEEDS = (
    Need(
        "benefits missing",
        _signs(r"benefit|help(?:s|ed|ful)?\b|reliev|reduc|improv|effective|works?\b|treats?\b|used (?:for|to)|prevent"),
        "Nothing says what good it does. Add a section such as “Benefits: how well it works”.",
        _WITH_RISKS,
    ),
    Need(
        "risks missing",
        _signs(r"risk|side[- ]effect|harm|adverse|safe|danger|warning|unwanted|false (?:positive|alarm)|withdrawal"),
        "Nothing says what harm it can do. Add a section such as “Side effects and risks”.",
        _WITH_RISKS,
    ),
    Need(
        "no treatment missing",
        _signs(
            r"without (?:treatment|medicines?|drugs?|it\b|testing|the test)|untreated|if you do nothing|no treatment"
            r"|not (?:taking|treating|having|to treat|treated)|watchful|alternatives?\b|other ways"
            r"|other (?:treatments|options)|instead|placebo"
        ),
        "Nothing says what happens without it, or what else there is. Add a section such as “If you do nothing, and "
        "other ways”.",
        _WITH_RISKS | {ArticleType.CONDITION},
    ),
    Need(
        "uncertainty missing",
        _signs(
            r"uncertain|unclear|not (?:yet )?(?:known?|clear|certain|sure|enough)|unknown|no (?:good |strong )?evidence"
            r"|(?:low|very low|moderate|limited|weak|mixed|conflicting)[- ](?:certainty|quality|evidence)"
            r"|limited evidence|nobody knows|more (?:research|studies|trials)|little is known|open question"
            r"|(?:did|do|does|could) not (?:show|prove)|small (?:study|trial|studies|trials)|open-label"
            r"|cannot (?:show|prove|say)"
        ),
        "Nothing says what is not known. Add a section such as “What we do not know”.",
        _MEDICAL,
    ),
)


def check(inspection: Inspection) -> Iterator[Finding]:
    if not inspection.content.body.strip() or not inspection.reads_words:
        return
    text = "\n".join(
        [
            inspection.content.body,
            *(item.source for item in inspection.fields if item.place != "body"),
            *(item.question for item in inspection.content.questions),
        ]
    )
    for need in NEEDS:
        if inspection.content.article_type in need.kinds and not need.signs.search(text):
            yield hint(need.rule, ("body",), need.message)
