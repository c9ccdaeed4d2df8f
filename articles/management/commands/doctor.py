"""Examine the whole site: does it still keep its promise?"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.domain import doctor

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Look at migrations, triggers, audit trail, digests, approvals, pages, notices, signers and schedules. Says "
        "what is wrong and what to do; changes nothing. Ends with an error when the promise is broken, not for advice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--report", choices=["text", "json"], default="text", help="form of the report")

    def handle(self, *args: Any, report: str = "text", **options: Any) -> None:
        results = []
        for result in doctor.examine(now=timezone.now()):
            results.append(result)
            if report == "text":
                self._tell(result)
        if report == "json":
            self.stdout.write(json.dumps([asdict(result) for result in results], indent=2))
        broken = [result.name for result in results if result.is_broken]
        if broken:
            raise CommandError(f"Something is broken: {', '.join(broken)}. What to do stands beside each finding.")
        if report == "text":
            advice = sum(len(result.findings) for result in results)
            self.stdout.write(f"All is well; {advice} piece(s) of advice." if advice else "All is well.")

    def _tell(self, result: doctor.Result) -> None:
        verdict = "BROKEN" if result.is_broken else "advice" if result.findings else "ok"
        self.stdout.write(f"{verdict:<7}{result.question} {result.looked_at} looked at.")
        for finding in result.findings[:SHOWN]:
            self.stdout.write(f"       {finding.place}: {finding.message}\n         → {finding.remedy}")
        if len(result.findings) > SHOWN:
            self.stdout.write(f"       … and {len(result.findings) - SHOWN} more: --report json shows all.")
