"""Who has a draft open right now. A hint, not a lock: what keeps everybody's work whole is the version of a draft."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from articles.models import Draft, Presence
from people.models import User

VISIBLE = timedelta(seconds=50)
"""A browser says every 15 seconds that it is there; three may get lost."""
KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class Other:
    """Somebody else in the editor."""

    name: str
    has_changes: bool


def be_there(draft: Draft, *, by: User, now: datetime, has_changes: bool) -> None:
    """Note that somebody has a draft open, and forget those who left long ago."""
    Presence.objects.filter(draft=draft, seen_at__lt=now - KEPT).delete()
    Presence.objects.update_or_create(draft=draft, user=by, defaults={"seen_at": now, "has_changes": has_changes})


def leave(draft: Draft, *, by: User) -> None:
    Presence.objects.filter(draft=draft, user=by).delete()


def others(draft: Draft, *, than: User, now: datetime) -> list[Other]:
    """Who else has the draft open, by name. One query."""
    rows = Presence.objects.filter(draft=draft, seen_at__gt=now - VISIBLE).exclude(user=than).select_related("user")
    found = [Other(name=str(row.user), has_changes=row.has_changes) for row in rows]
    return sorted(found, key=lambda other: other.name)
