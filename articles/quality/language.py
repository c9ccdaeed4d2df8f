"""Checks that know words know English ones. A text in another language is told so, once, and not judged by them.

What asks for no words (sources, identifiers, numbers without a source, names of subjects, structure, people, money)
is asked of every text.
"""

from collections.abc import Iterator

from articles.quality.findings import Finding, warning
from articles.quality.inspection import Inspection


def check(inspection: Inspection) -> Iterator[Finding]:
    if not inspection.reads_words:
        yield warning(
            "language not read",
            ("article",),
            "The word checks know English only: read this text with extra care. Promises, words that may hurt, claims "
            "in words, abbreviations, what readers need to decide and how hard it is to read were not looked at.",
        )
