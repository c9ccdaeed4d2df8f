"""Records that wait to be completed: those of which nothing but an identifier is known."""

from collections.abc import Iterable

from references import csl
from references.completion import Completion, identifiers_of
from references.models import Reference


def queue_forgotten() -> None:
    """Queue what was stored when nobody could be asked about such an identifier. Two statements at most."""
    queue(Reference.objects.current().filter(csl__status=csl.IDENTIFIER_ONLY, completion=None))


def queue(references: Iterable[Reference]) -> None:
    """Queue those that somebody can be asked about. Those that are queued stay as they are. One statement, if any."""
    bare = [row for row in references if csl.text(row.csl, "status") == csl.IDENTIFIER_ONLY and identifiers_of(row)]
    if bare:
        Completion.objects.bulk_create((Completion(reference=row) for row in bare), ignore_conflicts=True)
