"""The review screen: read, compare, decide."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from articles.choices import Audience, DraftState
from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.drafting import translations
from articles.domain.drafting.preview import preview_body
from articles.domain.errors import Blocked, Refused, Stale
from articles.domain.governance.policy import current_policy
from articles.domain.overlay.notices import Chosen
from articles.domain.overlay.standing import standing
from articles.domain.publication import framing
from articles.domain.publication.page_facts import funding_sentence
from articles.domain.reviewing import specialties, ticks, unfinished
from articles.domain.reviewing.since import compare_since
from articles.domain.reviewing.statements import last_statement
from articles.editing.talk import Typed, talk_about, with_talk
from articles.editorial import comparing, safety_view, step_up
from articles.editorial.access import get_revision, signed_in, staff_view
from articles.editorial.answers import done, say
from articles.editorial.files import for_staff
from articles.editorial.forms import DecisionForm
from articles.editorial.screens import screen
from articles.editorial.shapes import source_rows
from articles.editorial.views.assigning import asked_of
from articles.models import Draft, Revision
from articles.quality.findings import stored_finding
from articles.quality.mix import mix_of
from articles.quality.panel import panel
from articles.rendering.shapes import SignedBody
from medsite.lib.canonical import grouped


@staff_view()
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a revision with everything a decision needs; a POST is the decision."""
    revision = get_revision(pk)
    form = DecisionForm(request.POST or None, sources=ticks.cited_sources(revision))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, revision, form)
        except Refused as error:
            status = say(request, error)
        else:
            return done(request, revision.article_id, _decided(revision))
    return review_page(request, revision, form, status=status)


@require_safe
@xframe_options_sameorigin
@staff_view()
def preview_revision(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed body in the frame of a page, as it would look when published today."""
    revision = get_revision(pk)
    content = ArticleContent.from_json(revision.content_json)
    body = SignedBody.model_validate_json(revision.body_html)
    return HttpResponse(for_staff(preview_body(revision.article, content, body, now=timezone.now())))


def _decide(request: HttpRequest, revision: Revision, form: DecisionForm) -> None:
    now, data = timezone.now(), form.cleaned_data
    if request.POST.get("decision") == "changes":
        workflow.request_changes(
            revision,
            content_digest=data["content_digest"],
            html_digest=data["html_digest"],
            by=signed_in(request),
            now=now,
            comment=data["comment"],
            ticked=data["ticked"],
        )
        return
    if request.POST.get("decision") != "approve":
        raise Refused("Choose one: approve and sign, or request changes.")
    signing = form.signing(step_up.evidence_for(request, now=now))
    chosen = _chosen(revision, now=now)
    if data["notices"] != chosen.as_json():
        raise Stale("The notices of this article changed after you opened this page. Look at them, then sign.")
    workflow.approve(revision, signing, by=signed_in(request), now=now)


def _decided(revision: Revision) -> str:
    """What the state of the draft says now of the decision that was just made."""
    match Draft.objects.values_list("state", flat=True).get(pk=revision.draft_id):
        case DraftState.CHANGES_REQUESTED:
            return "Sent back: the writer sees your words, and the text is open again."
        case DraftState.APPROVED:
            return "You signed the text. It is approved, and a publisher can publish it."
    return "You signed the text. It waits for another signature."


def _chosen(revision: Revision, *, now: datetime) -> Chosen:
    return framing.choose_notices(
        ArticleContent.from_json(revision.content_json),
        body=SignedBody.model_validate_json(revision.body_html),
        article=revision.article,
        now=now,
    )


def review_page(
    request: HttpRequest,
    revision: Revision,
    form: DecisionForm | None = None,
    *,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page itself. ``form`` is a decision that was sent, ``typed`` a comment that was refused."""
    now = timezone.now()
    content = ArticleContent.from_json(revision.content_json)
    by = signed_in(request)
    found = compare_since(revision, wanted=_asked(request, "since"), by=by)
    view = comparing.view_of(_asked(request, "view"))
    began = unfinished.begun(revision, by)
    takes_up = began is not None and "resume" in request.GET
    last = last_statement(by, article=revision.article)
    shown, notices, notices_problem = "[]", [], ""
    try:
        chosen = _chosen(revision, now=now)
    except Blocked as error:
        notices_problem = str(error)
    else:
        shown, notices = chosen.as_json(), standing(chosen, article=revision.article)
    talk = talk_about(revision.draft, content, by)
    changes = with_talk(found.changed, talk)
    if form is not None and form.is_bound:
        # What is shown now is what the next attempt signs; the digests in the form stay as they were sent.
        form.data = _with_notices(request, shown)
    else:
        form = DecisionForm(
            initial={
                "content_digest": revision.content_digest,
                "html_digest": revision.html_digest,
                "notices": shown,
                "statement": last.interests if last else "",
            }
            | (began.values if began and takes_up else {})
        )
    body = SignedBody.model_validate_json(revision.body_html)
    cited = [item.key for item in body.references]
    waiting = revision.draft.state == DraftState.IN_REVIEW and revision.draft.revision_id == revision.pk
    context = {
        "title": f"Review of revision {revision.number}",
        "revision": revision,
        "article": revision.article,
        "body": body,
        "mix": mix_of(content).in_words(this_year=now.year),
        "sources": source_rows(content, body, ticked=form["ticked"].value() or (), new=found.effort.sources),
        "content": content,
        "original": translations.standing_of(content),
        "audience": Audience(content.audience).label if content.audience else "",
        "funding": funding_sentence(content),
        "found": found,
        "effort": found.effort,
        "changes": changes,
        "safety": safety_view.of_review(revision, found, current_policy()),
        "talk": talk,
        "threads_elsewhere": talk.beside({field.label for field in changes}) if talk else (),
        "typed": typed or Typed(),
        "typed_elsewhere": typed is not None and typed.field not in {field.label for field in changes},
        "view": view,
        "since_choices": comparing.since_choices(found, view=view),
        "view_choices": comparing.view_choices(found, view=view),
        "one_column": view == "one",
        "last_statement": last,
        "began": began,
        "takes_up": takes_up,
        "typed_note": form["comment"].value() if form.is_bound else began and began.values.get("comment"),
        "panel": panel(stored_finding(found) for found in json.loads(revision.findings)),
        "subject_answers": revision.draft.draft_subjects.select_related("subject"),
        "notices": notices,
        "notices_problem": notices_problem,
        "manifests": [item.manifest for item in revision.manifest_items.select_related("manifest")],
        "decisions": [(decision, ticks.ticks_of(decision, cited)) for decision in revision.decisions.order_by("pk")],
        "fingerprint": grouped(revision.content_digest, groups=16),
        "html_fingerprint": grouped(revision.html_digest, groups=16),
        "form": form,
        "is_waiting": waiting,
        "why_not": _why_not(request, revision, waiting),
        "not_counted": specialties.why_not_sign(revision, by, current_policy()),
        **asked_of(request, revision, waiting),
        **step_up.asking(request, now=now),
    }
    return screen(request, "editorial/review.html", context, status=status)


def _asked(request: HttpRequest, name: str) -> str:
    """How somebody looks at the page, also when a comment that was refused shows it again."""
    return request.GET.get(name) or request.POST.get(name, "")


def _with_notices(request: HttpRequest, shown: str) -> QueryDict:
    data = request.POST.copy()
    data["notices"] = shown
    return data


def _why_not(request: HttpRequest, revision: Revision, waiting: bool) -> str:
    if not waiting:
        return "This revision is not waiting for a decision."
    return workflow.why_not_decide(revision, signed_in(request), now=timezone.now())
