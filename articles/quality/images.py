"""Images are known, stand where they show, and say in words what they show (WCAG 2.2, 1.1.1)."""

from collections.abc import Iterator

from articles.choices import ImageKind
from articles.quality.findings import Finding, blocker, warning
from articles.quality.inspection import Inspection
from medsite.lib.markdown.pictures import NAME_LENGTH

LONGEST_ALTERNATIVE = 250
"""Characters: it is read out in one breath, and nobody can go back in it. What is longer is for the text version."""
SAYS_MORE = frozenset({ImageKind.CHART, ImageKind.DIAGRAM})


def check(inspection: Inspection) -> Iterator[Finding]:
    yield from _not_shown(inspection)
    yield from _in_words(inspection)
    alternatives = {
        shown.digest: shown.alt for _, rendered in inspection.rendered for shown in rendered.pictures if shown.alt
    }
    used = {shown.digest for _, rendered in inspection.rendered for shown in rendered.pictures}
    for place, file in enumerate(inspection.content.files, start=1):
        name = file.digest[:NAME_LENGTH]
        if not file.alt and file.digest not in alternatives:
            yield blocker(
                "image without words",
                (f"image {place}",),
                f"The image {name} has no alternative text. Say what it shows, for readers who do not see it.",
            )
        if file.digest not in used:
            yield warning(
                "image not used",
                (f"image {place}",),
                f"The image {name} is listed and shown nowhere. Write ![](file:{name}) on a line of its own, or take "
                "it off the list.",
            )


def _in_words(inspection: Inspection) -> Iterator[Finding]:
    for place, file in enumerate(inspection.content.files, start=1):
        name = file.digest[:NAME_LENGTH]
        if file.kind in SAYS_MORE and not file.text_version:
            yield warning(
                "text version missing",
                (f"image {place}",),
                f"The {file.kind} {name} has no text version. Write what it shows, with all its numbers, as a list or "
                "a table, for readers who cannot see it.",
            )
        if len(file.alt) > LONGEST_ALTERNATIVE:
            yield warning(
                "alternative text long",
                (f"image {place}",),
                f"The alternative text of the image {name} has {len(file.alt)} characters. Say in one sentence what it "
                "shows, and move the rest to its text version.",
            )
    for item, rendered in inspection.text_versions:
        if rendered.missing or rendered.pictures or rendered.images:
            yield blocker(
                "text version holds a mark",
                (item.place,),
                "The text version of an image holds the mark of a source or of an image, which is not shown there. "
                "Cite in the sentence beside the image.",
            )


def _not_shown(inspection: Inspection) -> Iterator[Finding]:
    for item, rendered in inspection.rendered:
        for image in rendered.images:
            yield blocker(
                "image",
                (item.place,),
                f"The image {image[:120]!r} is not shown: this article has no such image. Add it with “Add an image”.",
            )
        for image in rendered.misplaced:
            yield blocker(
                "image misplaced",
                (item.place,),
                f"The image {image[:120]!r} stands within other text and is not shown. Put it on a line of its own, "
                "with empty lines around it, in the body or in an answer.",
            )
