"""Sending to review, taking back, previewing, and going back to a saved version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.choices import DraftState
from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.drafting import conversion, drafts
from articles.domain.drafting.comparison import FieldDiff, compare_contents
from articles.domain.drafting.preview import preview_content
from articles.domain.drafting.similar import similar_to
from articles.domain.errors import Blocked, Refused
from articles.domain.governance.policy import current_policy
from articles.domain.reviewing import assignments
from articles.domain.reviewing.finding_waivers import may_waive
from articles.editing.talk import talk_about, with_talk
from articles.editorial import safety_view
from articles.editorial.access import get_draft, signed_in, staff_view
from articles.editorial.answers import done, say, status_of
from articles.editorial.files import for_staff
from articles.editorial.forms import SubmitForm
from articles.editorial.screens import screen
from articles.editorial.views.hub import hub
from articles.editorial.views.reasons import Wording, act_with_reason
from articles.models import Draft, Snapshot
from articles.quality.checks import blockers
from articles.quality.panel import panel
from medsite.lib.markdown import TooComplex
from medsite.lib.numbers import whole_number
from people.admin_access import request_roles
from people.roles import Role

SENT = "Sent for review: the text is locked until a clinician decides, or until you recall it."
SIGNED_BEFORE = "Sent: exactly this text was signed before, so it is approved, and a publisher can publish it."
REOPEN = Wording(
    title="Reopen the approved text",
    explain="The text can be edited again and leaves the queue for publishing. Its approval counts again only if "
    "exactly the same text is sent once more.",
    label="Why is it opened again?",
    help_text="It stays in the audit trail.",
    button="Reopen",
    done="Opened again: the text can be changed, and is signed anew before it is published.",
)


@staff_view(Role.WRITER)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, or the form that sends the draft to review."""
    draft = get_draft(pk)
    findings = workflow.inspect_draft(draft, now=timezone.now()) if draft.is_editable else ()
    found = workflow.candidates_for(draft, by=signed_in(request), now=timezone.now())
    due_on = assignments.default_due(timezone.localdate(), current_policy())
    initial = {"version": draft.version, "reviewers": found.suggested, "due_on": due_on}
    form = SubmitForm(request.POST or None, initial=initial, found=found)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            workflow.submit(
                draft,
                expected_version=form.cleaned_data["version"],
                by=signed_in(request),
                now=timezone.now(),
                note=form.cleaned_data["note"],
                reviewers=form.cleaned_data["reviewers"],
                due_on=form.cleaned_data["due_on"],
            )
        except Blocked as error:
            findings, status = error.findings, status_of(error)
        except Refused as error:
            status = say(request, error)
        else:
            is_signed = Draft.objects.filter(pk=draft.pk, state=DraftState.APPROVED).exists()
            return done(request, draft.article_id, SIGNED_BEFORE if is_signed else SENT)
    context = {
        "title": "Send for review",
        "article": draft.article,
        "draft": draft,
        "form": form,
        "found": found,
        "blockers": blockers(findings),
        "similar": similar_to(draft),
        "safety": _safety(draft),
        "panel": panel(
            findings,
            form=reverse("admin:articles_draft_change", args=[draft.pk]),
            waivable=may_waive(request_roles(request)),
            waive=reverse("editorial:waivers", args=[draft.pk]),
        ),
    }
    return screen(request, "editorial/submit.html", context, status=status)


def _safety(draft: Draft) -> safety_view.SafetyView | None:
    """What could harm somebody in this change, and who signs because of it; None for a text that cannot be sent."""
    if not draft.is_editable:
        return None
    return safety_view.of_draft(draft.article, conversion.draft_content(draft), current_policy())


@require_POST
@staff_view(Role.WRITER, Role.PUBLISHER)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_draft(pk)
    try:
        workflow.recall(draft, by=signed_in(request), now=timezone.now())
    except Refused as error:
        return hub(request, draft.article, status=say(request, error))
    return done(request, draft.article_id, "Taken back: the text is open again.")


@staff_view(Role.WRITER, Role.PUBLISHER)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    draft, by = get_draft(pk), signed_in(request)
    return act_with_reason(
        request,
        draft.article,
        REOPEN,
        lambda reason, _: workflow.reopen(draft, by=by, now=timezone.now(), reason=reason),
    )


@require_safe
@staff_view()
def preview_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as a reader would get it, marked as not published."""
    draft = get_draft(pk)
    content = conversion.draft_content(draft)
    try:
        document = preview_content(draft.article, content, now=timezone.now())
    except TooComplex as error:
        return hub(request, draft.article, status=say(request, Refused(str(error))))
    except Blocked as error:
        return hub(request, draft.article, status=say(request, error))
    return HttpResponse(for_staff(document))


@require_safe
@staff_view()
def snapshots(request: HttpRequest, pk: int) -> HttpResponse:
    """Saved versions of a draft; with ?version=N, what changed from that one to the text now."""
    draft = get_draft(pk)
    chosen = None
    if version := whole_number(request.GET.get("version", "")):
        chosen = get_object_or_404(Snapshot, draft=draft, version=version)
    return _saved_versions(request, draft, chosen)


def _saved_versions(
    request: HttpRequest, draft: Draft, chosen: Snapshot | None, *, seen: Snapshot | None = None, status: int = 200
) -> HttpResponse:
    """The list; with a version, what changed since; with the one that somebody saw, what others saved after it."""
    talk = talk_about(draft, conversion.draft_content(draft), signed_in(request))
    changes = _since(chosen, draft)
    context = {
        "title": "Saved versions",
        "article": draft.article,
        "draft": draft,
        "snapshots": draft.snapshots.select_related("saved_by").order_by("-version")[:200],
        "chosen": chosen,
        "changes": with_talk(changes, talk),
        "talk": talk,
        "safety": _safety_since(chosen, draft, changes),
        "seen": seen,
        "theirs": _since(seen, draft),
    }
    return screen(request, "editorial/snapshots.html", context, status=status)


def _since(snapshot: Snapshot | None, draft: Draft) -> list[FieldDiff]:
    """What changed from a saved version to the text now."""
    if snapshot is None:
        return []
    old = ArticleContent.from_json(snapshot.content_json)
    return [field for field in compare_contents(old, conversion.draft_content(draft)) if field.is_changed]


def _safety_since(snapshot: Snapshot | None, draft: Draft, changes: list[FieldDiff]) -> safety_view.SafetyView | None:
    """What could harm somebody among those changes. One query."""
    if snapshot is None:
        return None
    old = ArticleContent.from_json(snapshot.content_json)
    since = f"since version {snapshot.version}"
    return safety_view.of_texts(old, conversion.draft_content(draft), since=since, fields=changes)


@require_POST
@staff_view(Role.WRITER)
def restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Bring a saved version back, as a new save on top of what is there now."""
    draft = get_draft(pk)
    snapshot = get_object_or_404(Snapshot.objects.select_related("draft"), draft=draft, version=version)
    seen = whole_number(request.POST.get("seen", ""))
    try:
        drafts.restore_snapshot(
            snapshot,
            expected_version=seen,
            by=signed_in(request),
            now=timezone.now(),
        )
    except drafts.StaleDraft as error:
        # Somebody saved meanwhile: what they changed, and what the restored version would change, stand side by side.
        before = Snapshot.objects.filter(draft=draft, version=seen).first()
        return _saved_versions(request, get_draft(pk), snapshot, seen=before, status=say(request, error))
    except Refused as error:
        return hub(request, draft.article, status=say(request, error))
    return redirect("editorial:snapshots", draft.pk)
