"""The question bank at the desk: what is on offer, where it is used, and copying it into a draft."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles.domain.drafting import bank
from articles.domain.errors import Refused, WrongState
from articles.editorial.access import get_draft, signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.screens import screen
from articles.editorial.views.hub import hub
from articles.models import Draft
from medsite.lib.numbers import whole_number
from people.admin_access import request_roles
from people.roles import Role

PAGE_SIZE = 50
OFFERED = 30
WORDS_LIMIT = 200
USES = 100


@require_safe
@staff_view()
def questions(request: HttpRequest) -> HttpResponse:
    """All questions on offer, or those retired, with how often each is used."""
    words, is_retired = _words(request), request.GET.get("show", "") == "retired"
    found = bank.with_uses(bank.newest(words, retired=is_retired))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": "Question bank",
        "words": words,
        "is_retired": is_retired,
        "page": page,
        "entries": [bank.entry_of(row) for row in page],
        "may_write": Role.WRITER in request_roles(request),
    }
    return screen(request, "editorial/bank.html", context)


@require_safe
@staff_view()
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: its wordings, and where it is used."""
    return _question(request, pk)


@require_POST
@staff_view(Role.WRITER)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question out of the offer, or bring it back."""
    entry = _get(pk)
    try:
        bank.set_retired(
            entry.key, retired=request.POST.get("act") != "bring-back", by=signed_in(request), now=timezone.now()
        )
    except Refused as error:
        return _question(request, pk, status=say(request, error))
    return redirect("editorial:bank-question", pk)


@staff_view(Role.WRITER)
def for_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank beside one draft: newer wordings of what it copied, and questions to copy; a POST copies them."""
    draft = get_draft(pk)
    if not draft.is_editable:
        error = WrongState("The text is locked. Recall or reopen it before you change its questions.")
        return hub(request, draft.article, status=say(request, error))
    if request.method != "POST":
        return _for_draft(request, draft)
    try:
        bank.insert(
            draft,
            _picked(request),
            expected_version=whole_number(request.POST.get("version", "")),
            by=signed_in(request),
            now=timezone.now(),
        )
    except Refused as error:
        return _for_draft(request, get_draft(pk), status=say(request, error))
    return redirect("editorial:draft-bank", pk)


@require_POST
@staff_view(Role.WRITER)
def settle(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Take the newer wording of one question over, or keep the draft's own."""
    draft = get_draft(pk)
    try:
        bank.settle_newer(
            draft,
            place,
            seen=whole_number(request.POST.get("seen", "")),
            take=request.POST.get("act") != "keep",
            expected_version=whole_number(request.POST.get("version", "")),
            by=signed_in(request),
            now=timezone.now(),
        )
    except Refused as error:
        return _for_draft(request, get_draft(pk), status=say(request, error))
    return redirect("editorial:draft-bank", pk)


def _for_draft(request: HttpRequest, draft: Draft, *, status: int = 200) -> HttpResponse:
    words = _words(request)
    there = {row.bank_version.question_id for row in draft.questions.all() if row.bank_version is not None}
    picked = {str(uuid) for uuid in _picked_quietly(request)}
    found = [bank.entry_of(row) for row in bank.newest(words)[: OFFERED + 1]]
    context = {
        "title": "Question bank",
        "article": draft.article,
        "draft": draft,
        "newer": bank.newer_wordings(draft),
        "words": words,
        "offered": [(entry, entry.key in there, str(entry.uuid) in picked) for entry in found[:OFFERED]],
        "has_more": len(found) > OFFERED,
        "limit": OFFERED,
    }
    return screen(request, "editorial/draft_bank.html", context, status=status)


def _question(request: HttpRequest, pk: int, *, status: int = 200) -> HttpResponse:
    entry = _get(pk)
    context = {
        "title": entry.wording,
        "entry": entry,
        "history": bank.history(pk),
        "uses": bank.uses(pk, limit=USES),
        "limit": USES,
        "may_write": Role.WRITER in request_roles(request),
    }
    return screen(request, "editorial/bank_question.html", context, status=status)


def _get(pk: int) -> bank.Entry:
    entry = bank.find(pk)
    if entry is None:
        raise Http404
    return entry


def _words(request: HttpRequest) -> str:
    return str(request.POST.get("q") or request.GET.get("q", "")).strip()[:WORDS_LIMIT]


def _picked(request: HttpRequest) -> list[UUID]:
    """The questions that were ticked. Raises Refused for what is no question."""
    try:
        return [UUID(value) for value in request.POST.getlist("pick")]
    except ValueError as error:
        raise Refused("One of these questions is not on offer any more. Choose others.") from error


def _picked_quietly(request: HttpRequest) -> list[UUID]:
    try:
        return _picked(request)
    except Refused:
        return []
