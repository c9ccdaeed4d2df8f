"""Write references to a file that Zotero, EndNote and others read, and that import_references reads back whole."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.domain.exchange.exporting import exported as contents
from articles.domain.publication import bibliography
from references import exporting, formats


class Command(BaseCommand):
    help = (
        "Export references of the library: all, those with the given keys, those that match words, or the sources of "
        "one article."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=[*formats.FORMATS, *formats.ALIASES], default="csl-json")
        parser.add_argument("--output", metavar="FILE", default="-", help="default: standard output")
        parser.add_argument("--key", action="append", default=[], metavar="KEY", dest="keys", help="may be repeated")
        parser.add_argument("--search", default="", metavar="WORDS")
        parser.add_argument("--article", default="", metavar="SLUG", help="the sources of this live article, in order")
        parser.add_argument(
            "--drafts", action="store_true", help="with --article: those of its open draft, where there is one"
        )

    def handle(self, *args: Any, output: str, **options: Any) -> None:
        text_name, records = self._records(options)
        text = formats.write(records, options["format"])
        if output == "-":
            self.stdout.write(text, ending="")
            return
        try:
            # Some formats end their lines with CR and LF of their own accord.
            Path(output).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error
        self.stderr.write(f"{len(records):,} references{text_name} written to {output}.")

    def _records(self, options: dict[str, Any]) -> tuple[str, Sequence[dict[str, Any]]]:
        keys, words, slug = options["keys"], options["search"], options["article"]
        if sum(map(bool, (keys, words, slug))) > 1:
            raise CommandError("Choose one of --key, --search and --article.")
        if not slug:
            try:
                return "", list(exporting.exported(keys, words=words))
            except exporting.UnknownKeys as error:
                raise CommandError(str(error)) from error
        found = next(contents(slugs=[slug], drafts=options["drafts"]), None)
        if found is None:
            hint = "" if options["drafts"] else " Its draft is exported with --drafts."
            raise CommandError(f"There is no live article at {slug}.{hint}")
        records = bibliography.records_of(found.content)
        if not records:
            raise CommandError(
                f"The {'draft' if found.is_draft else 'live text'} of {slug} has no sources with records."
            )
        return f" of the {'draft' if found.is_draft else 'live text'} of {slug}", records
