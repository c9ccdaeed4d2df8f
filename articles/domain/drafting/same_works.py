"""Citations of one work under two keys, because two records of the library were merged.

The keys stay as they are in texts and rows; which of them stands in the list is said in the content, where it is made
of a draft: in the form, in previews and at submission. What was signed before says nothing of it and stays as it is.
"""

from collections.abc import Mapping, Sequence

from articles.content import Citation
from references.models import Reference


def kept_key(reference: Reference) -> str:
    """The key of the record that this one stands for. Load it with ``merged_into``."""
    return reference.merged_into.key if reference.merged_into is not None else reference.key


def marked(citations: Sequence[Citation], kept: Mapping[str, str]) -> tuple[Citation, ...]:
    """The citations, those of one work marked as the same as one of them: the one of the kept record, or the first.

    ``kept`` gives the key of the kept record for the key of each record.
    """
    works: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.key and citation.reference is not None:
            own = str(citation.reference["id"])
            works.setdefault(kept.get(own, own), []).append(citation)
    same = {
        other.key: first.key
        for work, listed in works.items()
        if len({str(one.reference["id"]) for one in listed if one.reference}) > 1
        for first in [next((one for one in listed if one.reference and one.reference["id"] == work), listed[0])]
        for other in listed
        if other is not first
    }
    return tuple(
        citation.model_copy(update={"same_as": same.get(citation.key, "")})
        if citation.same_as or citation.key in same
        else citation
        for citation in citations
    )


def marked_by_library(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """The same, asking the library which records were merged. One query."""
    own = {str(citation.reference["id"]) for citation in citations if citation.reference is not None}
    return marked(citations, {row.key: kept_key(row) for row in Reference.objects.for_keys(own)})
