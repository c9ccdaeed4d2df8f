"""Headings go down one step at a time, and a table says what its columns are (checklist item C47; WCAG 2.2, 1.3.1)."""

from collections.abc import Iterator

from articles.quality.findings import Finding, quoted, warning
from articles.quality.inspection import Inspection


def check(inspection: Inspection) -> Iterator[Finding]:
    for item, rendered in inspection.rendered:
        level, skipped = 1, []
        for heading in rendered.headings if item.place == "body" else ():
            if heading.level > level + 1:
                skipped.append(heading.text)
            level = heading.level
        if skipped:
            yield warning(
                "heading order",
                (item.place,),
                f"A level is left out above {quoted(skipped)}. Begin with `##`, and go on with `###`, then `####`.",
            )
        bare = [place for place, table in enumerate(rendered.tables, start=1) if not table.has_header]
        if bare:
            yield warning(
                "table header",
                (f"{item.place}, table {place}" for place in bare),
                "The first row of a table names its columns. Without it, nobody who listens to the page knows what a "
                "number is.",
            )
