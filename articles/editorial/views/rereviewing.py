"""Live texts that have to be looked at again: the queue, asking, closing, and "still right, no change"."""

import json
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.choices import CallReason, PublicState
from articles.content import ArticleContent
from articles.domain.errors import Blocked, Refused, Stale, WrongState
from articles.domain.governance.policy import current_policy
from articles.domain.governance.risk import risk_of
from articles.domain.overlay.notices import Chosen
from articles.domain.overlay.standing import standing
from articles.domain.publication import framing
from articles.domain.reviewing import specialties, ticks, unfinished
from articles.domain.reviewing.statements import last_statement
from articles.domain.upkeep import rereview, review_queue
from articles.editorial import step_up
from articles.editorial.access import get_article, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.forms import AskReviewForm, DecisionForm, ReasonForm
from articles.editorial.screens import screen
from articles.editorial.shapes import source_rows
from articles.models import Article, Publication, PublishedPage, ReviewCall
from articles.quality.findings import stored_finding
from articles.quality.panel import panel
from articles.rendering.shapes import SignedBody
from medsite.lib.canonical import grouped
from medsite.lib.numbers import whole_number
from people.admin_access import request_roles
from people.roles import Role

PAGE_SIZE = 50
SOON = timedelta(days=60)


@require_safe
@staff_view()
def queue(request: HttpRequest) -> HttpResponse:
    """What something called for, the oldest first; then what is due by its date, the most overdue first."""
    today = timezone.localdate()
    due = PublishedPage.objects.due_by(today + SOON).only("title", "review_due_on", "article", "is_listed")
    calls = Paginator(ReviewCall.objects.listed(), PAGE_SIZE).get_page(request.GET.get("calls"))
    context = {
        "title": "Reviews due",
        "today": today,
        "calls": calls,
        "ages": [(call, (today - timezone.localdate(call.opened_at)).days) for call in calls],
        "due": Paginator(due, PAGE_SIZE).get_page(request.GET.get("page")),
        "policy": current_policy(),
        "may_close": bool(request_roles(request) & set(review_queue.CLOSERS)),
        "may_sign": Role.CLINICIAN in request_roles(request),
    }
    return screen(request, "editorial/rereviews.html", context)


@staff_view()
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a live text should be looked at again."""
    article = get_article(pk)
    form, status = AskReviewForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                review_queue.ask(
                    article,
                    reason=CallReason(form.cleaned_data["reason"]),
                    detail=form.cleaned_data["detail"],
                    by=signed_in(request),
                    now=timezone.now(),
                )
            except Refused as error:
                status = say(request, error)
            else:
                return redirect("editorial:article", article.pk)
    context = {"title": "Ask for a review", "article": article, "form": form}
    return screen(request, "editorial/ask_review.html", context, status=status)


@staff_view(*review_queue.CLOSERS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a call without a signature, with a reason."""
    call = get_object_or_404(ReviewCall.objects.select_related("article", "opened_by"), pk=pk)
    form = ReasonForm(request.POST or None, label="Why nothing has to be done", help_text="It stays with the article.")
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                review_queue.dismiss(call, note=form.cleaned_data["reason"], by=signed_in(request), now=timezone.now())
            except Refused as error:
                status = say(request, error)
            else:
                return redirect("editorial:rereviews")
    context = {"title": "Close without a signature", "article": call.article, "call": call, "form": form}
    return screen(request, "editorial/close_call.html", context, status=status)


@staff_view(Role.CLINICIAN)
def still_right(request: HttpRequest, pk: int) -> HttpResponse:
    """The published text with everything a signature needs; a POST signs it again."""
    article = get_article(pk)
    try:
        publication = rereview.last_text(article)
    except WrongState as error:
        messages.error(request, str(error))
        return redirect("editorial:article", article.pk)
    form = DecisionForm(request.POST or None, sources=ticks.cited_sources(publication.revision))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                found = _confirm(request, article, form)
            except Refused as error:
                status = say(request, error)
            else:
                messages.success(request, _in_words(found))
                return redirect("editorial:article", article.pk)
    return _screen(request, article, publication, form, status=status)


def _confirm(request: HttpRequest, article: Article, form: DecisionForm) -> rereview.Confirmed:
    now = timezone.now()
    signing = form.signing(step_up.evidence_for(request, now=now))
    publication = rereview.last_text(article)
    if signing.notices_shown != _chosen(publication).as_json():
        raise Stale("The notices of this article changed after you opened this page. Look at them, then sign.")
    return rereview.confirm(
        article,
        signing,
        publication=whole_number(request.POST.get("publication", "")),
        by=signed_in(request),
        now=now,
    )


def _in_words(found: rereview.Confirmed) -> str:
    if found.publication is not None:
        return "Signed. The page says from now on that it was reviewed today."
    if found.lacks:
        return f"Signed. The dates move on when the others have signed. {found.lacks}"
    return "Signed. A publisher can reinstate the article now."


def _chosen(publication: Publication) -> Chosen:
    return framing.choose_notices(
        ArticleContent.from_json(publication.revision.content_json),
        body=SignedBody.model_validate_json(publication.revision.body_html),
        article=publication.article,
        now=timezone.now(),
    )


def _screen(
    request: HttpRequest, article: Article, publication: Publication, form: DecisionForm, *, status: int
) -> HttpResponse:
    now, revision = timezone.now(), publication.revision
    began = unfinished.begun(revision, signed_in(request))
    takes_up = began is not None and "resume" in request.GET
    content = ArticleContent.from_json(revision.content_json)
    body = SignedBody.model_validate_json(revision.body_html)
    shown, notices, notices_problem = "[]", [], ""
    last = last_statement(signed_in(request), article=article)
    try:
        chosen = _chosen(publication)
    except Blocked as error:
        notices_problem = str(error)
    else:
        shown, notices = chosen.as_json(), standing(chosen, article=article)
    if form.is_bound:
        # What is shown now is what the next attempt signs; the digests in the form stay as they were sent.
        data = request.POST.copy()
        data["notices"] = shown
        form.data = data
    else:
        form = DecisionForm(
            initial={
                "content_digest": revision.content_digest,
                "html_digest": revision.html_digest,
                "notices": shown,
                "statement": last.interests if last else "",
            }
            | (began.values if began and takes_up else {}),
            sources=ticks.cited_sources(revision),
        )
    policy = current_policy()
    calls = list(ReviewCall.objects.open().filter(article=article).select_related("opened_by").order_by("opened_at"))
    page = PublishedPage.objects.filter(article=article).only("reviewed_on", "review_due_on", "modified_at").first()
    context = {
        "title": "Still right, no change",
        "article": article,
        "publication": publication,
        "revision": revision,
        "page": page,
        "is_live": article.public_state == PublicState.LIVE,
        "today": timezone.localdate(now),
        "not_counted": specialties.why_not_sign(revision, signed_in(request), policy),
        "waived": panel(stored_finding(found) for found in json.loads(revision.findings)).waived,
        "calls": calls,
        "source_calls": [call for call in calls if call.reason == CallReason.SOURCE],
        "risk": risk_of(content, policy),
        "needed": policy.signers_for(risk_of(content, policy).level),
        "body": body,
        "content": content,
        "sources": source_rows(content, body, ticked=form["ticked"].value() or ()),
        "notices": notices,
        "notices_problem": notices_problem,
        "form": form,
        "fingerprint": grouped(revision.content_digest, groups=16),
        "html_fingerprint": grouped(revision.html_digest, groups=16),
        "last_statement": last,
        "began": began,
        "takes_up": takes_up,
        "why_not": rereview.why_not_confirm(article, signed_in(request), now=now),
        **step_up.asking(request, now=now),
    }
    return screen(request, "editorial/still_right.html", context, status=status)
