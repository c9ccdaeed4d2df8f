"""The verbs of the question bank."""

from datetime import datetime

from django.db import transaction

from faq.models import Question, QuestionVersion
from people.models import User


def current(question: Question) -> QuestionVersion | None:
    """The newest wording of a question, or None while it has none. One query."""
    return question.versions.order_by("-number").first()


def write(question: Question, *, wording: str, answer: str, by: User | None, now: datetime) -> QuestionVersion:
    """Give a question a new wording. The same wording as before adds nothing."""
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=question.pk)
        newest = current(question)
        if newest is not None and (newest.wording, newest.answer) == (wording, answer):
            return newest
        return QuestionVersion.objects.create(
            question=question,
            number=newest.number + 1 if newest else 1,
            wording=wording,
            answer=answer,
            written_by=by,
            written_at=now,
        )
