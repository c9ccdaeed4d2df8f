"""The verbs of the question bank."""

from datetime import datetime

from django.db import transaction

from faq.models import Question, QuestionVersion
from medsite.audit import trail
from people.models import User
from people.roles import Role, has_role


class BankError(Exception):
    """An act on the question bank that its rules do not allow; the message says what to do instead."""


def current(question: Question) -> QuestionVersion | None:
    """The newest wording of a question, or None while it has none. One query."""
    return question.versions.order_by("-number").first()


def write(question: Question, *, wording: str, answer: str, by: User | None, now: datetime) -> QuestionVersion:
    """Give a question a new wording. The same wording as before adds nothing.

    ``by`` is None for commands run on the machine itself. Articles that copied an older wording keep it, and are
    told that there is a newer one. Writes one audit entry.

    Raises BankError for anybody who is no writer, and without wording or answer.
    """
    if by is not None:
        _require_writer(by)
    wording, answer = " ".join(wording.split()), answer.replace("\r\n", "\n").strip()
    if not wording or not answer:
        raise BankError("A question of the bank has a wording and an answer. Write both.")
    with transaction.atomic():
        Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        newest = current(question)
        if newest is not None and (newest.wording, newest.answer) == (wording, answer):
            return newest
        version = QuestionVersion.objects.create(
            question=question,
            number=newest.number + 1 if newest else 1,
            wording=wording,
            answer=answer,
            written_by=by,
            written_at=now,
        )
        _record(question, "bank.written", by=by, now=now, version=version.number)
    return version


def retire(question: Question, *, by: User, now: datetime) -> None:
    """Offer a question to no article any more. Articles that copied it keep it, and are told.

    Does nothing when it is retired already. Writes one audit entry. Raises BankError for anybody who is no writer.
    """
    _set_retired(question, now, "bank.retired", by=by, now=now)


def bring_back(question: Question, *, by: User, now: datetime) -> None:
    """Offer a retired question again. Does nothing when it is not retired. Raises BankError, as ``retire``."""
    _set_retired(question, None, "bank.brought_back", by=by, now=now)


def _set_retired(question: Question, at: datetime | None, act: str, *, by: User, now: datetime) -> None:
    _require_writer(by)
    with transaction.atomic():
        changed = Question.objects.filter(pk=question.pk, retired_at__isnull=at is not None).update(retired_at=at)
        if changed:
            _record(question, act, by=by, now=now)


def _record(question: Question, act: str, *, by: User | None, now: datetime, **facts: int) -> None:
    trail.record(actor=by, act=act, subject=f"bank question {question.uuid}", at=now, **facts)


def _require_writer(by: User) -> None:
    if not has_role(by, Role.WRITER):
        raise BankError("Only medical writers change the question bank.")
