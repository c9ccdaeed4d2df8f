"""Frame live pages afresh: after an upgrade, a changed notice, or a changed subject."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.domain.errors import Refused
from articles.domain.publication import reframing
from articles.models import PublishedPage


class Command(BaseCommand):
    help = "Store pages that are out of date in their current form (--all: every page). Signed text is not touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also pages that are up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = (
            PublishedPage.objects.order_by("pk").values_list("pk", flat=True)
            if options["all"]
            else reframing.stale_pages(now=timezone.now())
        )
        done = changed = 0
        problems = []
        for key in list(keys):
            try:
                changed += reframing.rebuild([key], now=timezone.now())
                done += 1
            except Refused as error:
                problems.append(f"page {key}: {error}")
        for problem in problems:
            self.stderr.write(problem)
        self.stdout.write(f"{done} page(s) looked at, {changed} of them changed.")
        if problems:
            raise CommandError(f"{len(problems)} page(s) could not be framed.")
