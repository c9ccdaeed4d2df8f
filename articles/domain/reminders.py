"""The ladder of reminders before, on and after the date of a review: who is told, once, by mail.

A row is made for each person and step, then sent; a mail server that fails costs nothing but time. One mail tells a
person of all texts that wait to be told. After a crash between sending and noting it, a mail can come twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, F, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse

from articles.domain.policy import current_policy
from articles.models import PublicationApproval, PublishedPage, ReviewReminder, RevisionContributor
from people.models import User
from people.roles import Role, members

BATCH = 200
"""Pages of a step, and mails, in one round of the clock."""
IN_ONE_MAIL = 50
LEASE = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)


def note_due(*, today: date, now: datetime) -> int:
    """Make the rows of every step that was reached; give their number. Only the newest step of a page counts.

    Told are those who worked on the live text, those who signed it, and the publishers; who has no address, or whose
    account is closed, is not. A fixed number of queries for each step that has pages. Safe on several machines.
    """
    steps = sorted(set(current_policy().reminder_days))
    made = 0
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        pages = PublishedPage.objects.filter(review_due_on__lte=today - timedelta(days=step)).order_by("pk")
        if following is not None:
            pages = pages.filter(review_due_on__gt=today - timedelta(days=following))
        told = ReviewReminder.objects.filter(article=OuterRef("article"), due_on=OuterRef("review_due_on"), days=step)
        found = list(pages.filter(~Exists(told)).select_related("publication")[:BATCH])
        if found:
            made += _make(found, step, now=now)
    return made


def _make(pages: list[PublishedPage], step: int, *, now: datetime) -> int:
    publishers = set(_with_address(members([Role.PUBLISHER]).values_list("pk", flat=True)))
    concerned: dict[int, set[int]] = defaultdict(set)
    revisions = {page.publication.revision_id: page.pk for page in pages}
    publications = {page.publication_id: page.pk for page in pages}
    for revision, user in RevisionContributor.objects.filter(revision__in=revisions).values_list("revision", "user"):
        concerned[revisions[revision]].add(user)
    signed = PublicationApproval.objects.filter(publication__in=publications)
    for publication, user in signed.values_list("publication", "decision__by"):
        concerned[publications[publication]].add(user)
    reachable = set(_with_address(user for users in concerned.values() for user in users))
    rows = [
        ReviewReminder(
            article_id=page.article_id,
            recipient_id=user,
            due_on=page.review_due_on,
            days=step,
            made_at=now,
            next_try_at=now,
        )
        for page in pages
        for user in sorted((concerned[page.pk] & reachable) | publishers)
    ]
    ReviewReminder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _with_address(users: Iterable[int]) -> Iterable[int]:
    found: Iterable[int] = (
        User.objects.filter(pk__in=set(users), is_active=True).exclude(email="").values_list("pk", flat=True)
    )
    return found


def send_due(*, today: date, now: datetime) -> tuple[int, int]:
    """Send what waits; give the numbers of mails that went out and that failed. A failure is noted and tried again."""
    waiting: dict[int, list[ReviewReminder]] = defaultdict(list)
    due = ReviewReminder.objects.due(now).select_related("recipient", "article__page").order_by("due_on", "pk")
    for row in due[: BATCH * IN_ONE_MAIL]:
        if len(waiting[row.recipient_id]) < IN_ONE_MAIL:
            waiting[row.recipient_id].append(row)
    sent = failed = 0
    for rows in list(waiting.values())[:BATCH]:
        claimed = [row for row in rows if _claim(row, now=now)]
        current = [row for row in claimed if _still_true(row)]
        keys = [row.pk for row in claimed]
        try:
            if current:
                _send(current, today=today)
                sent += 1
        except (OSError, SMTPException) as error:
            failed += 1
            pause = min(FIRST_PAUSE * 2 ** min(claimed[0].tries, 10), LONGEST_PAUSE)
            ReviewReminder.objects.filter(pk__in=keys).update(next_try_at=now + pause, problem=str(error)[:500])
        else:
            ReviewReminder.objects.filter(pk__in=keys).update(sent_at=now, problem="")
    return sent, failed


def _claim(row: ReviewReminder, *, now: datetime) -> bool:
    claimed = ReviewReminder.objects.due(now).filter(pk=row.pk, tries=row.tries)
    return claimed.update(tries=F("tries") + 1, next_try_at=now + LEASE) == 1


def _still_true(row: ReviewReminder) -> bool:
    """Not when the text was reviewed or taken down while the mail waited, or the person has left."""
    page = getattr(row.article, "page", None)
    return page is not None and page.review_due_on == row.due_on and row.recipient.is_active


def _send(rows: list[ReviewReminder], *, today: date) -> None:
    recipient = rows[0].recipient
    texts = [
        {
            "title": row.article.page.title,
            "due_on": row.due_on,
            "is_overdue": row.due_on < today,
            "url": settings.SITE_URL + reverse("editorial:article", args=[row.article_id]),
        }
        for row in rows
    ]
    overdue = sum(row.due_on < today for row in rows)
    what = f"{len(rows)} article{'' if len(rows) == 1 else 's'} to review again"
    context = {
        "name": str(recipient),
        "site_name": settings.SITE_NAME,
        "texts": texts,
        "queue": settings.SITE_URL + reverse("editorial:rereviews"),
        "policy": current_policy(),
    }
    mail = EmailMultiAlternatives(
        subject=f"{settings.SITE_NAME}: {what}{f', {overdue} overdue' if overdue else ''}",
        body=render_to_string("mail/reviews_due.txt", context),
        to=[recipient.email],
    )
    mail.attach_alternative(render_to_string("mail/reviews_due.html", context), "text/html")
    mail.send()
