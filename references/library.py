"""The verbs of the library: adding and changing records. The only writer of Reference."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from references import csl
from references.models import Reference


def put(record: Mapping[str, Any], *, key: str = "", evidence: str = "", notes: str = "") -> Reference:
    """Add a record to the library, or replace the one with its key.

    ``record`` is CSL-JSON; ``key`` defaults to its ``id``.

    Raises csl.InvalidRecord, whose message says what is wrong with which field.
    """
    cleaned = csl.clean(dict(record) | ({"id": key} if key else {}))
    evidence = evidence or cleaned.pop("custom", {}).get("evidence", "")
    with transaction.atomic():
        reference = Reference.objects.select_for_update().filter(key=cleaned["id"]).first()
        reference = reference or Reference(key=cleaned["id"])
        if evidence:
            reference.evidence = evidence
        if notes:
            reference.notes = notes
        fill(reference, cleaned)
        reference.save()
    return reference


def fill(reference: Reference, cleaned: Mapping[str, Any]) -> None:
    """Set the record of a reference and the columns derived from it, without saving."""
    reference.key = cleaned["id"]
    reference.csl = {field: value for field, value in cleaned.items() if field != "custom"}
    reference.title = csl.text(cleaned, "title")
    reference.year = csl.year(cleaned)
    reference.container = csl.text(cleaned, "container-title")
    reference.doi = csl.text(cleaned, "DOI").lower()
    reference.pmid = csl.text(cleaned, "PMID")
    reference.pmcid = csl.text(cleaned, "PMCID")
    reference.isbn = csl.text(cleaned, "ISBN")
    reference.url = csl.text(cleaned, "URL")


def frozen(reference: Reference) -> dict[str, Any]:
    """The record as an article freezes it: the CSL-JSON with its key and its kind of evidence."""
    record: dict[str, Any] = dict(reference.csl) | {"id": reference.key}
    return record | ({"custom": {"evidence": reference.evidence}} if reference.evidence else {})
