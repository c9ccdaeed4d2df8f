"""What has to happen by itself: scheduled acts, and pages that are out of date."""

import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from articles.choices import ScheduleState
from articles.domain.drafting import preview_links
from articles.domain.errors import Refused
from articles.domain.mail import digest, sending
from articles.domain.publication import reframing, scheduling
from articles.domain.readers import daily_counts, feedback
from articles.domain.upkeep import overdue, reminders, review_queue, source_calls
from medsite.audit import checkpoints
from references import completing
from references.models import CompletionState
from references.retractions import files, reader

BATCH = 200
ASKED_AT_ONCE = 20
"""References that one round asks PubMed and others for, one in 1.5 seconds for each server."""


class Command(BaseCommand):
    help = "Do once what is due (--loop: again and again). Safe to run on any number of machines at the same time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--every", type=int, default=60, metavar="SECONDS", help="pause in a loop (default: 60)")

    def handle(self, *args: Any, loop: bool = False, every: int = 60, **options: Any) -> None:
        self.tick(timezone.now())
        while loop:
            time.sleep(max(1, every))
            try:
                close_old_connections()
                self.tick(timezone.now())
            except DatabaseError as error:
                self.stderr.write(f"The database did not answer: {error}. The clock goes on.")

    def tick(self, now: datetime) -> None:
        """One round, at one moment."""
        tried = scheduling.run_due(now=now)
        failed = [schedule for schedule in tried if schedule.state == ScheduleState.FAILED]
        for schedule in failed:
            self.stderr.write(f"{schedule.article}: {schedule} failed. {schedule.problem}")
        framed = 0
        for key in list(reframing.stale_pages(now=now))[:BATCH]:
            try:
                reframing.rebuild([key], now=now)
                framed += 1
            except Refused as error:
                self.stderr.write(f"Page {key} is withheld. {error}")
        self._check_retractions(now)
        self._send_checkpoint(now)
        self.stdout.write(f"{len(tried)} scheduled act(s) tried, {len(failed)} failed; {framed} page(s) framed afresh.")
        self.reviews(now)
        self.mails(now)
        preview_links.forget_ended(now=now)
        feedback.forget(now=now)
        daily_counts.collect(now=now)
        self._complete_references()

    def _check_retractions(self, now: datetime) -> None:
        if not settings.RETRACTIONS_FILE:
            return
        try:
            check = files.check_if_newer(Path(settings.RETRACTIONS_FILE), now=now)
        except (OSError, reader.UnreadableList) as error:
            self.stderr.write(f"The list of retractions {settings.RETRACTIONS_FILE} could not be read: {error}")
            return
        if check is not None:
            known = len(check.matches)
            self.stdout.write(f"Retractions: {check.rows:,} notices read; {known:,} reference(s) have one.")

    def _complete_references(self) -> None:
        """The very last: it waits for other people's servers."""
        if not settings.REFERENCE_LOOKUP_CONTACT:
            return
        asker = completing.polite_asker()
        rows = list(completing.complete_due(asker=asker, limit=ASKED_AT_ONCE, now=timezone.now))
        if rows:
            done = sum(row.state == CompletionState.COMPLETED for row in rows)
            self.stdout.write(f"References: {len(rows)} asked for, {done} completed.")
        for row in rows:
            if row.state == CompletionState.WAITING:
                self.stderr.write(f"{row.reference.key}: {row.problem} It will be asked for again.")

    def _send_checkpoint(self, now: datetime) -> None:
        sent = checkpoints.deliver_daily(now=now)
        if sent is None:
            return
        if sent.problem:
            self.stderr.write(f"The checkpoint of {sent.day} did not get to {sent.target}. {sent.problem}")
        else:
            self.stdout.write(f"The checkpoint of {sent.day} went to {sent.target}.")

    def reviews(self, now: datetime) -> None:
        """Reviews that are due: withdrawals, calls, reminders. Each on its own: they can wait for a minute."""
        today = timezone.localdate(now)
        withdrawn = overdue.withdraw_due(today=today, now=now, complain=self.stderr.write)
        called = review_queue.note_lost_signers(now=now) + source_calls.note_doubted(now=now)
        reminders.note_due(today=today, now=now)
        source_calls.remind(today=today, now=now)
        if withdrawn or called:
            self.stdout.write(f"{withdrawn} overdue page(s) withdrawn, {called} review(s) called for.")

    def mails(self, now: datetime) -> None:
        """What lies in the outbox, and the mails of the day."""
        digest.note_daily(now=now)
        sent, unsent = sending.send_waiting(now=now)
        sending.forget_old(now=now)
        if sent or unsent:
            self.stdout.write(f"{sent} mail(s) sent, {unsent} to be tried again.")
