"""The transition table: every act on a draft or an article, from where to where, and by whom.

This is the whole workflow. One function moves a state, and it reads this table.
"""

from dataclasses import dataclass
from enum import StrEnum

from articles.choices import DraftState, PublicState
from people.roles import Role


class Act(StrEnum):
    SUBMIT = "submit"
    RECALL = "recall"
    REQUEST_CHANGES = "request changes"
    APPROVE = "approve"
    REOPEN = "reopen"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class Transition:
    """``target`` is None where the act closes the draft, or leaves the public state as it is."""

    sources: frozenset[str]
    target: str | None
    roles: frozenset[Role]


def _transition(sources: set[str], target: str | None, *roles: Role) -> Transition:
    return Transition(frozenset(sources), target, frozenset(roles))


DRAFT_TRANSITIONS: dict[Act, Transition] = {
    Act.SUBMIT: _transition({DraftState.DRAFT, DraftState.CHANGES_REQUESTED}, DraftState.IN_REVIEW, Role.WRITER),
    Act.RECALL: _transition({DraftState.IN_REVIEW}, DraftState.DRAFT, Role.WRITER, Role.PUBLISHER),
    Act.REQUEST_CHANGES: _transition({DraftState.IN_REVIEW}, DraftState.CHANGES_REQUESTED, Role.CLINICIAN),
    Act.APPROVE: _transition({DraftState.IN_REVIEW}, DraftState.APPROVED, Role.CLINICIAN),
    Act.REOPEN: _transition({DraftState.APPROVED}, DraftState.DRAFT, Role.WRITER, Role.PUBLISHER),
    Act.PUBLISH: _transition({DraftState.APPROVED}, None, Role.PUBLISHER),
}

ARTICLE_TRANSITIONS: dict[Act, Transition] = {
    Act.WITHDRAW: _transition({PublicState.LIVE}, PublicState.WITHDRAWN, Role.PUBLISHER),
    Act.REINSTATE: _transition({PublicState.WITHDRAWN}, PublicState.LIVE, Role.PUBLISHER),
    Act.CONFIRM: _transition({PublicState.LIVE, PublicState.WITHDRAWN}, None, Role.CLINICIAN),
}
