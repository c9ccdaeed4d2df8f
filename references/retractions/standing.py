"""How a work stands, from the notices about it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_noop as _


class Nature(StrEnum):
    """What a notice says, in the words of Retraction Watch."""

    RETRACTION = "retraction"
    CONCERN = "expression of concern"
    CORRECTION = "correction"
    REINSTATEMENT = "reinstatement"
    OTHER = "other"


class Standing(StrEnum):
    """How a work stands. An empty text means: not known retracted; it is never proof that nothing is wrong."""

    UNKNOWN = ""
    RETRACTED = "retracted"
    REPUBLISHED = "retracted and republished"
    CONCERN = "expression of concern"
    CORRECTED = "corrected"
    REINSTATED = "reinstated"
    NOTICED = "other notice"
    POSSIBLE = "possibly retracted"


LABELS = {
    Standing.UNKNOWN: "Not known retracted",
    Standing.RETRACTED: _("Retracted"),
    Standing.REPUBLISHED: _("Retracted and republished"),
    Standing.CONCERN: _("Expression of concern"),
    Standing.CORRECTED: _("Corrected"),
    Standing.REINSTATED: "Reinstated",
    Standing.NOTICED: "Has a notice of another kind",
    Standing.POSSIBLE: "Possibly retracted: same title and author",
}
"""For staff, and marked where readers see it beside a source."""

NOT_TO_BE_CITED = frozenset({Standing.RETRACTED, Standing.REPUBLISHED, Standing.POSSIBLE})
"""Citing one of these needs a typed reason; a republished paper is to be cited in its new version."""


@dataclass(frozen=True)
class Notice:
    nature: Nature
    on: date | None
    replaced: bool = False
    """Retracted and replaced by a new version."""


def standing(notices: Sequence[Notice], *, own: str = "") -> Standing:
    """How a work stands by its notices and by what its own record says (PubMed's types and tags).

    A reinstatement ends retractions and concerns that are not newer; a retraction outweighs a concern, a concern a
    correction. Notices without a date count as older than a reinstatement only if there is no other.
    """
    reinstated = [notice.on for notice in notices if notice.nature is Nature.REINSTATEMENT]
    back = max((on or date.min for on in reinstated), default=None)

    def stands(notice: Notice) -> bool:
        return back is None or (notice.on is not None and notice.on > back)

    retractions = [notice for notice in notices if notice.nature is Nature.RETRACTION and stands(notice)]
    found = Standing.UNKNOWN
    if retractions:
        replaced = all(notice.replaced for notice in retractions)
        found = Standing.REPUBLISHED if replaced else Standing.RETRACTED
    elif any(notice.nature is Nature.CONCERN and stands(notice) for notice in notices):
        found = Standing.CONCERN
    elif reinstated:
        return Standing.REINSTATED
    elif any(notice.nature is Nature.CORRECTION for notice in notices):
        found = Standing.CORRECTED
    elif notices:
        found = Standing.NOTICED
    return max(found, _OWN.get(own.lower(), Standing.UNKNOWN), key=_GRAVITY.index)


_OWN = {
    "retracted": Standing.RETRACTED,
    "retracted and republished": Standing.REPUBLISHED,
    "expression of concern": Standing.CONCERN,
    "corrected": Standing.CORRECTED,
}
_GRAVITY = (
    Standing.UNKNOWN,
    Standing.NOTICED,
    Standing.CORRECTED,
    Standing.REINSTATED,
    Standing.CONCERN,
    Standing.POSSIBLE,
    Standing.RETRACTED,
    Standing.REPUBLISHED,
)
