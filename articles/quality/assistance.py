"""Whether a machine helped to write is said (checklist item C51)."""

import re
from collections.abc import Iterator

from articles.quality.findings import Finding, hint
from articles.quality.inspection import Inspection

_SAID = re.compile(
    r"\b(?:artificial intelligence|language models?|AI(?:-| )?(?:assist\w*|tools?|was|generated|use)?)\b"
)


def check(inspection: Inspection) -> Iterator[Finding]:
    content = inspection.content
    if not inspection.reads_words:
        return
    texts = [content.funding_note, *(item.source for item in inspection.fields)]
    if content.body.strip() and not any(_SAID.search(text) for text in texts):
        yield hint(
            "AI use not stated",
            ("body",),
            "Nothing says whether artificial intelligence helped to write this. If it did, say how, and who checked "
            "it.",
        )
