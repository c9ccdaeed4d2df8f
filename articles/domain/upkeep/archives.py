"""Archived copies of addresses that died: noted by a person, shown to readers beside the source."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django.db import transaction

from articles.domain.errors import NotAllowed, Refused
from articles.domain.knowledge.subjects import notices_changed
from medsite.audit import trail
from people.models import User
from people.roles import Role, has_role
from references.link_status import LinkStatus


def problem(archive_url: str, archived_on: date | None, *, today: date) -> tuple[str, str] | None:
    """What is wrong with a note about a copy: the field and a sentence; None when nothing is."""
    if not archive_url:
        return None
    try:
        parts = urlsplit(archive_url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "archive_url", "Give the whole address of the copy, beginning with https://"
    if archived_on is None or archived_on > today:
        return "archived_on", "Give the day of the archived copy. It cannot lie ahead."
    return None


def note_copy(link: LinkStatus, *, archive_url: str, archived_on: date | None, by: User, now: datetime) -> None:
    """Note where a copy of an address is kept and of which day it is; an empty address takes the note back.

    Live pages that cite it are framed afresh with it. Writes one audit entry.

    Raises NotAllowed; Refused for what is no address, for a missing day, and for a day that has not come.
    """
    if not has_role(by, Role.WRITER, Role.PUBLISHER):
        raise NotAllowed("Only writers and publishers note archived copies.")
    archive_url = archive_url.strip()
    if said := problem(archive_url, archived_on, today=now.date()):
        raise Refused(said[1])
    with transaction.atomic():
        LinkStatus.objects.filter(pk=link.pk).update(
            archive_url=archive_url, archived_on=archived_on if archive_url else None
        )
        notices_changed()
        trail.record(
            actor=by,
            act="address.copy_noted",
            subject=f"address {link.key}",
            at=now,
            url=link.url,
            copy=archive_url,
            day=archived_on.isoformat() if archive_url and archived_on else "",
        )
    link.refresh_from_db()


def look_again(links: list[LinkStatus], *, by: User, now: datetime) -> None:
    """Have addresses looked at by the next check, whenever that would have been. Raises NotAllowed."""
    if not has_role(by, Role.WRITER, Role.PUBLISHER):
        raise NotAllowed("Only writers and publishers have addresses looked at.")
    LinkStatus.objects.filter(pk__in=[link.pk for link in links]).update(next_check_at=now)
