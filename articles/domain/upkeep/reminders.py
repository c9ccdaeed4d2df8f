"""The ladder of reminders before, on and after the date of a review: who is told of which step, once."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from articles.choices import LetterKind
from articles.domain.governance.policy import current_policy
from articles.domain.mail.outbox import Tiding, post_all
from articles.models import PublicationApproval, PublishedPage, ReviewReminder, RevisionContributor
from people.roles import Role, members

BATCH = 200
"""Pages of a step in one round of the clock."""


def note_due(*, today: date, now: datetime) -> int:
    """Put what every step that was reached has to tell into the outbox; give the number of letters that will go out.

    Only the newest step of a page counts, and each is noted once, also where nobody can be told. Told are those who
    worked on the live text, those who signed it, and the publishers. A fixed number of queries for each step that has
    pages. Safe on several machines: page, date, step and person name a letter.
    """
    steps = sorted(set(current_policy().reminder_days))
    made = 0
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        pages = PublishedPage.objects.filter(review_due_on__lte=today - timedelta(days=step)).order_by("pk")
        if following is not None:
            pages = pages.filter(review_due_on__gt=today - timedelta(days=following))
        told = ReviewReminder.objects.filter(article=OuterRef("article"), due_on=OuterRef("review_due_on"), days=step)
        found = list(pages.filter(~Exists(told)).select_related("publication", "article")[:BATCH])
        if found:
            made += _note(found, step, now=now)
    return made


def _note(pages: list[PublishedPage], step: int, *, now: datetime) -> int:
    publishers = set(members([Role.PUBLISHER]).values_list("pk", flat=True))
    concerned: dict[int, set[int]] = defaultdict(set)
    revisions = {page.publication.revision_id: page.pk for page in pages}
    publications = {page.publication_id: page.pk for page in pages}
    for revision, user in RevisionContributor.objects.filter(revision__in=revisions).values_list("revision", "user"):
        concerned[revisions[revision]].add(user)
    signed = PublicationApproval.objects.filter(publication__in=publications)
    for publication, user in signed.values_list("publication", "decision__by"):
        concerned[publications[publication]].add(user)
    tidings = [
        Tiding(
            cause=f"review-due:{page.article_id}:{page.review_due_on.isoformat()}:{step}",
            to=concerned[page.pk] | publishers,
            article=page.article,
            facts={"due_on": page.review_due_on.isoformat(), "title": page.title},
        )
        for page in pages
    ]
    steps = [
        ReviewReminder(article_id=page.article_id, due_on=page.review_due_on, days=step, made_at=now) for page in pages
    ]
    with transaction.atomic():
        made = post_all(LetterKind.REVIEW_DUE, tidings, now=now)
        ReviewReminder.objects.bulk_create(steps, ignore_conflicts=True)
    return made
