"""Mails: none waits without anybody trying, none keeps failing unseen."""

from datetime import datetime, timedelta

from articles.domain.doctor.report import Examination, Notes
from articles.models import Letter

PATIENCE = timedelta(minutes=15)
NAMED = 20


def outbox(notes: Notes, now: datetime) -> None:
    waiting = Letter.objects.waiting()
    notes.looked_at = waiting.count()
    for letter in Letter.objects.failing()[:NAMED]:
        notes.advise(
            letter,
            f"Tried {letter.tries} time(s) since {letter.made_at:%-d %B %Y}: {letter.problem}",
            "Look at EMAIL_URL and at the address in the account. It is tried again by itself.",
        )
    untried = waiting.filter(problem="", next_try_at__lt=now - PATIENCE, recipient__mail="at_once").count()
    if untried:
        notes.advise(
            "outbox",
            f"{untried} mail(s) wait, and nobody tried to send them.",
            "Start the clock: docs/operations.md says how.",
        )


EXAMINATIONS = (Examination("mails", "Did every mail go out?", outbox),)
