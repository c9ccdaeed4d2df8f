"""The audit trail: its own proof, and an entry with the same digest for each act that must have one."""

import json
from datetime import datetime

from articles.choices import Verdict
from articles.domain.doctor.report import Examination, Notes
from articles.domain.drafting.drafts import article_subject
from articles.domain.reviewing.decision_record import decision_digest
from articles.models import Decision, Publication, Revision
from medsite.audit import trail
from medsite.audit.models import AuditEntry

REMEDY = (
    "Keep the database as it is. Run verify_audit with the newest checkpoint file, and compare with a backup from "
    "before that moment."
)


def chain(notes: Notes, now: datetime) -> None:
    notes.looked_at = trail.current_checkpoint().sequence
    for problem in trail.verify():
        notes.broken(f"audit entry {problem.sequence}", problem.message, REMEDY)


def publications(notes: Notes, now: datetime) -> None:
    told = _told("article.", "publication")
    for row in notes.seen(Publication.objects.select_related("article").iterator(chunk_size=500)):
        key = (f"article.{row.kind}", article_subject(row.article), row.number)
        _compare(notes, f"{row.article}: {row}", row.content_digest, told.get(key))


def submissions(notes: Notes, now: datetime) -> None:
    told = _told("draft.submitted", "revision")
    rows = Revision.objects.select_related("article").only("article", "number", "title", "content_digest")
    for row in notes.seen(rows.iterator(chunk_size=500)):
        key = ("draft.submitted", article_subject(row.article), row.number)
        _compare(notes, str(row), row.content_digest, told.get(key))


def contributors(notes: Notes, now: datetime) -> None:
    """Who worked on a text signs none of it. Older entries do not name them: then whoever sent it is asked for."""
    told: dict[tuple[str, int], tuple[list[int] | None, int | None]] = {}
    entries = AuditEntry.objects.filter(act="draft.submitted").values_list("subject", "data", "actor")
    for subject, data, actor in entries.iterator(chunk_size=2000):
        said = json.loads(data)
        if "revision" in said:
            told[subject, said["revision"]] = said.get("contributors"), actor
    rows = Revision.objects.select_related("article").prefetch_related("contributors")
    for row in notes.seen(rows.only("article", "number", "title").iterator(chunk_size=500)):
        names, sender = told.get((article_subject(row.article), row.number), (None, None))
        stored = sorted(one.user_id for one in row.contributors.all())
        if names is not None and names != stored:
            notes.broken(row, "The audit trail says that others worked on this text than are noted with it.", REMEDY)
        elif names is None and sender is not None and sender not in stored:
            notes.broken(row, "Whoever sent this text is not noted among those who worked on it.", REMEDY)


def decisions(notes: Notes, now: datetime) -> None:
    told = _told("revision.", "decision")
    for row in notes.seen(Decision.objects.select_related("revision__article").iterator(chunk_size=200)):
        act = "revision.approved" if row.verdict == Verdict.APPROVE else "revision.changes_requested"
        key = (act, article_subject(row.revision.article), row.pk)
        _compare(notes, f"{row.revision}: {row}", row.content_digest, told.get(key))


def signatures(notes: Notes, now: datetime) -> None:
    """Entries that were written before the trail bound every word of a decision name no such digest."""
    bound: dict[int, str] = {}
    entries = AuditEntry.objects.filter(act__startswith="revision.").values_list("data", flat=True)
    for data in entries.iterator(chunk_size=2000):
        said = json.loads(data)
        if "decision_digest" in said:
            bound[said["decision"]] = said["decision_digest"]
    rows = Decision.objects.select_related("revision").defer("revision__content_json", "revision__body_html")
    for row in notes.seen(rows.iterator(chunk_size=200)):
        if row.pk in bound and bound[row.pk] != decision_digest(row):
            notes.broken(
                f"{row.revision}: {row}",
                "It was changed after it was signed: name, registration, words or time.",
                REMEDY,
            )


def _told(acts: str, name: str) -> dict[tuple[str, str, int], str]:
    """What the trail says of these acts: (act, subject, number) and the digest of the content."""
    found: dict[tuple[str, str, int], str] = {}
    entries = AuditEntry.objects.filter(act__startswith=acts).values_list("act", "subject", "data")
    for act, subject, data in entries.iterator(chunk_size=2000):
        said = json.loads(data)
        if name in said:
            found[act, subject, said[name]] = said.get("content_digest", "")
    return found


def _compare(notes: Notes, place: str, digest: str, told: str | None) -> None:
    if told is None:
        notes.broken(place, "The audit trail has no entry for it.", REMEDY)
    elif told != digest:
        notes.broken(place, "The audit trail names another text than this row.", REMEDY)


EXAMINATIONS = (
    Examination("audit chain", "Is every audit entry as it was written, and none missing?", chain),
    Examination("audited publications", "Does the trail tell of every publication and withdrawal?", publications),
    Examination("audited submissions", "Does the trail tell of every text that was sent to review?", submissions),
    Examination("audited contributors", "Does the trail name those who worked on each text?", contributors),
    Examination("audited decisions", "Does the trail tell of every decision?", decisions),
    Examination("audited signatures", "Is every decision in the words and names that were signed?", signatures),
)
