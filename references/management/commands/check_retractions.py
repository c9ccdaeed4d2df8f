"""Hold the library against the public list of retractions."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from references.retractions import files, reader
from references.retractions.checking import Check, Match
from references.retractions.standing import LABELS


class Command(BaseCommand):
    help = (
        "Read the CSV file of Crossref and Retraction Watch, and say which references of the library were retracted, "
        "doubted, corrected or reinstated. Nothing is asked for on the network."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="CSV")
        parser.add_argument("--report", choices=("text", "json"), default="text", help="how to print the report")

    def handle(self, *args: Any, file: str, report: str, **options: Any) -> None:
        path = Path(file)
        try:
            check = files.check_file(path, now=timezone.now())
        except OSError as error:
            raise CommandError(f"{file} could not be read: {error.strerror}.") from error
        except reader.UnreadableList as error:
            raise CommandError(str(error)) from error
        if report == "json":
            self.stdout.write(json.dumps(_as_json(check), ensure_ascii=False, indent=1))
            return
        for word, number in check.unknown_words.items():
            self.stdout.write(f"{number:,} notices of an unknown kind: {word}. They count as notices of another kind.")
        for match in check.matches:
            self.stdout.write(_sentence(match))
        rest = check.references - len(check.matches)
        self.stdout.write(
            f"{check.rows:,} notices read. Of {check.references:,} references {len(check.matches):,} have a notice; "
            f"{rest:,} are not known retracted."
        )


def _sentence(match: Match) -> str:
    notices = ", ".join(
        " ".join(
            part
            for part in (
                notice.word or notice.nature,
                notice.notice_on.isoformat() if notice.notice_on else "",
                notice.notice_doi or (f"PMID {notice.notice_pmid}" if notice.notice_pmid else ""),
            )
            if part
        )
        for notice in match.notices
    )
    new = " (new)" if match.standing is not match.before else ""
    by = f" Found by {match.by}." if match.by else ""
    return f"{match.reference.key}: {LABELS[match.standing]}{new}. {match.reference.title}.{by} {notices}".rstrip()


def _as_json(check: Check) -> list[dict[str, Any]]:
    return [
        {
            "key": match.reference.key,
            "standing": match.standing.value,
            "before": match.before.value,
            "found_by": match.by,
            "notices": [
                {
                    "record_id": notice.record_id,
                    "nature": notice.nature,
                    "word": notice.word,
                    "on": notice.notice_on.isoformat() if notice.notice_on else None,
                    "doi": notice.notice_doi,
                    "pmid": notice.notice_pmid,
                    "reasons": notice.reasons,
                }
                for notice in match.notices
            ],
        }
        for match in check.matches
    ]
