"""The page of one article for staff: where it stands, what can be done, what happened."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.choices import DraftState, Lane, PublicState
from articles.domain import drafts
from articles.domain.errors import Refused
from articles.domain.workflow import inspect_draft
from articles.editorial.access import get_article, get_draft, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen
from articles.editorial.shapes import Action
from articles.models import Article, Draft
from articles.quality.checks import blockers
from medsite.audit.models import AuditEntry
from people.admin_access import request_roles
from people.roles import Role


@require_safe
@staff_view()
def article(request: HttpRequest, pk: int) -> HttpResponse:
    return hub(request, get_article(pk))


def hub(request: HttpRequest, article: Article, *, status: int = 200) -> HttpResponse:
    """The page itself; other views come back to it when an act was refused."""
    draft = article.drafts.open().filter(lane=Lane.MAIN).first()
    loaded = get_draft(draft.pk) if draft else None
    findings = inspect_draft(loaded) if loaded and loaded.is_editable else ()
    context = {
        "title": str(article),
        "is_hub": True,
        "article": article,
        "draft": loaded,
        "actions": list(_actions(article, loaded, request_roles(request))),
        "findings": findings,
        "blockers": blockers(findings),
        "revisions": article.revisions.select_related("submitted_by").prefetch_related("decisions").order_by("-number"),
        "publications": article.publications.select_related("by").order_by("-number"),
        "entries": AuditEntry.objects.filter(subject=drafts.article_subject(article))
        .select_related("actor")
        .order_by("-sequence")[:50],
        "public_url": reverse("reader:article", args=[article.slug]),
    }
    return screen(request, "editorial/hub.html", context, status=status)


@require_POST
@staff_view(Role.WRITER)
def open_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the next draft from the live text."""
    article = get_article(pk)
    try:
        draft = drafts.open_draft(article, by=signed_in(request), now=timezone.now())
    except Refused as error:
        return hub(request, article, status=say(request, error))
    return redirect("admin:articles_draft_change", draft.pk)


@require_POST
@staff_view(Role.WRITER)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw an editable draft away."""
    draft = get_draft(pk)
    article = draft.article
    try:
        drafts.give_up_draft(draft, by=signed_in(request), now=timezone.now())
    except Refused as error:
        return hub(request, article, status=say(request, error))
    if Article.objects.filter(pk=article.pk).exists():
        return redirect("editorial:article", article.pk)
    return redirect("admin:articles_article_changelist")


def _actions(article: Article, draft: Draft | None, roles: frozenset[Role]) -> Iterator[Action]:
    """The acts that make sense now, for the roles of this person; each with the reason when it is shut."""
    if draft is None:
        yield from _without_draft(article, roles)
    else:
        yield from _with_draft(draft, roles)
    if article.public_state == PublicState.LIVE:
        yield _for(roles, Role.PUBLISHER, "Withdraw", reverse("editorial:withdraw", args=[article.pk]))
    if article.public_state == PublicState.WITHDRAWN:
        yield _for(roles, Role.PUBLISHER, "Reinstate", reverse("editorial:reinstate", args=[article.pk]))


def _without_draft(article: Article, roles: frozenset[Role]) -> Iterator[Action]:
    yield _for(
        roles,
        Role.WRITER,
        "Start a new draft",
        reverse("editorial:open-draft", args=[article.pk]),
        main=True,
        post=True,
    )


def _with_draft(draft: Draft, roles: frozenset[Role]) -> Iterator[Action]:
    preview = Action("Preview", reverse("editorial:preview-draft", args=[draft.pk]))
    history = Action("Saved versions", reverse("editorial:snapshots", args=[draft.pk]))
    review = (
        Action("Read what was sent", reverse("editorial:review", args=[draft.revision_id]))
        if draft.revision_id
        else None
    )
    match draft.state:
        case DraftState.DRAFT | DraftState.CHANGES_REQUESTED:
            edit = reverse("admin:articles_draft_change", args=[draft.pk])
            yield _for(roles, Role.WRITER, "Edit", edit)
            yield _for(roles, Role.WRITER, "Send for review", reverse("editorial:submit", args=[draft.pk]), main=True)
            yield preview
            yield history
            if draft.state == DraftState.CHANGES_REQUESTED and review:
                yield review
            yield _for(
                roles, Role.WRITER, "Give up this draft", reverse("editorial:give-up", args=[draft.pk]), post=True
            )
        case DraftState.IN_REVIEW:
            url = reverse("editorial:review", args=[draft.revision_id])
            yield _for(roles, Role.CLINICIAN, "Review", url, main=True)
            yield _for(roles, Role.WRITER, "Recall", reverse("editorial:recall", args=[draft.pk]), post=True)
            yield history
        case DraftState.APPROVED:
            yield _for(roles, Role.PUBLISHER, "Publish", reverse("editorial:publish", args=[draft.pk]), main=True)
            if review:
                yield review
            yield _for(roles, Role.WRITER, "Reopen", reverse("editorial:reopen", args=[draft.pk]))
            yield history


def _for(roles: frozenset[Role], role: Role, label: str, url: str, *, main: bool = False, post: bool = False) -> Action:
    reason = "" if role in roles else f"For {role.label.lower()}s."
    return Action(label=label, url=url, reason=reason, is_main=main, is_post=post)
