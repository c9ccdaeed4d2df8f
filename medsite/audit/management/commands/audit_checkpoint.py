"""Write the end of the audit trail to a file outside the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from medsite.audit import trail


class Command(BaseCommand):
    help = "Append date, number and hash of the last audit entry to FILE ('-' prints them). Keep it elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        line = f"{timezone.now().isoformat(timespec='seconds')} {trail.current_checkpoint()}"
        if file == "-":
            self.stdout.write(line)
            return
        try:
            with Path(file).open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")
        except OSError as error:
            raise CommandError(
                f"Cannot write to {file}: {error.strerror}. Give a file in a folder that exists."
            ) from error
        self.stdout.write(f"Wrote the checkpoint to {file}. Keep a copy on another machine.")
