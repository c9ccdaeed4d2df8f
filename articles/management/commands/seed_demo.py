"""Fill an empty database with sample people and articles, through the real workflow."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.domain import demonstration


class Command(BaseCommand):
    help = "Add the sample people and articles that are not there yet. Needs DEMO=1; the password is DEMO_PASSWORD."

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD", "")
        if len(password) < 8:
            raise CommandError("DEMO_PASSWORD is not set, or shorter than eight characters. 'make run' sets one.")
        try:
            names = demonstration.seed(password=password, now=timezone.now())
        except demonstration.NotADemonstration as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Sample accounts: {', '.join(names)}")
