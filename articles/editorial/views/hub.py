"""The page of one article for staff: where it stands, what can be done, what happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.choices import Lane
from articles.domain.drafting import drafts, translations
from articles.domain.drafting.newest_text import newest_link
from articles.domain.drafting.preview_links import REVOKERS
from articles.domain.errors import Refused
from articles.domain.governance.policy import current_policy
from articles.domain.pack.making import READERS
from articles.domain.reviewing import assignments
from articles.domain.reviewing.concerned import is_concerned
from articles.domain.reviewing.discussion import open_threads
from articles.domain.reviewing.finding_waivers import may_waive
from articles.domain.workflow import inspect_draft
from articles.editorial import safety_view
from articles.editorial.access import get_article, get_draft, signed_in, staff_view
from articles.editorial.actions import article_actions, draft_actions
from articles.editorial.answers import say
from articles.editorial.audit_forms import in_words
from articles.editorial.screens import screen
from articles.editorial.shapes import LaneView
from articles.editorial.views.article_notices import live_notices
from articles.editorial.views.preview_links import links_of
from articles.models import Article, Draft, ReviewAssignment
from articles.models.assignment import ReviewAssignmentQuerySet
from articles.quality.checks import blockers
from articles.quality.panel import panel
from medsite.audit.models import AuditEntry, AuditEntryQuerySet
from people.admin_access import request_roles
from people.roles import Role

TRAIL = 50
"""Entries of the audit trail that the page shows."""


@require_safe
@staff_view()
def article(request: HttpRequest, pk: int) -> HttpResponse:
    return hub(request, get_article(pk))


def hub(request: HttpRequest, article: Article, *, status: int = 200) -> HttpResponse:
    """The page itself; other views come back to it when an act was refused."""
    roles = request_roles(request)
    lanes, waivable = [], may_waive(roles)
    for draft in article.drafts.open().order_by("-lane"):
        loaded = get_draft(draft.pk)
        findings = inspect_draft(loaded, now=timezone.now()) if loaded.is_editable else ()
        is_behind = drafts.is_behind(loaded)
        comments = open_threads(loaded) if is_concerned(loaded, signed_in(request)) else 0
        lanes.append(
            LaneView(
                draft=loaded,
                actions=tuple(draft_actions(loaded, roles, is_behind=is_behind, comments=comments)),
                panel=panel(
                    findings,
                    form=reverse("admin:articles_draft_change", args=[loaded.pk]),
                    waivable=waivable,
                    waive=reverse("editorial:waivers", args=[loaded.pk]),
                ),
                blockers=blockers(findings),
                is_behind=is_behind,
                links=links_of(loaded) if roles & set(REVOKERS) else (),
                asked=tuple(_asked(loaded)),
                signing=safety_view.signing_of(loaded, current_policy()),
            )
        )
    main = next((lane.draft for lane in lanes if lane.draft.lane == Lane.MAIN), None)
    original = translations.against(newest_link(article, main))
    trail = list(_trail(article))
    context = live_notices(article) | {
        "title": str(article),
        "is_hub": True,
        "article": article,
        "lanes": lanes,
        "actions": list(
            article_actions(article, [lane.draft for lane in lanes], roles, is_translation=original is not None)
        ),
        "original": original,
        "languages": translations.for_staff(article, original),
        "revisions": article.revisions.select_related("submitted_by")
        .prefetch_related("decisions__revocation")
        .order_by("-number"),
        "publications": article.publications.select_related("by").order_by("-number"),
        "schedules": article.schedules.open().select_related("by").order_by("at"),
        "imports": article.imports.listed(),
        "may_cancel": Role.PUBLISHER in roles,
        "may_audit": bool(roles & {Role.PUBLISHER, Role.ADMINISTRATOR}),
        "may_prove": bool(roles & READERS),
        "may_revoke": Role.PUBLISHER in roles,
        "entries": [(in_words(entry.act), entry) for entry in trail[:TRAIL]],
        "trail_ends_after": TRAIL if len(trail) > TRAIL else 0,
        "today": timezone.localdate(),
        "may_ask": bool(roles & set(assignments.ASKERS)),
        "public_url": reverse("reader:article", args=[article.slug]),
    }
    return screen(request, "editorial/hub.html", context, status=status)


def _trail(article: Article) -> AuditEntryQuerySet:
    """What the audit trail says of it, the newest first: one entry more than the page shows."""
    about_it = AuditEntry.objects.filter(subject=drafts.article_subject(article))
    return about_it.select_related("actor").order_by("-sequence")[: TRAIL + 1]


def _asked(draft: Draft) -> ReviewAssignmentQuerySet:
    """Who is asked to review what was sent, while it waits."""
    return ReviewAssignment.objects.open().filter(round__revision=draft.revision_id).listed()


@require_POST
@staff_view(Role.WRITER)
def open_draft(request: HttpRequest, pk: int, lane: str) -> HttpResponse:
    """Start the next draft, or a correction, from the live text."""
    article = get_article(pk)
    try:
        draft = drafts.open_draft(article, by=signed_in(request), now=timezone.now(), lane=Lane(lane))
    except Refused as error:
        return hub(request, article, status=say(request, error))
    return redirect("admin:articles_draft_change", draft.pk)


@require_POST
@staff_view(Role.WRITER)
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy the words into a new article, which inherits no approval."""
    article = get_article(pk)
    try:
        draft = drafts.duplicate_article(article, by=signed_in(request), now=timezone.now())
    except Refused as error:
        return hub(request, article, status=say(request, error))
    return redirect("admin:articles_draft_change", draft.pk)
