"""Scheduled acts: none is overdue without anybody trying, none keeps failing unseen."""

from datetime import datetime, timedelta

from articles.choices import ScheduleState
from articles.domain.doctor.report import Examination, Notes
from articles.models import Schedule

PATIENCE = timedelta(minutes=15)


def due(notes: Notes, now: datetime) -> None:
    rows = Schedule.objects.open().select_related("article")
    for schedule in notes.seen(rows):
        if schedule.state == ScheduleState.FAILED:
            notes.advise(
                schedule.article,
                f"{schedule} was tried and refused: {schedule.problem}",
                "Do what the message says, or cancel the schedule on the page of the article.",
            )
        elif schedule.at < now - PATIENCE:
            notes.broken(
                schedule.article,
                f"{schedule} is overdue, and nobody tried.",
                "Start the clock: docs/operations.md says how.",
            )


EXAMINATIONS = (Examination("schedules", "Was every scheduled act tried at its time?", due),)
