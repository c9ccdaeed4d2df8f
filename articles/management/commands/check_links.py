"""Do the addresses of live pages and open drafts still lead somewhere?"""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.domain.upkeep import outgoing
from references import links
from references.link_status import LinkState

SAID = {LinkState.DEAD, LinkState.SUSPECT, LinkState.MOVED, LinkState.FORBIDDEN, LinkState.FAILING}


class Command(BaseCommand):
    help = (
        "Ask for every outside address that is due: politely, never on a private network. Run it each night; an "
        "address is dead after three failures over three days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=None, metavar="NUMBER", help="look at so many at most")
        parser.add_argument("--report", choices=["text", "json"], default="text", help="form of the report")

    def handle(self, *args: Any, limit: int | None = None, report: str = "text", **options: Any) -> None:
        known = dict.fromkeys(outgoing.addresses())
        links.remember(known, now=timezone.now())
        manners = links.Manners(agent=f"medsite link check (+{settings.SITE_URL})")
        rows = []
        try:
            for row in links.check_due(known, manners=manners, now=timezone.now, most=limit):
                rows.append(row)
                if report == "text" and row.state in SAID:
                    self.stdout.write(f"{row.get_state_display()}: {row.url}\n    {row.message}")
        except links.NoNetwork as error:
            raise CommandError(str(error)) from error
        if report == "json":
            told = [{"url": row.url, "state": row.state, "message": row.message} for row in rows]
            self.stdout.write(json.dumps(told, indent=2))
            return
        doubtful = sum(row.state in SAID for row in rows)
        self.stdout.write(f"{len(known)} address(es) known, {len(rows)} looked at, {doubtful} of them in doubt.")
