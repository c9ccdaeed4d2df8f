"""The verbs of the library: adding, changing and merging records. The only writer of Reference."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from medsite.audit import trail
from people.models import User
from people.roles import Role, roles_of
from references import abbreviating, csl, matching, waiting
from references.joining import joined
from references.models import Reference
from references.retractions import checking
from references.titles import KEY_LIMIT, title_key


class CannotMerge(Exception):
    """Two records that cannot become one; the message says why and what to do."""


def put(record: Mapping[str, Any], *, key: str = "", evidence: str = "", notes: str = "") -> Reference:
    """Add a record to the library, or replace the one with its key.

    ``record`` is CSL-JSON; ``key`` defaults to its ``id``. The key of a merged record means the one it went into.

    Raises csl.InvalidRecord, whose message says what is wrong with which field.
    """
    cleaned = csl.clean(dict(record) | ({"id": key} if key else {}))
    with transaction.atomic():
        reference = Reference.objects.select_for_update(no_key=True).filter(key=cleaned["id"]).first()
        if reference is not None and reference.merged_into_id is not None:
            reference = Reference.objects.select_for_update(no_key=True).get(pk=reference.merged_into_id)
            cleaned["id"] = reference.key
        reference = reference or Reference(key=cleaned["id"])
        fill(reference, cleaned)
        if evidence:
            reference.evidence = evidence
        if notes:
            reference.notes = notes
        abbreviating.name([reference])
        checking.judge([reference])
        reference.save()
        waiting.queue([reference])
    return reference


def complete(reference: Reference, cleaned: Mapping[str, Any]) -> None:
    """Store a checked record in a row that the caller holds locked, in the caller's transaction."""
    fill(reference, cleaned)
    abbreviating.name([reference])
    checking.judge([reference])
    reference.save()


def annotate(reference: Reference, *, study_type: str, evidence: str, notes: str) -> None:
    """Set what a person says about a work, empty values too."""
    reference.study_type, reference.evidence, reference.notes = study_type, evidence, notes
    reference.save(update_fields=["study_type", "evidence", "notes"])


def fill(reference: Reference, cleaned: Mapping[str, Any]) -> None:
    """Set the record of a reference and the columns derived from it, without saving.

    Kind of evidence and kind of study stay what they are where the record names none.
    """
    custom = dict(cleaned.get("custom", {}))
    reference.evidence = custom.pop("evidence", "") or reference.evidence
    reference.study_type = custom.pop("study_type", "") or reference.study_type
    reference.key = cleaned["id"]
    reference.csl = {field: value for field, value in cleaned.items() if field != "custom"}
    if custom:
        reference.csl["custom"] = custom
    reference.title = csl.text(cleaned, "title")
    reference.title_key = title_key(reference.title)[:KEY_LIMIT]
    reference.place_key = matching.traits(cleaned).place
    reference.authors = csl.names_of(cleaned)
    reference.year = csl.year(cleaned)
    reference.journal_key = abbreviating.key_of(cleaned)
    reference.container = csl.text(cleaned, "container-title")
    reference.doi = csl.text(cleaned, "DOI").lower()
    reference.pmid = csl.text(cleaned, "PMID")
    reference.pmcid = csl.text(cleaned, "PMCID")
    reference.isbn = csl.text(cleaned, "ISBN")
    reference.issn = csl.text(cleaned, "ISSN")[:100]
    reference.nct = csl.trial_number(cleaned)
    reference.url = csl.text(cleaned, "URL")


def frozen(reference: Reference) -> dict[str, Any]:
    """The record as an article freezes it: the CSL-JSON with its key and its kind of evidence.

    A merged record keeps its key, which texts cite, and says what the record it went into says. NLM's abbreviation of
    the journal is added where the record has none and the library learned it.
    """
    whole = _current(reference)
    record: dict[str, Any] = dict(whole.csl) | {"id": reference.key}
    if whole.journal_short:
        record.setdefault("container-title-short", whole.journal_short)
    label = whole.evidence or csl.STUDY_TYPES.get(whole.study_type, "")
    custom = dict(record.pop("custom", {})) | ({"evidence": label} if label else {})
    return record | ({"custom": custom} if custom else {})


def as_record(reference: Reference) -> dict[str, Any]:
    """The record with all that the library knows of it but the notes for staff: what an export writes."""
    record: dict[str, Any] = dict(reference.csl) | {"id": reference.key}
    own = {"evidence": reference.evidence, "study_type": reference.study_type}
    custom = dict(record.pop("custom", {})) | {name: value for name, value in own.items() if value}
    return record | ({"custom": custom} if custom else {})


def merge(kept: Reference, other: Reference, *, by: User, now: datetime, reason: str = "") -> Reference:
    """Make one record of two: ``other`` keeps its row and its key, as an alias of ``kept``.

    Fields that ``kept`` lacks are taken over, and so is a graver notice; of a record that was an identifier only,
    nothing but the identifier counts. What cites the old key goes on to do so and shows the kept record.

    Raises CannotMerge where the person may not, where they are the same, or where one was merged already.
    Leaves an audit entry with both keys and the record that went.
    """
    if Role.WRITER not in roles_of(by):
        raise CannotMerge("Only a writer merges references. Ask one.")
    with transaction.atomic():
        held = Reference.objects.select_for_update(no_key=True).filter(pk__in=[kept.pk, other.pk])
        rows = {row.pk: row for row in held}
        if len(rows) != 2:
            raise CannotMerge("These are not two records. Choose two.")
        kept, other = rows[kept.pk], rows[other.pk]
        for row in (kept, other):
            if row.merged_into_id is not None:
                raise CannotMerge(f"{row.key} was merged into another record before. Look at the list again.")
        trail.record(
            actor=by,
            act="references merged",
            subject=f"reference {kept.uuid}",
            at=now,
            kept=kept.key,
            merged=other.key,
            reason=reason,
            record=as_record(other),
        )
        fill(kept, joined(as_record(kept), as_record(other), updating=False))
        kept.notes = "\n\n".join(note for note in (kept.notes, other.notes) if note)
        abbreviating.name([kept])
        Reference.objects.filter(merged_into=other).update(merged_into=kept)
        other.merged_into = kept
        other.save(update_fields=["merged_into"])
        checking.judge([kept])  # behind the merging: a notice about the other is one about this work
        kept.save()
    return kept


def _current(reference: Reference) -> Reference:
    return reference.merged_into if reference.merged_into is not None else reference
