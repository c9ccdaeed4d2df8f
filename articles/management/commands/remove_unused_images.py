"""Remove uploaded images that nothing names."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.domain.drafting import unused_pictures


class Command(BaseCommand):
    help = (
        "List images that were uploaded more than 30 days ago and that no text, saved version, import, draft or live "
        "page names; with --remove, delete their files. Each removal leaves an audit entry."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete them; without it, nothing is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = unused_pictures.unused(now=now)
        for picture in found:
            size = f"{picture.size // 1000 + 1} kB"
            self.stdout.write(f"{picture.digest[:12]}  added {picture.added_at:%Y-%m-%d}, {size}")
        if options["remove"]:
            self.stdout.write(f"{unused_pictures.remove(found, now=now)} image(s) removed.")
        else:
            self.stdout.write(f"{len(found)} image(s) are used nowhere. Run it with --remove to delete their files.")
