"""Write references to a file that Zotero, EndNote and others read, and that import_references reads back whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from references import exporting, formats


class Command(BaseCommand):
    help = "Export references of the library: all, those with the given keys, or those that match words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=[*formats.FORMATS, *formats.ALIASES], default="csl-json")
        parser.add_argument("--output", metavar="FILE", default="-", help="default: standard output")
        parser.add_argument("--key", action="append", default=[], metavar="KEY", dest="keys", help="may be repeated")
        parser.add_argument("--search", default="", metavar="WORDS")

    def handle(self, *args: Any, output: str, keys: list[str], search: str, **options: Any) -> None:
        try:
            records = list(exporting.exported(keys, words=search))
        except exporting.UnknownKeys as error:
            raise CommandError(str(error)) from error
        text = formats.write(records, options["format"])
        if output == "-":
            self.stdout.write(text, ending="")
            return
        try:
            # Some formats end their lines with CR and LF of their own accord.
            Path(output).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error
        self.stderr.write(f"{len(records):,} references written to {output}.")
