"""Headings go down one step at a time, and a table says what its columns are (checklist item C47; WCAG 2.2, 1.3.1)."""

import re
from collections.abc import Iterator

from articles.content import ArticleContent
from articles.quality.findings import Finding, quoted, warning
from articles.quality.inspection import Inspection

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?=[ \t])")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
TOP, LOWEST = 2, 4
"""Levels that a body may have; the title is the first."""


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


def with_levels_in_order(content: ArticleContent) -> ArticleContent:
    """Each heading one step below the one above it at most. Headings that were of one level stay of one level."""
    lines, fence = [], ""
    above: list[tuple[int, int]] = [(TOP - 1, TOP - 1)]
    for line in content.body.split("\n"):
        if match := _FENCE.match(line):
            fence = "" if fence == match[1] else fence or match[1]
        match = None if fence else _HEADING.match(line)
        if match is None:
            lines.append(line)
            continue
        written = min(max(len(match[1]), TOP), LOWEST)
        while above[-1][0] >= written:
            above.pop()
        level = above[-1][1] + 1
        above.append((written, level))
        lines.append("#" * level + line[match.end() :] if level != written else line)
    return content.model_copy(update={"body": "\n".join(lines)})
