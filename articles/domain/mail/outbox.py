"""Writing into the outbox: in the transaction of the act, one letter for each person concerned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from articles.choices import LetterKind, LetterState
from articles.domain.mail.recipients import why_not
from articles.domain.mail.sending import send_these
from articles.models import Article, Letter
from people.models import User


@dataclass(frozen=True)
class Tiding:
    """What has to be told to whom. ``cause`` names the act, so that nobody is told of it twice."""

    cause: str
    to: Collection[int]
    article: Article
    facts: Mapping[str, Any] = field(default_factory=dict)


def post(
    kind: LetterKind,
    *,
    cause: str,
    to: Collection[int],
    article: Article,
    by: User | None,
    facts: Mapping[str, Any],
    now: datetime,
) -> int:
    """Note who has to be told of an act; give the number of letters that will go out. Two queries.

    Call it in the transaction of the act: letters exist exactly when the act does. ``to`` are keys of people; who did
    the act (``by``) is not told of it. After the commit one attempt is made; whatever fails is the clock's
    (``sending.send_waiting``).
    """
    others = set(to) - {by.pk if by else 0}
    going = post_all(kind, [Tiding(cause, others, article, facts)], now=now)
    if going:
        transaction.on_commit(partial(send_these, kind, cause, now=now), robust=True)
    return going


def post_all(kind: LetterKind, tidings: Sequence[Tiding], *, now: datetime, wait: timedelta = timedelta(0)) -> int:
    """The letters of many tidings of one kind, for the clock to send; give how many will go out. Two queries.

    ``wait`` is how long they wait for more of their kind. Who cannot or will not be told gets a row that says so.
    """
    people = User.objects.in_bulk({key for tiding in tidings for key in tiding.to})
    told = [(key, tiding) for tiding in tidings for key in sorted(tiding.to) if key in people]
    letters = [_letter(people[key], kind, tiding, now, wait) for key, tiding in told]
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=500)
    return sum(letter.state == LetterState.WAITING for letter in letters)


def _letter(person: User, kind: LetterKind, tiding: Tiding, now: datetime, wait: timedelta) -> Letter:
    problem = why_not(person)
    return Letter(
        recipient=person,
        kind=kind,
        cause=tiding.cause,
        article=tiding.article,
        facts=dict(tiding.facts),
        state=LetterState.DROPPED if problem else LetterState.WAITING,
        made_at=now,
        next_try_at=now + wait,
        settled_at=now if problem else None,
        problem=problem,
    )
