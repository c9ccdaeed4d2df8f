"""All checks of the house, in the order in which a writer sees their findings."""

from collections.abc import Callable, Iterable, Iterator

from articles.content import ArticleContent
from articles.quality import (
    abbreviations,
    absolutes,
    assistance,
    attribution,
    bank,
    claims,
    identity,
    images,
    language,
    links,
    mix,
    names,
    outline,
    person_first,
    questions,
    reading,
    required,
    retractions,
    sources,
    spacing,
    structure,
    subjects,
    translation,
    whole,
)
from articles.quality.findings import Finding, Severity
from articles.quality.inspection import House, Inspection

CHECKS: tuple[Callable[[Inspection], Iterator[Finding]], ...] = (
    structure.check,
    whole.check,
    questions.check,
    bank.check,
    sources.check,
    identity.check,
    mix.check,
    retractions.check,
    links.check,
    images.check,
    subjects.check,
    translation.check,
    attribution.check,
    language.check,
    outline.check,
    claims.check,
    absolutes.check,
    person_first.check,
    spacing.check,
    names.check,
    required.check,
    abbreviations.check,
    assistance.check,
    reading.check,
)


def inspect(content: ArticleContent, house: House) -> tuple[Finding, ...]:
    """Run every check on a content. Blockers come first, hints last; within them the order of the checks stays."""
    return inspect_in(Inspection(content, house))


def inspect_in(inspection: Inspection) -> tuple[Finding, ...]:
    """The same for an inspection that somebody goes on using, so that nothing is rendered twice."""
    found = [finding for check in CHECKS for finding in check(inspection)]
    return tuple(sorted(found, key=_rank))


def _rank(finding: Finding) -> int:
    if finding.blocks_submission:
        return 0
    return 2 if finding.severity is Severity.HINT else 1


def blockers(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.blocks_submission)
