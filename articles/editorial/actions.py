"""Which buttons the page of an article offers, to whom, and why some are shut."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from articles.choices import DraftState, Lane, PublicState
from articles.editorial.shapes import Action
from articles.models import Article, Draft
from people.roles import Role

Roles = frozenset[Role]


def article_actions(
    article: Article, open_drafts: Sequence[Draft], roles: Roles, *, is_translation: bool = False
) -> Iterator[Action]:
    """Acts on the article itself."""
    lanes = {draft.lane for draft in open_drafts}
    if Lane.MAIN not in lanes:
        yield _for(roles, Role.WRITER, "Start a new draft", _open(article, Lane.MAIN), main=True, post=True)
    if article.public_state == PublicState.LIVE and Lane.CORRECTION not in lanes:
        yield _for(roles, Role.WRITER, "Correct the live text", _open(article, Lane.CORRECTION), post=True)
    yield _for(roles, Role.WRITER, "Copy", reverse("editorial:duplicate", args=[article.pk]), post=True)
    if is_translation:
        yield Action("The original", reverse("editorial:original", args=[article.pk]))
    elif article.public_state == PublicState.LIVE:
        yield _for(roles, Role.WRITER, "Translate", reverse("editorial:translate", args=[article.pk]))
    yield _for(roles, Role.PUBLISHER, "Address", reverse("editorial:address", args=[article.pk]))
    yield Action("Notices", reverse("editorial:article-notices", args=[article.pk]))
    yield Action("Export sources", reverse("editorial:article-sources", args=[article.pk]))
    if article.public_state != PublicState.NEVER_PUBLISHED:
        yield _for(roles, Role.CLINICIAN, "Still right, no change", reverse("editorial:still-right", args=[article.pk]))
    if article.public_state == PublicState.LIVE:
        yield Action("Ask for a review", reverse("editorial:ask-review", args=[article.pk]))
        yield _for(roles, Role.PUBLISHER, "Withdraw", reverse("editorial:withdraw", args=[article.pk]))
        stop = reverse("editorial:stop", args=[article.pk])
        yield _for(roles, (Role.PUBLISHER, Role.CLINICIAN), "Stop at once", stop)
    if article.public_state == PublicState.WITHDRAWN:
        yield _for(roles, Role.PUBLISHER, "Reinstate", reverse("editorial:reinstate", args=[article.pk]))


def draft_actions(draft: Draft, roles: Roles, *, is_behind: bool, comments: int = 0) -> Iterator[Action]:
    """Acts on one draft in its state. ``comments`` are the open ones that this person may read."""
    if comments:
        label = f"{comments} open comment{'' if comments == 1 else 's'}"
        yield Action(label, reverse("editorial:comments", args=[draft.pk]))
    history = Action("Saved versions", reverse("editorial:snapshots", args=[draft.pk]))
    review = draft.revision_id and reverse("editorial:review", args=[draft.revision_id])
    show = reverse("editorial:preview-links", args=[draft.pk])
    outside = _for(roles, (Role.WRITER, Role.PUBLISHER), "Show it outside", show)
    match draft.state:
        case DraftState.DRAFT | DraftState.CHANGES_REQUESTED:
            if is_behind:
                merge = reverse("editorial:catch-up", args=[draft.pk])
                yield _for(roles, Role.WRITER, "Take the live text over", merge, main=True)
            yield _for(roles, Role.WRITER, "Edit", reverse("admin:articles_draft_change", args=[draft.pk]))
            submit = reverse("editorial:submit", args=[draft.pk])
            yield _for(roles, Role.WRITER, "Send for review", submit, main=not is_behind)
            yield Action("Preview", reverse("editorial:preview-draft", args=[draft.pk]))
            yield Action("Waivers", reverse("editorial:waivers", args=[draft.pk]))
            yield _for(roles, Role.WRITER, "Question bank", reverse("editorial:draft-bank", args=[draft.pk]))
            yield history
            yield outside
            if draft.state == DraftState.CHANGES_REQUESTED and review:
                yield Action("Read what was sent", review)
            give_up = reverse("editorial:give-up", args=[draft.pk])
            yield _for(roles, Role.WRITER, "Give up this draft", give_up)
        case DraftState.IN_REVIEW:
            yield _for(roles, Role.CLINICIAN, "Review", str(review), main=True)
            yield Action("Who reviews it", reverse("editorial:reviewers", args=[draft.revision_id]))
            recall = reverse("editorial:recall", args=[draft.pk])
            yield _for(roles, (Role.WRITER, Role.PUBLISHER), "Recall", recall, post=True)
            yield Action("Waivers", reverse("editorial:waivers", args=[draft.pk]))
            yield history
            yield outside
        case DraftState.APPROVED:
            publish = reverse("editorial:publish", args=[draft.pk])
            yield _for(roles, Role.PUBLISHER, "Publish", publish, main=True)
            yield Action("Read what was sent", str(review))
            reopen = reverse("editorial:reopen", args=[draft.pk])
            yield _for(roles, (Role.WRITER, Role.PUBLISHER), "Reopen", reopen)
            yield Action("Waivers", reverse("editorial:waivers", args=[draft.pk]))
            yield history
            yield outside


def _open(article: Article, lane: Lane) -> str:
    return reverse("editorial:open-draft", args=[article.pk, lane.value])


def _for(
    roles: Roles, needed: Role | tuple[Role, ...], label: str, url: str, *, main: bool = False, post: bool = False
) -> Action:
    allowed = needed if isinstance(needed, tuple) else (needed,)
    reason = "" if roles & set(allowed) else f"For {' and '.join(role.label.lower() + 's' for role in allowed)}."
    return Action(label=label, url=url, reason=reason, is_main=main, is_post=post)
