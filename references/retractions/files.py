"""The public list as a file: read when it is asked for, or when it is newer than what was read last."""

from datetime import UTC, datetime
from pathlib import Path

from django.db.models import Max

from references.retraction_notice import RetractionNotice
from references.retractions import reader
from references.retractions.checking import Check, check_list


def check_file(path: Path, *, now: datetime) -> Check:
    """Read a list and hold the library against it. Raises OSError; reader.UnreadableList."""
    # One bad byte must not stop the reading of 70,000 rows.
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        return check_list(reader.read(lines), name=path.name, now=now)


def check_if_newer(path: Path, *, now: datetime) -> Check | None:
    """The same, if the file was changed after a list was read last; None where there is nothing to do.

    Two machines that do it at once do the same twice, which changes nothing.
    """
    changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    last = RetractionNotice.objects.aggregate(last=Max("read_at"))["last"]
    return check_file(path, now=now) if last is None or changed > last else None
