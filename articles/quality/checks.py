"""All checks of the house, in the order in which a writer sees their findings."""

from collections.abc import Callable, Iterable, Iterator

from articles.content import ArticleContent
from articles.quality import (
    attribution,
    bank,
    identity,
    images,
    links,
    mix,
    questions,
    retractions,
    sources,
    structure,
    subjects,
    whole,
)
from articles.quality.findings import Finding
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
    attribution.check,
)


def inspect(content: ArticleContent, house: House) -> tuple[Finding, ...]:
    """Run every check on a content. Blockers come first; within them the order of the checks stays."""
    return inspect_in(Inspection(content, house))


def inspect_in(inspection: Inspection) -> tuple[Finding, ...]:
    """The same for an inspection that somebody goes on using, so that nothing is rendered twice."""
    found = [finding for check in CHECKS for finding in check(inspection)]
    return tuple(sorted(found, key=lambda finding: not finding.blocks_submission))


def blockers(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.blocks_submission)
