"""Images: are the bytes of each one there, and the ones that its digest names?"""

from datetime import datetime

from articles.content import ArticleContent
from articles.domain.doctor.report import Examination, Notes
from articles.domain.drafting.pictures import require_files
from articles.domain.errors import Tampered
from articles.models import Revision


def files(notes: Notes, now: datetime) -> None:
    for revision in notes.seen(Revision.objects.order_by("pk").iterator(chunk_size=100)):
        try:
            require_files(ArticleContent.from_json(revision.content_json).files)
        except Tampered as error:
            notes.broken(revision, str(error), "Restore the folder MEDIA_ROOT from a backup.")


EXAMINATIONS = (Examination("images", "Are the files of every signed text there, unchanged?", files),)
