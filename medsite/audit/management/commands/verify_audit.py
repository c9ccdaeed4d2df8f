"""Prove that no audit entry was changed, removed or moved."""

import contextlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from medsite.audit import trail


class Command(BaseCommand):
    help = "Check the whole audit trail, and with --checkpoint that its end was not cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", type=Path, help="a file that audit_checkpoint wrote")

    def handle(self, *args: Any, checkpoint: Path | None = None, **options: Any) -> None:
        known = None
        if checkpoint:
            try:
                known = trail.parse_checkpoint(checkpoint.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise CommandError(f"{checkpoint}: {error}") from error
        problems = list(trail.verify(known))
        with contextlib.suppress(DatabaseError):  # a copy that is read only is verified all the same
            trail.note_verification(problems, now=timezone.now(), checkpoint=known)
        for problem in problems:
            self.stderr.write(f"Entry {problem.sequence}: {problem.message}")
        if problems:
            raise CommandError(
                f"The audit trail does not hold in {len(problems)} place(s). Keep the database as it is, and "
                "compare it with a backup from before the first entry named above."
            )
        end = trail.current_checkpoint()
        up_to = f", and goes on from the checkpoint at entry {known.sequence}" if known else ""
        self.stdout.write(f"The audit trail holds: {end.sequence} entries in order{up_to}. Last hash {end.hash}.")
