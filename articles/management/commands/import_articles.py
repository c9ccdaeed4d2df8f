"""Take articles in from files: new ones become drafts, others proposed changes, with a report of every line."""

import json
import signal
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.choices import RunState
from articles.domain.errors import Refused
from articles.domain.exchange import import_runs
from articles.domain.exchange.import_runs import Done, Read
from articles.domain.exchange.intake import report_rows
from articles.domain.governance.policy import current_policy
from articles.domain.knowledge.subjects import house_for
from articles.domain.reviewing import manifests
from articles.importing.decoding import BYTE_LIMIT, decode
from articles.importing.formats import SUFFIXES, Format, Piece, pieces
from articles.importing.report import UnreadableSource
from articles.models import ImportRun
from articles.quality.findings import ranges
from people.models import User

LINEWISE = {".jsonl", ".ndjson"}
"""Endings of files that may be large, because each line is an article by itself."""

SHOWN = 20
"""Files of a folder that are named because they are not read."""

_PLURALS = {
    RunState.NEW: "new",
    RunState.PROPOSED: "proposed changes",
    RunState.UNCHANGED: "nothing new",
    RunState.FAILED: "could not be imported",
}


class Command(BaseCommand):
    help = (
        "Import articles from files or folders ('-' reads standard input). Formats: text (the plain-text export "
        "layout), markdown (with a YAML front matter) and jsonl (one ArticleContent in each line, or one for the "
        "file). A new article becomes a draft, one that is here a proposed change; nothing is overwritten. After "
        "an interruption the same command goes on where it was."
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

        parser.add_argument(
            "--manifest",
            metavar="NAME",
            help="afterwards send the new drafts that nothing holds up to review, as --by, and list them in a manifest "
            "that a clinician opens, samples and signs",
        )

    def handle(self, *args: Any, paths: list[str], by: str | None = None, **options: Any) -> None:
        writer = self._writer(by)
        if options["manifest"] and (writer is None or options["dry_run"]):
            raise CommandError("--manifest sends drafts to review: name the writer with --by, and leave --dry-run out.")
        files = list(self._files(paths))
        run = None
        if not options["dry_run"]:
            run = self._begin(paths, writer)
        results, counts = [], Counter[RunState]()
        try:
            for done in self._each(files, run, writer, Format(options["format"]), counts):
                result = _as_json(done, stored=run is not None)
                if options["report"] == "json":
                    results.append(result)
                else:
                    self._print(result)
            if run is not None:
                if writer is not None and options["manifest"]:
                    self._list(run, options["manifest"], writer)
                import_runs.finish(run, now=timezone.now())
        except KeyboardInterrupt:
            raise CommandError(_interrupted(run, counts), returncode=128 + signal.SIGINT) from None
        if options["report"] == "json":
            self.stdout.write(json.dumps(results, ensure_ascii=False, indent=2))
        self._end(counts)

    def _each(
        self,
        files: list[Path | None],
        run: ImportRun | None,
        writer: User | None,
        chosen: Format,
        counts: Counter[RunState],
    ) -> Iterator[Done]:
        """Import one article after the other, and say on standard error how far it is."""
        house = house_for()
        for number, path in enumerate(files, start=1):
            for source, read in _sources(path, chosen):
                if run is None:
                    done = import_runs.try_one(source, read, house=house)
                else:
                    done = import_runs.import_one(run, source, read, by=writer, now=timezone.now(), house=house)
                counts[done.state] += 1
                if len(files) > 1 or sum(counts.values()) > 1:
                    self.stderr.write(f"[{number}/{len(files)}] {source}: {done.state.label.lower()}")
                yield done

    def _end(self, counts: Counter[RunState]) -> None:
        total = sum(counts.values())
        if total > 1:
            self.stderr.write(", ".join(f"{counts[state]} {said}" for state, said in _PLURALS.items()) + ".")
        if counts[RunState.FAILED]:
            raise CommandError(f"{counts[RunState.FAILED]} of {total} could not be imported. The report says why.")

    def _list(self, run: ImportRun, title: str, writer: User) -> None:
        """Send what can be sent, and make manifests of it, as large as the policy allows."""
        sent, left = manifests.submit_run(run, by=writer, now=timezone.now())
        for name, reason in left:
            self.stderr.write(f"Not sent to review: {name}. {reason}")
        size = current_policy().manifest_items
        for number, start in enumerate(range(0, len(sent), size), start=1):
            name = title if len(sent) <= size else f"{title} ({number})"
            try:
                made = manifests.make_manifest(
                    sent[start : start + size], title=name, by=writer, now=timezone.now(), run=run
                )
            except Refused as error:
                self.stderr.write(f"{name}: {error}")
            else:
                self.stderr.write(f"Manifest {made.pk}, “{made}”: {made.items.count()} text(s), digest {made.digest}.")
        if not sent:
            self.stderr.write("No new draft could be sent to review, so there is no manifest.")

    def _begin(self, paths: list[str], writer: User | None) -> ImportRun:
        label = " ".join("standard input" if path == "-" else str(Path(path).resolve()) for path in paths)[-1000:]
        try:
            run, goes_on = import_runs.begin(label, by=writer, now=timezone.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        if goes_on:
            self.stderr.write(
                f"Going on with the import that began {run.started_at:%Y-%m-%d %H:%M} and was interrupted."
            )
        return run

    def _writer(self, username: str | None) -> User | None:
        if username is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user named {username}.")
        return user

    def _files(self, paths: list[str]) -> Iterator[Path | None]:
        for given in paths:
            path = Path(given)
            if given == "-":
                yield None
            elif path.is_dir():
                seen = sorted(item for item in path.rglob("*") if _is_seen(item.relative_to(path)) and item.is_file())
                found = [item for item in seen if item.suffix.lower() in SUFFIXES]
                self._tell_of_others([item for item in seen if item.suffix.lower() not in SUFFIXES])
                if not found:
                    endings = ", ".join(SUFFIXES)
                    raise CommandError(f"The folder {path} holds no file to import. These endings are read: {endings}.")
                yield from found
            elif path.is_file():
                yield path
            else:
                raise CommandError(f"There is no file or folder {path}.")

    def _tell_of_others(self, left: list[Path]) -> None:
        """Name the files of a folder that are not read. A file that is named by itself is looked into, and refused."""
        for item in left[:SHOWN]:
            self.stderr.write(f"Not read: {item}. Its ending is none of {', '.join(SUFFIXES)}.")
        if len(left) > SHOWN:
            self.stderr.write(f"Not read: {len(left) - SHOWN} more files with other endings.")

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
            stored = {"new": "Stored as a draft", "proposed": "Stored as a proposed change to"}
            self.stdout.write(f"  {stored.get(result['outcome'], 'Not changed')}: {result['slug']}")


def _is_seen(path: Path) -> bool:
    """Whether a file of a folder is looked at: nothing on the way is hidden."""
    return not any(part.startswith(".") for part in path.parts)


def _interrupted(run: ImportRun | None, counts: Counter[RunState]) -> str:
    done = f"Interrupted after {sum(counts.values())} article(s)."
    return f"{done} Start the same command again: it goes on from there." if run else f"{done} Nothing was stored."


def _as_json(done: Done, *, stored: bool) -> dict[str, Any]:
    prepared = done.prepared
    report = report_rows(prepared.report) if prepared is not None else []
    if done.message:
        severity = "error" if done.state is RunState.FAILED else "info"
        report.append({"lines": [], "severity": severity, "message": done.message})
    return {
        "source": done.source,
        "content": json.loads(prepared.content.to_json()) if prepared is not None else None,
        "report": report,
        "findings": [finding.as_json() for finding in prepared.findings] if prepared is not None else [],
        "slug": done.article.slug if stored and done.article is not None else None,
        "outcome": done.state.value,
    }


def _sources(path: Path | None, chosen: Format) -> Iterator[tuple[str, Read]]:
    """Name and text of each article of a file; a line of a file of JSON is one."""
    name = "standard input" if path is None else str(path)
    try:
        if path is not None and (path.suffix in LINEWISE or chosen is Format.JSONL):
            yield from _lines_of(path)
            return
        text = decode(_bytes_of(path, name), source=name)
        for piece in pieces(text, source=name, kind=chosen, name=name if path else ""):
            yield piece.source, piece
    except UnreadableSource as error:
        yield name, error
    except OSError as error:
        yield name, UnreadableSource(f"The file cannot be opened: {error.strerror}.", source=name)


def _lines_of(path: Path) -> Iterator[tuple[str, Read]]:
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
