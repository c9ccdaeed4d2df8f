"""Ask PubMed, Crossref and two catalogues for references of which only an identifier is known."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from references import completing, waiting
from references.models import Completion, CompletionState


class Command(BaseCommand):
    help = (
        "Complete references of which only an identifier is known: asks PubMed, Crossref, Open Library (ISBN) and "
        "ClinicalTrials.gov, politely, for all that are due. The clock does the same, a few at a time. Only with "
        "REFERENCE_LOOKUP_CONTACT set."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=1_000, metavar="NUMBER", help="ask for so many at most")

    def handle(self, *args: Any, limit: int = 1_000, **options: Any) -> None:
        if not settings.REFERENCE_LOOKUP_CONTACT:
            raise CommandError(
                "Nobody is asked: this site does not allow it. Set REFERENCE_LOOKUP_CONTACT to an e-mail address that "
                "they may write to."
            )
        waiting.queue_forgotten()
        asked = 0
        for row in completing.complete_due(asker=completing.polite_asker(), limit=limit, now=timezone.now):
            asked += 1
            self.stdout.write(f"{row.reference.key}: {row.get_state_display()}. {row.problem}".rstrip())
        left = Completion.objects.filter(state=CompletionState.WAITING, reference__merged_into=None).count()
        self.stdout.write(f"{asked} asked for, {left} still waiting.")
