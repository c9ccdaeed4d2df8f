"""The log of publications: an entry each time readers get another text, the same on newer signatures, or none.

What it says, and its one writer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from articles.choices import NO_NEW_TEXT, TAKEN_DOWN
from articles.domain.drafting.drafts import article_subject
from articles.models import Article, Decision, Publication, PublicationApproval, Revision
from medsite.audit import trail
from people.models import User


@dataclass(frozen=True)
class Issue:
    """One publication, stored or about to be: what the page says of it, and the key of the revision it rests on."""

    number: int
    kind: str
    at: datetime
    note: str
    decisions: tuple[Decision, ...]
    content_digest: str
    revision: int | None = None


def stored_issues(article: Article) -> list[Issue]:
    """The publications of an article with the decisions they rest on, oldest first. Two queries."""
    approvals = PublicationApproval.objects.select_related("decision").order_by("decision")
    rows = article.publications.order_by("number").prefetch_related(Prefetch("approvals", approvals))
    return [
        Issue(
            number=row.number,
            kind=row.kind,
            at=row.at,
            note=row.note,
            decisions=tuple(approval.decision for approval in row.approvals.all()),
            content_digest=row.content_digest,
            revision=row.revision_id,
        )
        for row in rows
    ]


def last_text(issues: Sequence[Issue]) -> Issue | None:
    """The publication whose text readers have, or had last."""
    return next((issue for issue in reversed(issues) if issue.kind not in TAKEN_DOWN), None)


def with_new_text(issues: Sequence[Issue]) -> list[Issue]:
    """The publications that put another text before readers than they had."""
    return [issue for issue in issues if issue.kind not in NO_NEW_TEXT]


def last_publication(article: Article) -> Publication | None:
    return article.publications.select_related("revision").order_by("-number").first()


def live_publication(article: Article) -> Publication | None:
    """The publication that readers get now, or None."""
    last = last_publication(article)
    return last if last is not None and last.kind not in TAKEN_DOWN else None


def add(
    article: Article,
    text: Revision | Publication,
    *,
    number: int,
    kind: str,
    note: str,
    by: User,
    now: datetime,
    decisions: Iterable[Decision] = (),
) -> Publication:
    """Write an entry and the ``decisions`` that it rests on.

    ``text`` names the text: the revision that readers get from now on, or the entry before, whose text is taken from
    them. The caller holds the article locked, and writes the audit entry with ``audit``. The database refuses an entry
    that puts a text before readers without a standing approval of it.
    """
    publication = Publication.objects.create(
        article=article,
        number=number,
        kind=kind,
        revision=text if isinstance(text, Revision) else text.revision,
        content_digest=text.content_digest,
        html_digest=text.html_digest,
        note=note,
        by=by,
        at=now,
    )
    PublicationApproval.objects.bulk_create(
        PublicationApproval(publication=publication, decision=decision) for decision in decisions
    )
    return publication


def audit(publication: Publication, article: Article, *, actor: User | None, now: datetime, **more: str) -> None:
    """Leave the audit entry of a publication. ``actor`` is None where nobody decided it; ``more`` stands beside it.

    Call it late in the transaction: whoever writes to the trail after this one waits until it ends.
    """
    trail.record(
        actor=actor,
        act=f"article.{publication.kind}",
        subject=article_subject(article),
        at=now,
        publication=publication.number,
        revision=publication.revision.number,
        content_digest=publication.content_digest,
        html_digest=publication.html_digest,
        note=publication.note,
        **more,
    )
