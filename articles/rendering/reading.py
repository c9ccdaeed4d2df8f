"""Other ways to look at a page: without the marks of references, and in large print. Neither changes a word.

The reading version is a representation of its own and goes through the guard like all. Large print is the stored page
with one class on its root, put there when somebody asks for it, so that nothing is stored twice.
"""

import re

from articles.rendering.shapes import SignedBody

MARKS = re.compile(r'\u2060?<sup class="cite">.*?</sup>', re.DOTALL)
"""A citation group as the renderer writes it: nothing inside is a ``sup``, and what a writer typed is escaped."""
ROOT = "<html "
LARGE = '<html class="large" '


def without_marks(body: SignedBody) -> SignedBody:
    """The signed body without the marks of references, and without the lists that they lead to."""

    def bare(html: str) -> str:
        return MARKS.sub("", html)

    return body.model_copy(
        update={
            "lead": bare(body.lead),
            "summary": bare(body.summary),
            "points": tuple(point.model_copy(update={"html": bare(point.html)}) for point in body.points),
            "sections": tuple(part.model_copy(update={"html": bare(part.html)}) for part in body.sections),
            "questions": tuple(item.model_copy(update={"html": bare(item.html)}) for item in body.questions),
            "references": (),
            "further_reading": (),
        }
    )


def enlarged(document: str) -> str:
    """A page in large print: the same document, which the stylesheet shows larger."""
    if not document.count(ROOT) == 1:
        raise ValueError("The document has no root of its own, or two.")
    return document.replace(ROOT, LARGE)
