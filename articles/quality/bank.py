"""Questions copied from the bank: is there a newer wording? A copy is changed by its writer only."""

from collections.abc import Iterator

from articles.quality.findings import Finding, warning
from articles.quality.inspection import Inspection


def check(inspection: Inspection) -> Iterator[Finding]:
    facts = {fact.question: fact for fact in inspection.house.bank}
    copied = [
        (f"question {place}", item.bank.version, facts[item.bank.question])
        for place, item in enumerate(inspection.content.questions, start=1)
        if item.bank is not None and item.bank.question in facts
    ]
    if newer := [place for place, version, fact in copied if fact.newest > version and not fact.is_retired]:
        yield warning(
            "newer wording in the bank",
            newer,
            "The question bank has a newer wording than the one copied here. Open “Question bank” on the page of the "
            "article to compare both, and take it over or keep yours.",
        )
    if retired := [place for place, _, fact in copied if fact.is_retired]:
        yield warning(
            "retired bank question",
            retired,
            "The question bank does not offer this question any more. Look whether the article should still answer it.",
        )
