"""Take articles in from files: each becomes a draft, with a report of where every line went."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.domain import drafts
from articles.domain.errors import Refused
from articles.domain.subjects import house_for
from articles.importing.decoding import BYTE_LIMIT, decode
from articles.importing.formats import SUFFIXES, Format, Piece, pieces
from articles.importing.report import UnreadableSource
from articles.quality.checks import inspect
from articles.quality.findings import ranges
from people.models import User


class Command(BaseCommand):
    help = (
        "Import articles from files or folders ('-' reads standard input). Formats: text (the plain-text export "
        "layout), markdown (with a YAML front matter) and jsonl (one ArticleContent in each line, or one for the "
        "file). Every import is a draft; nothing is published."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument(
            "--format",
            choices=[choice.value for choice in Format],
            default=Format.AUTO.value,
            help="default: what the ending of the name says, or what the text looks like",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")
        parser.add_argument("--report", choices=("text", "json"), default="text", help="how to print the report")
        parser.add_argument("--by", metavar="USERNAME", help="the writer who counts as contributor; default: nobody")

    def handle(self, *args: Any, paths: list[str], by: str | None = None, **options: Any) -> None:
        writer = self._writer(by)
        results = [self._one(source, data, writer, options) for source, data in self._sources(paths, options)]
        if options["report"] == "json":
            self.stdout.write(json.dumps(results, ensure_ascii=False, indent=2))
        else:
            for result in results:
                self._print(result)
        failed = [result["source"] for result in results if result["content"] is None]
        if failed:
            raise CommandError(f"{len(failed)} of {len(results)} could not be imported: {', '.join(failed)}")

    def _writer(self, username: str | None) -> User | None:
        if username is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user named {username}.")
        return user

    def _sources(self, paths: list[str], options: dict[str, Any]) -> Iterator[tuple[str, Piece | UnreadableSource]]:
        """Name and text of each article; a line of a jsonl file is one."""
        chosen = Format(options["format"])
        for path in self._files(paths):
            name = "standard input" if path is None else str(path)
            if path is not None and (chosen is Format.JSONL or path.suffix in LINEWISE):
                yield from _lines_of(path)
                continue
            try:
                text = decode(_bytes_of(path, name), source=name)
                for piece in pieces(text, source=name, kind=chosen, name=name if path else ""):
                    yield piece.source, piece
            except UnreadableSource as error:
                yield name, error

    def _files(self, paths: list[str]) -> Iterator[Path | None]:
        for given in paths:
            path = Path(given)
            if given == "-":
                yield None
            elif path.is_dir():
                found = sorted(item for item in path.rglob("*") if item.suffix.lower() in SUFFIXES and item.is_file())
                if not found:
                    endings = ", ".join(SUFFIXES)
                    raise CommandError(f"The folder {path} holds no file to import. These endings are read: {endings}.")
                yield from found
            elif path.is_file():
                yield path
            else:
                raise CommandError(f"There is no file or folder {path}.")

    def _one(
        self, source: str, piece: Piece | UnreadableSource, writer: User | None, options: dict[str, Any]
    ) -> dict[str, Any]:
        try:
            if isinstance(piece, UnreadableSource):
                raise piece
            imported = piece.read()
            address = None
            if not options["dry_run"]:
                draft = drafts.create_article(
                    imported.content,
                    by=writer,
                    now=timezone.now(),
                    slug=imported.slug,
                    reason=f"Imported from {Path(source).name}",
                )
                address = draft.article.slug
        except (UnreadableSource, Refused) as error:
            problem = {"lines": [], "severity": "error", "message": str(error)}
            return {"source": source, "content": None, "report": [problem], "findings": [], "slug": None}
        return {
            "source": source,
            "content": json.loads(imported.content.to_json()),
            "report": [
                {"lines": list(line.lines), "severity": line.severity.value, "message": line.message}
                for line in imported.report
            ],
            "findings": [finding.as_json() for finding in inspect(imported.content, house_for())],
            "slug": address,
        }

    def _print(self, result: dict[str, Any]) -> None:
        self.stdout.write(f"\n{result['source']}")
        for line in result["report"]:
            numbers = ranges(line["lines"])
            mark = "" if line["severity"] == "info" else f"{line['severity']}: "
            place = f"line {numbers}: " if numbers else ""
            self.stdout.write(f"  {place}{mark}{line['message']}")
        blockers = [finding for finding in result["findings"] if finding["gate"] == "submission"]
        if blockers:
            self.stdout.write(f"  {len(blockers)} thing(s) to do before it can be sent for review:")
        for finding in blockers:
            self.stdout.write(f"    {finding['rule']} ({len(finding['places'])}): {finding['message']}")
        if result["slug"]:
            self.stdout.write(f"  Stored as a draft: {result['slug']}")


LINEWISE = {".jsonl", ".ndjson"}
"""Endings of files that may be large, because each line is an article by itself."""


def _lines_of(path: Path) -> Iterator[tuple[str, Piece | UnreadableSource]]:
    """The articles of a file of JSON, read line by line; a file that is one object is one article."""
    if path.suffix not in LINEWISE and path.stat().st_size <= BYTE_LIMIT:
        text = decode(path.read_bytes(), source=str(path))
        yield from ((piece.source, piece) for piece in pieces(text, source=str(path), kind=Format.JSONL))
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            source = f"{path}:{number}"
            if not line.strip():
                continue
            try:
                yield source, Piece(source, decode(line, source=source), Format.JSONL)
            except UnreadableSource as error:
                yield source, error


def _bytes_of(path: Path | None, name: str) -> bytes:
    if path is None:
        return sys.stdin.buffer.read(BYTE_LIMIT + 1)
    if path.stat().st_size > BYTE_LIMIT:
        raise UnreadableSource(
            f"The file is larger than {BYTE_LIMIT:,} bytes. Split it into one file for each article.", source=name
        )
    return path.read_bytes()
