"""One mail a day for who chose it: what happened since the last one, and what waits for that person."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.choices import UNASKED_KINDS, LetterKind, LetterState
from articles.domain.mail.wording import address, day
from articles.models import Draft, Letter, ReviewAssignment, ReviewRound
from people.models import MailChoice, User
from people.roles import Role, roles_of

FROM = time(7)
"""From when on, in the time zone of the site."""
LISTED = 20
"""Rows of each kind. The desk shows all."""
NOTHING = "Nothing waited."


@dataclass(frozen=True)
class Waiting:
    """One line of a digest."""

    sentence: str
    url: str


def note_daily(*, now: datetime) -> int:
    """Write the letter of the day for everybody who wants one and has none yet; give how many will go out.

    Who has nothing to be told gets a row that says so, and is asked again tomorrow. Safe on several machines: the day
    is the cause of the letter. A digest that could not be sent gives way to the one of today.
    """
    local = timezone.localtime(now)
    if local.time() < FROM:
        return 0
    cause = local.date().isoformat()
    done = Letter.objects.filter(recipient=OuterRef("pk"), kind=LetterKind.DIGEST, cause=cause)
    wanting = User.objects.filter(mail=MailChoice.DAILY, is_active=True, is_staff=True).exclude(email="")
    return sum(_note(person, cause, now=now) for person in wanting.filter(~Exists(done)).order_by("pk"))


def _note(person: User, cause: str, *, now: datetime) -> bool:
    is_empty = not waiting_for(person, today=timezone.localdate(now)) and not news(person.pk)
    letter = Letter(recipient=person, kind=LetterKind.DIGEST, cause=cause, made_at=now, next_try_at=now)
    if is_empty:
        letter.state, letter.settled_at, letter.problem = LetterState.DROPPED, now, NOTHING
    try:
        with transaction.atomic():
            letter.save()
            earlier = Letter.objects.waiting().filter(recipient=person, kind=LetterKind.DIGEST).exclude(pk=letter.pk)
            earlier.update(state=LetterState.DROPPED, settled_at=now)
    except IntegrityError:
        return False
    return not is_empty


def news(person: int) -> list[Letter]:
    """What the next digest of a person tells, the oldest first. One query."""
    rows = (
        Letter.objects.waiting().filter(recipient=person).exclude(kind__in=[LetterKind.DIGEST, *sorted(UNASKED_KINDS)])
    )
    return list(rows.select_related("recipient", "article__page").order_by("made_at", "pk")[: LISTED * 5])


def waiting_for(person: User, *, today: date) -> list[Waiting]:
    """What waits for a person on the desk, the most pressing first. One query for each of their roles, and one more."""
    roles, found = roles_of(person), []
    if Role.CLINICIAN in roles:
        asked = ReviewAssignment.objects.open().of_reviewer(person)
        found += [_asked(row, today) for row in asked[:LISTED]]
    if Role.WRITER in roles:
        mine = Draft.objects.sent_back().filter(contributions__user=person)
        found += [_draft(row, "Changes are asked for in") for row in mine[:LISTED]]
    if Role.PUBLISHER in roles:
        found += [_draft(row, "Signed, and not published yet:") for row in Draft.objects.signed()[:LISTED]]
        found += [_unassigned(row) for row in ReviewRound.objects.lacking_reviewers()[:LISTED]]
    return found


def _asked(row: ReviewAssignment, today: date) -> Waiting:
    revision = row.round.revision
    due = f", by {day(row.due_on.isoformat())}" if row.due_on else ""
    late = " This day has passed." if row.due_on and row.due_on < today else ""
    return Waiting(f"Your review of “{revision.title}” is asked{due}.{late}", address("editorial:review", revision.pk))


def _draft(draft: Draft, what: str) -> Waiting:
    return Waiting(f"{what} “{draft.article}”.", address("editorial:article", draft.article_id))


def _unassigned(row: ReviewRound) -> Waiting:
    article = row.revision.article
    return Waiting(f"Nobody is asked to review “{article}”.", address("editorial:reviewers", row.revision_id))
