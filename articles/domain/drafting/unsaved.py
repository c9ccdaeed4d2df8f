"""Work that somebody typed and has not saved: kept against a crash, offered again, never part of a draft."""

from datetime import datetime

from articles.domain.errors import NotAllowed, Refused
from articles.models import Draft, UnsavedWork
from people.models import User
from people.roles import Role, has_role

FORM_LIMIT = 2_000_000
"""Characters of a form as a browser would send it; more than a save could take."""


def keep_unsaved(draft: Draft, form: str, *, version: int, by: User, now: datetime) -> UnsavedWork:
    """Remember what somebody typed last in a draft, instead of what was remembered before.

    ``version`` is the one that the form was opened with. Leaves no audit entry: nothing of the article changes.
    Raises NotAllowed for anybody who is no writer, Refused when it is too long to keep.
    """
    if not has_role(by, Role.WRITER):
        raise NotAllowed("Only medical writers change the text of an article.")
    if len(form) > FORM_LIMIT:
        raise Refused("This is too long to keep without saving. Save it, or copy it to a file.")
    values = {"form": form.replace("\x00", ""), "version": version, "kept_at": now}
    kept, _ = UnsavedWork.objects.update_or_create(draft=draft, user=by, defaults=values)
    return kept


def discard_unsaved(draft: Draft, *, by: User) -> None:
    """Forget it: it was saved, or its owner does not want it."""
    UnsavedWork.objects.filter(draft=draft, user=by).delete()
