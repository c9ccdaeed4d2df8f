"""Who is concerned with a draft: those who wrote it, those who review it, and the publishers. Nobody else sees what is
said about it."""

from articles.choices import AssignmentState, DraftState
from articles.domain.errors import NotAllowed
from articles.models import CommentThread, Decision, Draft, ReviewAssignment, RevisionContributor
from people.models import User
from people.roles import Role, roles_of

GONE = (AssignmentState.DECLINED, AssignmentState.REASSIGNED)
"""Who was asked and said no, or was replaced, is not concerned by having been asked."""


def is_concerned(draft: Draft, user: User, *, roles: frozenset[Role] | None = None) -> bool:
    """Whether somebody takes part in the discussion of a draft. At most seven queries; one less with their ``roles``.

    Writers who wrote in it or stand in its byline; clinicians who may decide on it now, were asked to, decided, or said
    something in a thread about it; publishers.
    """
    roles = roles_of(user) if roles is None else roles
    if Role.PUBLISHER in roles:
        return True
    if wrote(draft, user):
        return bool(roles & {Role.WRITER, Role.CLINICIAN})
    return Role.CLINICIAN in roles and (
        (draft.state == DraftState.IN_REVIEW and draft.closed_at is None)
        or ReviewAssignment.objects.filter(round__revision__draft=draft, reviewer=user).exclude(state__in=GONE).exists()
        or Decision.objects.filter(revision__draft=draft, by=user).exists()
        or CommentThread.objects.about(draft).filter(entries__by=user).exists()
    )


def is_reviewer(draft: Draft, user: User, *, roles: frozenset[Role] | None = None) -> bool:
    """Whether somebody looks at a draft as a clinician who did not work on it. ``roles`` saves a query."""
    return Role.CLINICIAN in (roles_of(user) if roles is None else roles) and not wrote(draft, user)


def wrote(draft: Draft, user: User) -> bool:
    """Whether somebody worked on a draft, or stands in the byline of a revision of it."""
    return (
        draft.contributions.filter(user=user).exists()
        or RevisionContributor.objects.filter(revision__draft=draft, user=user).exists()
        or draft.draft_authors.filter(profile__user=user).exists()
    )


def require_concerned(draft: Draft, user: User) -> None:
    """Raise NotAllowed for everybody else."""
    if not is_concerned(draft, user):
        raise NotAllowed("Only those who write, review or publish this text take part in its discussion.")
