"""Who may propose and who may approve what stands on pages beside the signed text: notices, rules, numbers."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from articles.domain.errors import NotAllowed
from articles.domain.reviewing.signers import name_of
from people.models import Credential, User
from people.roles import Role, has_role


def require_editor(by: User) -> None:
    """Raise NotAllowed for people without an editorial role."""
    if not has_role(by, Role.WRITER, Role.CLINICIAN, Role.PUBLISHER):
        raise NotAllowed("Notices are written by writers, clinicians and publishers.")


def require_approver(editor: int | None, *, by: User, now: datetime) -> None:
    """Raise NotAllowed unless this is a clinician with a valid registration, and another person than the editor."""
    if not has_role(by, Role.CLINICIAN) or not Credential.objects.filter(holder=by).valid_on(now.date()).exists():
        raise NotAllowed("Only a clinician with a checked, valid registration approves notices and their rules.")
    if editor == by.pk:
        raise NotAllowed("You edited this last, so another clinician has to approve it.")


def why_not_approve(editor: int | None, *, by: User, now: datetime) -> str:
    """Why this person cannot approve a proposal of that editor, as a sentence; empty when they can."""
    try:
        require_approver(editor, by=by, now=now)
    except NotAllowed as error:
        return str(error)
    return ""


def approval_of(editor: int | None, versions: QuerySet[Any], *, by: User, now: datetime) -> dict[str, Any]:
    """What every version says of its approval; its number follows the versions there are. ``editor`` proposed it."""
    last = versions.order_by("-version").values_list("version", flat=True).first()
    return {
        "version": (last or 0) + 1,
        "edited_by_id": editor,
        "approved_by": by,
        "approved_by_name": signed(by),
        "approved_at": now,
    }


def signed(by: User) -> str:
    """Name and credentials, as they stand beside an approval."""
    name, credentials = name_of(by)
    return f"{name}, {credentials}" if credentials else name
