"""What follows for articles when a source stands otherwise than before: pages say so at the next request."""

from collections.abc import Sequence

from articles.domain.knowledge.source_facts import IN_DOUBT
from articles.domain.knowledge.subjects import notices_changed
from articles.models import PublishedReference
from articles.models.page import PublishedReferenceQuerySet
from references.models import Reference
from references.retractions import followers


def follow() -> None:
    """Have pages framed afresh whenever a work of the library stands otherwise. Called when the program starts."""
    followers.follow("articles", _pages_change)


def live_pages_in_doubt() -> PublishedReferenceQuerySet:
    """Live pages that cite a source which was retracted, may have been, or is doubted; by the title of the page."""
    return PublishedReference.objects.in_doubt(sorted(IN_DOUBT))


def _pages_change(changed: Sequence[Reference]) -> None:
    notices_changed()
