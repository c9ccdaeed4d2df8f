"""The parts that an article must have, and marks that must not survive (checklist items C27, C46, C47)."""

import re
from collections.abc import Iterator

from articles.quality.findings import Finding, blocker, warning
from articles.quality.inspection import Inspection
from medsite.lib import languages, oldmarks

PAGE_HEADINGS = frozenset(
    {"Quick summary", "Key points", "Common questions", "References", "Further reading", "In this article"}
)
"""What the page itself writes above its parts; a Spanish page in Spanish."""
# Signs that turn the direction of writing: a dose could read "50" where the source says "05".
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
OLD_MARKS = (oldmarks.bracketed, oldmarks.raised, oldmarks.named, oldmarks.spoken_of_several)
LEFTOVER = re.compile(
    r"\[(?:TODO|TBC|TK)[^\]]*\]|\bTKTK\b|\blorem ipsum\b|\(citation needed\)|\[\](?!\()", flags=re.IGNORECASE
)


def check(inspection: Inspection) -> Iterator[Finding]:
    yield from _parts(inspection)
    yield from _headings(inspection)
    yield from _marks(inspection)
    yield from _tables(inspection)


def _parts(inspection: Inspection) -> Iterator[Finding]:
    content = inspection.content
    if not content.title:
        yield blocker("title", ("article",), "The article has no title. Write one.")
    if not content.body.strip():
        yield blocker("body", ("article",), "The article has no text. Write its body.")
    if not content.lead.strip():
        yield warning("lead", ("article",), "There is no lead. Two sentences under the title help readers decide.")
    if not content.summary.strip():
        yield warning("quick summary", ("article",), "There is no quick summary. Say the answer in two sentences.")
    half = [
        f"key point {place}"
        for place, point in enumerate(content.key_points, start=1)
        if not point.label or not point.text.strip()
    ]
    if half:
        yield blocker("key point", half, "A key point needs a bold label and a sentence. Write both, or delete it.")


def _headings(inspection: Inspection) -> Iterator[Finding]:
    with languages.speaking(inspection.content.locale):
        own = {languages.said(heading) for heading in PAGE_HEADINGS}
    for item, rendered in inspection.rendered:
        if item.place == "body":
            texts = [heading.text for heading in rendered.headings if heading.level == 2]
            again = [text for place, text in enumerate(texts) if text in own or text in texts[:place]]
            if again:
                said = ", ".join(f"“{text}”" for text in dict.fromkeys(again))
                yield warning(
                    "heading twice",
                    (f"heading {text}" for text in dict.fromkeys(again)),
                    f"The page has this heading more than once: {said}. Tell them apart.",
                )
        elif rendered.headings:
            yield blocker(
                "heading in answer",
                (item.place,),
                "A heading stands inside an answer. Write it in bold, or make a section of the body.",
            )


def _marks(inspection: Inspection) -> Iterator[Finding]:
    for item, rendered in inspection.every_text:
        for mark in rendered.broken_marks:
            yield blocker(
                "link without target", (item.place,), f"{mark} names no address. Put one in, or take the mark out."
            )
        for href in rendered.refused_links:
            yield blocker(
                "link refused",
                (item.place,),
                f"The link to {href[:120]!r} is not shown. Use an address that begins with https://.",
            )
    sources = (*inspection.fields, *inspection.image_texts)
    turned = [item.place for item in sources if TURNING.search(item.source)]
    if turned or TURNING.search(inspection.content.title):
        yield blocker(
            "hidden sign",
            turned or ["title"],
            "The text holds an invisible sign that turns the direction of writing. Type the passage anew.",
        )
    for item in sources:
        old = [mark.text for read in OLD_MARKS for mark in read(item.source)]
        if old:
            said = ", ".join(f"“{mark[:60]}”" for mark in list(dict.fromkeys(old))[:5])
            yield warning(
                "old mark",
                (item.place,),
                f"This looks like a mark of a source from another list: {said}. Cite with [@key], if it is one.",
            )
        for match in LEFTOVER.finditer(item.source):
            yield blocker("leftover mark", (item.place,), f"{match[0]!r} was left in the text. Replace it.")


def _tables(inspection: Inspection) -> Iterator[Finding]:
    for item, rendered in inspection.every_text:
        for place, table in enumerate(rendered.tables, start=1):
            if not table.caption:
                yield blocker(
                    "table caption",
                    (f"{item.place}, table {place}",),
                    "This table has no caption. Write a line “Table: what it compares” right before it.",
                )
