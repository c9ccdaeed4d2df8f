"""Signed texts: every byte is what its digest says, every publication is of an approved text, by the right people."""

import gzip
import hashlib
import zlib
from datetime import datetime

from articles.choices import TAKEN_DOWN, DraftState, Verdict
from articles.content import ArticleContent
from articles.domain.doctor.report import Examination, Notes
from articles.domain.errors import Tampered
from articles.domain.reviewing import safety
from articles.domain.reviewing.approvals import require_untouched
from articles.models import Decision, Draft, Publication, Rendering, Revision
from articles.rendering.shapes import SignedBody

COMPARE = (
    "Do not sign or publish it. Compare the row with a backup; if it is live, stop the article until a clinician has "
    "looked."
)


def revisions(notes: Notes, now: datetime) -> None:
    for revision in notes.seen(Revision.objects.select_related("article").iterator(chunk_size=50)):
        try:
            require_untouched(revision)
            ArticleContent.from_json(revision.content_json)
            SignedBody.model_validate_json(revision.body_html)
        except Tampered as error:
            notes.broken(revision, str(error), COMPARE)
        except ValueError as error:
            notes.broken(revision, f"The stored text cannot be read: {error}", COMPARE)


def safety_records(notes: Notes, now: datetime) -> None:
    """Compare again what was compared when a revision was sent; the older text is of the same article."""
    rows = Revision.objects.order_by("article", "number")
    older: dict[str, ArticleContent] = {}
    article = None
    for revision in notes.seen(rows.iterator(chunk_size=50)):
        if revision.article_id != article:
            article, older = revision.article_id, {}
        try:
            content = ArticleContent.from_json(revision.content_json)
            if revision.safety and not _is_right(safety.record_of(revision), older, content):
                notes.broken(revision, "Its record of safety changes is not what a comparison finds.", COMPARE)
        except (ValueError, KeyError, TypeError):
            notes.broken(revision, "Its text or its record of safety changes cannot be read.", COMPARE)
        else:
            older[revision.content_digest] = content


def _is_right(record: safety.SafetyRecord, older: dict[str, ArticleContent], content: ArticleContent) -> bool:
    old = older.get(record.against)
    return bool(record.against) == (old is not None) and safety.is_right(record, old=old, new=content)


def decisions(notes: Notes, now: datetime) -> None:
    rows = Decision.objects.select_related("revision").defer("revision__content_json", "revision__body_html")
    for decision in notes.seen(rows.iterator(chunk_size=200)):
        revision = decision.revision
        if (decision.content_digest, decision.html_digest) != (revision.content_digest, revision.html_digest):
            notes.broken(f"{revision}: {decision}", "It is of other digests than its revision.", COMPARE)
    for decision in Decision.objects.of_contributors().select_related("revision"):
        notes.broken(
            f"{decision.revision}: {decision}",
            "The signer worked on this text.",
            "Have another clinician review it, and publish that.",
        )


def publications(notes: Notes, now: datetime) -> None:
    rows = Publication.objects.select_related("article", "revision").prefetch_related("approvals__decision")
    deferred = rows.defer("revision__content_json", "revision__body_html")
    for publication in notes.seen(deferred.iterator(chunk_size=200)):
        place = f"{publication.article}: {publication}"
        digests = (publication.content_digest, publication.html_digest)
        if digests != (publication.revision.content_digest, publication.revision.html_digest):
            notes.broken(place, "It is of other digests than its revision.", COMPARE)
        if publication.kind in TAKEN_DOWN:
            continue
        decisions = [approval.decision for approval in publication.approvals.all()]
        if not decisions:
            notes.broken(place, "No decision is noted that it rests on.", COMPARE)
        for decision in decisions:
            if decision.verdict != Verdict.APPROVE or (decision.content_digest, decision.html_digest) != digests:
                notes.broken(place, f"It rests on “{decision}”, which does not approve this text.", COMPARE)


def renderings(notes: Notes, now: datetime) -> None:
    for rendering in notes.seen(Rendering.objects.select_related("publication").iterator(chunk_size=50)):
        try:
            document = gzip.decompress(bytes(rendering.document))
        except (OSError, EOFError, zlib.error):
            document = b""
        if hashlib.sha256(document).hexdigest() != rendering.sha256:
            notes.broken(
                rendering,
                "The stored document is not the one that its digest names: what was served then cannot be proven.",
                "Restore this row from a backup.",
            )


def locked_drafts(notes: Notes, now: datetime) -> None:
    rows = Draft.objects.open().filter(state__in=[DraftState.IN_REVIEW, DraftState.APPROVED])
    rows = rows.select_related("article", "revision").defer("revision__content_json", "revision__body_html")
    for draft in notes.seen(rows.iterator(chunk_size=200)):
        if draft.revision is None or draft.submitted_digest != draft.revision.content_digest:
            notes.broken(
                draft.article,
                "Its draft is locked for a text that is not the one with the reviewers.",
                "A writer or publisher opens the draft again and sends it to review once more.",
            )


EXAMINATIONS = (
    Examination("signed texts", "Is every signed text what its digests say?", revisions),
    Examination("safety changes", "Does comparing again find the recorded safety changes?", safety_records),
    Examination("decisions", "Is every decision of its own revision, and by nobody who worked on it?", decisions),
    Examination("publications", "Does every publication rest on approvals of that very text?", publications),
    Examination("renderings", "Can be shown, byte for byte, what was served?", renderings),
    Examination("locked drafts", "Is every locked draft the text that the reviewers have?", locked_drafts),
)
