"""What the editor asks for while somebody types. Nothing here changes the text of a draft."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.domain.drafting import presence, unsaved
from articles.domain.drafting.comparison import compare_contents
from articles.domain.drafting.conversion import draft_content
from articles.domain.errors import Refused
from articles.domain.reviewing.finding_waivers import may_waive
from articles.editing.live import look
from articles.editing.typed import Unreadable, read, without_secrets
from articles.editorial.access import get_draft, signed_in, staff_view
from articles.editorial.files import for_staff
from articles.editorial.screens import screen
from articles.models import Draft, UnsavedWork
from articles.quality.panel import panel
from medsite.lib.numbers import whole_number
from people.admin_access import request_roles
from people.roles import Role
from references.models import Reference

SOURCES_OFFERED = 10
QUERY_LIMIT = 100


@require_POST
@staff_view(Role.WRITER)
def live(request: HttpRequest, pk: int) -> JsonResponse:
    """Previews, length and findings of the form as it is now, the findings as HTML of the form. Stores nothing."""
    draft = get_draft(pk)
    try:
        typed = read(request.POST, draft, tolerant=True)
    except Unreadable as error:
        return JsonResponse({"error": str(error)}, status=400)
    seen = look(typed, draft)
    previews = {name: for_staff(html) for name, html in seen.previews.items()}
    said = panel(
        seen.findings,
        form="",
        waivable=may_waive(request_roles(request)),
        waive=reverse("editorial:waivers", args=[draft.pk]),
        mends=seen.mends,
    )
    findings = render_to_string(
        "editorial/_form_findings.html",
        {"panel": said, "findings": seen.findings, "blockers": seen.blockers, "similar": seen.similar},
    )
    return JsonResponse(seen.as_json() | {"previews": previews, "findings": findings})


@require_safe
@staff_view(Role.WRITER)
def sources(request: HttpRequest) -> JsonResponse:
    """The first records of the library that match ``q``, for citing. One query; empty for an empty question."""
    words = request.GET.get("q", "")[:QUERY_LIMIT]
    found = Reference.objects.current().matching(words).order_by("key")[:SOURCES_OFFERED] if words.strip() else []
    return JsonResponse({"sources": [{"key": reference.key, "title": reference.title[:300]} for reference in found]})


@require_POST
@staff_view(Role.WRITER)
def pulse(request: HttpRequest, pk: int) -> JsonResponse:
    """Somebody's browser says that the draft is open in it, and what is typed there; it hears who else is there."""
    draft = get_object_or_404(Draft, pk=pk)
    by, now = signed_in(request), timezone.now()
    if "leaving" in request.POST:
        presence.leave(draft, by=by)
        return JsonResponse({})
    answer: dict[str, object] = {}
    form = request.POST.get("form", "")
    if form:
        try:
            unsaved.keep_unsaved(
                draft,
                without_secrets(QueryDict(form)).urlencode(),
                version=whole_number(request.POST.get("version", "")),
                by=by,
                now=now,
            )
            answer["kept"] = f"{timezone.localtime(now):%H:%M}"
        except Refused as error:
            answer["error"] = str(error)
    presence.be_there(draft, by=by, now=now, has_changes=request.POST.get("has_changes") == "1")
    saved = draft.snapshots.select_related("saved_by").order_by("-version").first()
    return JsonResponse(
        answer
        | {
            "others": [asdict(other) for other in presence.others(draft, than=by, now=now)],
            "version": draft.version,
            "saved_by": str(saved.saved_by) if saved and saved.saved_by else "somebody",
            "is_locked": not draft.is_editable,
        }
    )


@staff_view(Role.WRITER)
def unsaved_work(request: HttpRequest, pk: int) -> HttpResponse:
    """What one's unsaved work would change; a POST throws it away."""
    draft = get_draft(pk)
    kept = get_object_or_404(UnsavedWork, draft=draft, user=signed_in(request))
    if request.method == "POST":
        unsaved.discard_unsaved(draft, by=signed_in(request))
        messages.success(request, "The unsaved work is thrown away.")
        return redirect("admin:articles_draft_change", draft.pk)
    sent = QueryDict(kept.form)
    changes, problem = [], ""
    try:
        mine = read(sent, draft).content
    except Unreadable as error:
        problem = str(error)
    else:
        changes = [field for field in compare_contents(draft_content(draft), mine) if field.is_changed]
    context = {
        "title": "Unsaved work",
        "article": draft.article,
        "draft": draft,
        "kept": kept,
        "changes": changes,
        "problem": problem,
    }
    return screen(request, "editorial/unsaved.html", context)
