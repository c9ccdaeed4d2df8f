"""Talking about a text under review. For whoever is not concerned with the draft, the page is not there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.domain.drafting.conversion import draft_content
from articles.domain.errors import Refused
from articles.domain.reviewing import comments as verbs
from articles.domain.reviewing import suggestions
from articles.domain.reviewing.concerned import is_concerned
from articles.editing.talk import Typed, talk_about
from articles.editorial.access import get_draft, get_revision, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen
from articles.editorial.views.reviewing import review_page
from articles.models import CommentThread, Draft
from medsite.lib.numbers import whole_number


@require_safe
@staff_view()
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was said about a draft, placed in the text as it is now."""
    return _comments(request, get_draft(pk))


@require_POST
@staff_view()
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a thread on a revision; a refusal shows the review again with what was typed."""
    revision = get_revision(pk)
    if not is_concerned(revision.draft, signed_in(request)):
        raise Http404
    typed = Typed(*(request.POST.get(name, "") for name in ("field", "quote", "body", "wording")))
    try:
        thread = verbs.open_thread(
            revision,
            field=typed.field,
            quote=typed.quote,
            body=typed.body,
            wording=typed.wording,
            by=signed_in(request),
            now=timezone.now(),
        )
    except Refused as error:
        return review_page(request, revision, typed=typed, status=say(request, error))
    messages.success(request, "Your suggestion is noted." if thread.wording else "Your comment is noted.")
    return redirect(f"{_review(request, pk)}#thread-{thread.pk}")


@require_POST
@staff_view()
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, resolve or open a thread again; take its wording over or decline it."""
    thread = get_object_or_404(CommentThread.objects.select_related("revision__article", "revision__draft"), pk=pk)
    draft = get_draft(whole_number(request.POST.get("draft", "")) or thread.revision.draft_id)
    body = request.POST.get("body", "")
    if not is_concerned(draft, signed_in(request)) or not CommentThread.objects.about(draft).filter(pk=pk).exists():
        raise Http404
    try:
        _do(request, thread, draft)
    except Refused as error:
        return _comments(request, get_draft(draft.pk), answered=thread.pk, answer=body, status=say(request, error))
    revision = request.POST.get("revision", "")
    if revision == str(draft.revision_id):
        return redirect(f"{_review(request, int(revision))}#thread-{thread.pk}")
    return redirect(f"{reverse('editorial:comments', args=[draft.pk])}#thread-{thread.pk}")


def _do(request: HttpRequest, thread: CommentThread, draft: Draft) -> None:
    by, now, body = signed_in(request), timezone.now(), request.POST.get("body", "")
    match request.POST.get("act"):
        case "answer":
            verbs.answer(thread, body=body, by=by, now=now, draft=draft)
        case "resolve":
            verbs.resolve(thread, body=body, by=by, now=now, draft=draft)
        case "reopen":
            verbs.reopen(thread, by=by, now=now, draft=draft)
        case "decline":
            suggestions.decline(thread, reason=body, by=by, now=now, draft=draft)
        case "take":
            expected = whole_number(request.POST.get("version", ""))
            suggestions.take_over(thread, expected_version=expected, by=by, now=now, draft=draft)
            messages.success(request, "The suggested wording is in your text now, as a saved version of yours.")
        case _:
            raise Refused("Choose what to do: answer, or resolve it.")


def _review(request: HttpRequest, pk: int) -> str:
    """The review again, as it was looked at."""
    asked = {name: request.POST.get(name, "") for name in ("since", "view", "resume")}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value.isascii() and value.isalnum())
    return f"{reverse('editorial:review', args=[pk])}{f'?{query}' if query else ''}"


def _comments(
    request: HttpRequest, draft: Draft, *, answered: int = 0, answer: str = "", status: int = 200
) -> HttpResponse:
    content = draft_content(draft)
    talk = talk_about(draft, content, signed_in(request))
    if talk is None:
        raise Http404
    fields = [(part, talk.on(part)) for part in dict.fromkeys([*talk.parts, *(row.field for row in talk.threads)])]
    context = {
        "title": "Comments",
        "article": draft.article,
        "draft": draft,
        "talk": talk,
        "fields": [(part, threads) for part, threads in fields if threads],
        "answered": answered,
        "answer": answer,
    }
    return screen(request, "editorial/comments.html", context, status=status)
