"""Take references in from files of PubMed, Zotero, EndNote and others."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.models import User
from references import formats, importing
from references.formats import Reading, UnreadableFile
from references.formats.decoding import BYTE_LIMIT
from references.importing import CannotImport, Outcome, Status


class Command(BaseCommand):
    help = (
        "Import references from files ('-' reads standard input): RIS, BibTeX, NBIB, PubMed XML, EndNote XML, "
        "CSL-JSON, or a list of DOIs, PMIDs and the like. Every record is accounted for: new, duplicate, "
        "possible, invalid."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--format", choices=[*formats.FORMATS, *formats.ALIASES], help="default: told from what the file holds"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")
        parser.add_argument("--report", choices=("text", "json"), default="text", help="how to print the report")
        parser.add_argument("--by", metavar="USERNAME", help="the writer who imports; default: nobody")

    def handle(self, *args: Any, files: list[str], by: str | None = None, **options: Any) -> None:
        person = self._person(by)
        readings: list[tuple[str, Reading]] = []
        unreadable: list[Outcome] = []
        for name in files:
            try:
                readings.append((name, _read(name, options["format"] or "")))
            except UnreadableFile as error:
                unreadable.append(Outcome(name, 0, Status.INVALID, str(error), None))
        try:
            outcomes = importing.import_files(
                readings, by=person, now=timezone.now(), dry_run=options["dry_run"], progress=self._progress
            )
        except CannotImport as error:
            raise CommandError(str(error)) from error
        if options["report"] == "json":
            rows = [outcome.as_json() for outcome in [*outcomes, *unreadable]]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            self._print(readings, [*outcomes, *unreadable], dry_run=options["dry_run"])
        if unreadable:
            names = ", ".join(outcome.source for outcome in unreadable)
            raise CommandError(f"{len(unreadable)} of {len(files)} files could not be read: {names}")

    def _person(self, username: str | None) -> User | None:
        if username is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user named {username}.")
        return user

    def _progress(self, done: int, total: int) -> None:
        if total > importing.CHUNK:
            self.stderr.write(f"{done:,} of {total:,} records")

    def _print(self, readings: list[tuple[str, Reading]], outcomes: list[Outcome], *, dry_run: bool) -> None:
        for name, reading in readings:
            label = formats.FORMATS[reading.format].label
            self.stdout.write(
                f"{name}: {len(reading.reads):,} records, read as {label}. {' '.join(reading.notes)}".rstrip()
            )
        for outcome in outcomes:
            if outcome.status is not Status.NEW or outcome.reason:
                key = outcome.record["id"] if outcome.record else ""
                place = f"{outcome.source}, record {outcome.number}" if outcome.number else outcome.source
                self.stdout.write(f"  {place}: {outcome.status.value} {key}. {outcome.reason}".replace(" . ", ". "))
        counts = Counter(outcome.status for outcome in outcomes)
        counted = ", ".join(f"{counts[status]:,} {status.value}" for status in Status)
        self.stdout.write(f"{counted}." + (" Nothing was stored." if dry_run else ""))


def _read(name: str, format_name: str) -> Reading:
    if name == "-":
        return formats.read(sys.stdin.buffer.read(BYTE_LIMIT + 1), name=name, format_name=format_name)
    path = Path(name)
    if not path.is_file():
        raise UnreadableFile(f"There is no file {name}.")
    if path.stat().st_size > BYTE_LIMIT:
        raise UnreadableFile(f"The file has more than {BYTE_LIMIT:,} bytes. Split it.")
    return formats.read(path.read_bytes(), name=path.name, format_name=format_name)
