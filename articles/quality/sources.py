"""Every statement can be traced to a source (checklist items C22, C24, C25, C29)."""

from collections.abc import Iterator

from articles.quality.findings import Finding, blocker, ranges, warning
from articles.quality.inspection import Inspection
from references import csl


def check(inspection: Inspection) -> Iterator[Finding]:
    yield from _missing(inspection)
    yield from _nothing_cited(inspection)
    yield from _unknown_keys(inspection)
    yield from _not_findable(inspection)
    yield from _never_cited(inspection)


def _missing(inspection: Inspection) -> Iterator[Finding]:
    without = [
        (citation.number or place, bool(citation.raw_text.strip()))
        for place, citation in enumerate(inspection.content.citations, start=1)
        if citation.reference is None
    ]
    if places := [place for place, has_text in without if not has_text]:
        which = (
            f"Source {places[0]} is missing. Paste it"
            if len(places) == 1
            else f"Sources {ranges(places)} are missing. Paste them"
        )
        yield blocker(
            "source missing", (f"source {place}" for place in places), f"{which}, or close this with a reason."
        )
    if places := [place for place, has_text in without if has_text]:
        said = (
            f"Source {places[0]} is only a text. Find its record"
            if len(places) == 1
            else f"Sources {ranges(places)} are only texts. Find their records"
        )
        yield blocker(
            "source missing",
            (f"source {place}" for place in places),
            f"{said} in the library (“Find sources”), or import what it lacks.",
        )


def _nothing_cited(inspection: Inspection) -> Iterator[Finding]:
    if not inspection.content.body.strip() or inspection.cited:
        return
    yield blocker(
        "cites nothing",
        ("article",),
        "This article makes medical statements and cites nothing. Cite at least one source with `[@key]`.",
    )


def _unknown_keys(inspection: Inspection) -> Iterator[Finding]:
    places = {key: item.place for item, rendered in inspection.rendered for key in rendered.missing}
    for key, place in places.items():
        yield blocker(
            "citation unknown",
            (place,),
            f"The text cites [@{key}], and no source of this article has that key. Add the source, or mend the key.",
        )


def _not_findable(inspection: Inspection) -> Iterator[Finding]:
    for place, citation in enumerate(inspection.content.works, start=1):
        if citation.reference is not None and not csl.is_findable(citation.reference):
            yield blocker(
                "source not findable",
                (f"source {citation.number or place}",),
                f"Nobody can find the source {citation.key!r}. Give it an identifier, an address, or title, year and "
                "where it appeared.",
            )


def _never_cited(inspection: Inspection) -> Iterator[Finding]:
    keys = [c.key for c in inspection.content.works if c.reference is not None and c.key not in inspection.cited]
    if keys:
        listed = ", ".join(keys)
        yield warning(
            "never cited",
            (f"source {key}" for key in keys),
            f"Listed, but cited nowhere: {listed}. Cite them, or they stand under “Further reading”.",
        )
