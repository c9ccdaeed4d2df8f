"""Nobody cites a retracted paper unknowingly (checklist item C23; ICMJE Recommendations, III.A: retractions)."""

from collections.abc import Iterator

from articles.quality.findings import Finding, blocker, warning
from articles.quality.inspection import Inspection


def check(inspection: Inspection) -> Iterator[Finding]:
    for place, citation in enumerate(inspection.content.works, start=1):
        fact = inspection.house.sources.get(citation.key)
        if fact is None:
            continue
        where = (f"source {citation.number or place}",)
        known = f"The source {citation.key!r}: {fact.words}."
        if citation.despite:
            yield warning("source retracted", where, f"{known} Cited all the same: {citation.despite}")
        elif fact.needs_reason:
            yield blocker(
                "source retracted",
                where,
                f"{known} Take it out with what rests on it, cite its new version, or say in the row of the source why "
                "it is cited all the same.",
            )
        elif fact.is_doubted:
            yield warning("source in doubt", where, f"{known} Read the notice, and look at what rests on it.")
        else:
            yield warning("source has a notice", where, f"{known} Read the notice.")
