"""Nothing of the text is lost on the way to the page. A dose that vanishes is a danger, not a blemish."""

from collections.abc import Iterator

from articles.quality.findings import Finding, blocker
from articles.quality.inspection import Inspection
from medsite.lib import markdown


def check(inspection: Inspection) -> Iterator[Finding]:
    for item, rendered in inspection.every_text:
        if lost := markdown.eaten(item.source, rendered):
            shown = ", ".join(repr(fragment[:60]) for fragment in lost[:5])
            yield blocker(
                "text lost",
                (item.place,),
                f"These words would not be visible to readers: {shown}. Write them without Markdown signs around them.",
            )
    for place, reason in inspection.too_complex.items():
        yield blocker("too complex", (place,), reason)
