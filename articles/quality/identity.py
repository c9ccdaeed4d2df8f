"""Each source is one known work, the one that the writer meant (checklist items C22, C23)."""

from collections.abc import Callable, Iterator
from typing import Any

from articles.content import Citation
from articles.quality.findings import Finding, blocker, warning
from articles.quality.inspection import Inspection, OtherWork
from medsite.lib import identifiers
from references import csl, resemblance

_RULES: dict[str, Callable[[str], str]] = {
    "DOI": identifiers.doi,
    "PMID": identifiers.pmid,
    "PMCID": identifiers.pmcid,
    "ISBN": identifiers.isbn,
    "ISSN": csl.issns,
}


def check(inspection: Inspection) -> Iterator[Finding]:
    for place, citation in enumerate(inspection.content.works, start=1):
        if citation.reference is not None:
            where = f"source {citation.number or place}"
            yield from _known(citation, citation.reference, where)
            yield from _spelt_right(citation, citation.reference, where)
            yield from _meant(citation, citation.reference, where)
            yield from _registered(citation, inspection.house.other_works.get(citation.key), where)
    yield from _twice(inspection)
    yield from _without_passage(inspection)


def _known(citation: Citation, record: dict[str, Any], where: str) -> Iterator[Finding]:
    if csl.text(record, "status") == csl.IDENTIFIER_ONLY:
        yield blocker(
            "identifier only",
            (where,),
            f"Of the source {citation.key!r} nothing is known but its identifier. Complete its record in the library, "
            "then take it over.",
        )


def _spelt_right(citation: Citation, record: dict[str, Any], where: str) -> Iterator[Finding]:
    wrong = [
        f"{name} {value[:80]}" for name, rule in _RULES.items() if (value := csl.text(record, name)) and not rule(value)
    ]
    if wrong:
        yield blocker(
            "identifier invalid",
            (where,),
            f"The source {citation.key!r} has an identifier that cannot be right: {'; '.join(wrong)}. Mend its record.",
        )


def _meant(citation: Citation, record: dict[str, Any], where: str) -> Iterator[Finding]:
    """What the imported text says, against the record that was chosen for it."""
    said = resemblance.read(citation.raw_text)
    if conflicts := resemblance.conflicts(said, record):
        yield blocker(
            "another work",
            (where,),
            f"The text in the import names {', '.join(conflicts)}; the record {citation.key!r} has another one. "
            "Choose the right record, or mend the text in the import.",
        )
    elif said.is_telling and (differences := resemblance.differences(said, record)):
        yield warning(
            "perhaps another work",
            (where,),
            f"The record {citation.key!r} and the text in the import differ in {' and '.join(differences)}. Check "
            "that it is the same work.",
        )


def _registered(citation: Citation, other: OtherWork | None, where: str) -> Iterator[Finding]:
    """What a service such as PubMed says an identifier means, against the record that has it."""
    if other is None:
        return
    if other.is_certain:
        yield blocker(
            "identifier of another work",
            (where,),
            f"An identifier of the source {citation.key!r} means another work: {other.words} Mend the identifier or "
            "the record in the library.",
        )
    else:
        yield warning(
            "perhaps another work",
            (where,),
            f"The title of the source {citation.key!r} is in another language than what its identifier means: "
            f"{other.words} Check that it is the same work, and give its record the authors, or the original title.",
        )


def _twice(inspection: Inspection) -> Iterator[Finding]:
    """One work under two keys would stand in the list under two numbers."""
    keys: dict[tuple[str, str], list[str]] = {}
    for citation in inspection.content.works:
        record = citation.reference
        if record is not None:
            names = [("id", str(record["id"]))]
            names += [(name, csl.text(record, name).lower()) for name in ("PMID", "PMCID") if csl.text(record, name)]
            for name in names:
                keys.setdefault(name, []).append(citation.key)
    said: set[tuple[str, ...]] = set()
    for same in keys.values():
        together = tuple(dict.fromkeys(same))
        if len(same) > 1 and together not in said:
            said.add(together)
            yield warning(
                "source twice",
                (f"source {key}" for key in together),
                f"These keys mean the same work, which would have several numbers: {', '.join(together)}. Keep one.",
            )


def _without_passage(inspection: Inspection) -> Iterator[Finding]:
    """Where the house wants passages, or the writer began to give them, the ones that are missing."""
    cited = [c for c in inspection.content.works if c.key in inspection.cited and c.reference is not None]
    missing = [c.key for c in cited if c.passage is None]
    if missing and (inspection.house.wants_passages or len(missing) < len(cited)):
        yield warning(
            "passage missing",
            (f"source {key}" for key in missing),
            f"No passage says what these sources carry: {', '.join(missing)}. Quote it for the reviewer.",
        )
