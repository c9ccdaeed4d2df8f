"""A drug is introduced by its generic name, which means the same everywhere (checklist item C44)."""

import re
from collections.abc import Iterable, Iterator

from articles.quality.findings import Finding, warning
from articles.quality.inspection import Inspection


def check(inspection: Inspection) -> Iterator[Finding]:
    """Both names count where they first stand; a generic name right behind, as in "Klonopin (clonazepam)", is late."""
    whole = "\n".join(block.plain for part in inspection.parts for block in part.blocks)
    texts = [("title", inspection.content.title)]
    texts += [(part.place, block.plain) for part in inspection.parts for block in part.blocks]
    lower = f"{inspection.content.title}\n{whole}".casefold()
    for subject in inspection.house.subjects:
        used = [name for name in subject.brands if name.casefold() in lower]
        if not used or not subject.generic:
            continue
        brand, generic = _first(texts, used), _first(texts, subject.generic)
        if brand is not None and (generic is None or brand < generic):
            where, word = texts[brand[0]][0], brand[2]
            yield warning(
                "brand before generic",
                (where,),
                f"“{word}” stands before the generic name. Write “{subject.generic[0]} ({word})” where it comes first.",
            )


def _first(texts: list[tuple[str, str]], names: Iterable[str]) -> tuple[int, int, str] | None:
    """Number of the text, place in it, and the name as it is spelt there."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    for number, (_, text) in enumerate(texts):
        if match := pattern.search(text):
            return number, match.start(), match[0]
    return None
