"""Write everything that shows who signed a publication to one archive, which can be checked without this site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.domain.errors import Refused
from articles.domain.pack.making import make_pack, pack_digest
from articles.models import Publication


class Command(BaseCommand):
    help = "Write the approval pack of a publication: text, pages, signatures, notices, audit entries, and a script."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="address of the article")
        parser.add_argument("--publication", type=int, metavar="N", help="its number; default: the newest")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, slug: str, output: Path, **options: Any) -> None:
        rows = Publication.objects.filter(article__slug=slug).select_related("article").order_by("-number")
        if (number := options["publication"]) is not None:
            rows = rows.filter(number=number)
        publication = rows.first()
        if publication is None:
            raise CommandError(f"No such publication of an article at “{slug}”. Look at its page at the desk.")
        try:
            pack = make_pack(publication, by=None)
            output.write_bytes(pack)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}. Give another --output.") from error
        self.stdout.write(f"Wrote {output}: publication {publication.number} of “{slug}”.")
        self.stdout.write(f"Digest of the pack: {pack_digest(pack)}")
        self.stdout.write(f"To check it: python -I verify.py {output}")
