"""The log of publications: an entry each time readers get another text, the same on newer signatures, or none. Its one
writer.
"""

from collections.abc import Iterable
from datetime import datetime

from articles.domain.drafting.drafts import article_subject
from articles.models import Article, Decision, Publication, PublicationApproval, Revision
from medsite.audit import trail
from people.models import User


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
