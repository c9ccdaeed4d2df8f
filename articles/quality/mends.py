"""Mends that can be meant in one way only: what of a text they change, and when they are offered.

A mend is a function from content to content that stands beside its rule. It is offered when it does away with every
finding of the rule, and leaves every digit, citation and quotation as it is. ``domain.drafting.mending`` applies it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from articles.content import ArticleContent
from articles.quality import outline, person_first, spacing
from articles.quality.findings import Finding
from articles.quality.inspection import House, Inspection


@dataclass(frozen=True)
class Mend:
    """``label`` is what the button says; ``check`` is the check that finds the rule."""

    label: str
    change: Callable[[ArticleContent], ArticleContent]
    check: Callable[[Inspection], Iterator[Finding]]


MENDS: Mapping[str, Mend] = {
    "spaces": Mend("Take the spaces out", spacing.without_spaces, spacing.check),
    "doubled sign": Mend("Write each sign once", spacing.without_doubled_signs, spacing.check),
    "unit without space": Mend("Put the spaces in", spacing.with_spaced_units, spacing.check),
    "heading order": Mend("Put the levels in order", outline.with_levels_in_order, outline.check),
    "word that may hurt": Mend("Take the better words", person_first.with_better_words, person_first.check),
}


def offered(findings: Iterable[Finding], content: ArticleContent, house: House) -> dict[str, str]:
    """The rules among the findings that one press mends, with what the button says."""
    rules = {finding.rule for finding in findings if finding.waiver is None}
    return {rule: mend.label for rule, mend in MENDS.items() if rule in rules and mended(content, rule, house)}


def mended(content: ArticleContent, rule: str, house: House) -> ArticleContent | None:
    """The content without the findings of a rule; None where that is not for a program to do."""
    mend = MENDS[rule]
    better = mend.change(content)
    if better == content or digits(better) != digits(content):
        return None
    left = mend.check(Inspection(better, house))
    return None if any(finding.rule == rule for finding in left) else better


def digits(content: ArticleContent) -> str:
    """Every digit of a content in its order."""
    return "".join(sign for sign in content.to_json() if sign.isdigit())
