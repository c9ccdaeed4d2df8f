"""The register of registrations: who checked what, what runs out, and which live pages it concerns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.domain.errors import Refused
from articles.domain.reviewing import revocations
from articles.domain.upkeep import registrations
from articles.editorial.access import signed_in, staff_view
from articles.editorial.answers import say
from articles.editorial.register_forms import RevokeForm, VerifyForm, WhyForm, seen_of
from articles.editorial.screens import screen
from articles.models import Decision
from people import register
from people.admin_access import request_roles
from people.models import Credential, CredentialQuerySet, Standing
from people.roles import Role

PAGE_SIZE = 50
WORDS_LIMIT = 200
READERS = (Role.ADMINISTRATOR, Role.PUBLISHER)


FILTERS = {
    "": "All",
    "30": "Run out within 30 days",
    "60": "Within 60 days",
    "90": "Within 90 days",
    "expired": "Expired",
    "suspended": "Suspended",
    "unchecked": "Not checked yet",
}


def _shown(rows: CredentialQuerySet, name: str, today: date) -> CredentialQuerySet:
    """The registrations that a filter names."""
    match name:
        case "30" | "60" | "90":
            return rows.expiring(today, until=today + timedelta(days=int(name)))
        case "expired":
            return rows.expired_on(today)
        case "suspended":
            return rows.suspended()
        case "unchecked":
            return rows.unchecked()
    return rows


@dataclass(frozen=True)
class Entry:
    """One registration as the register lists it."""

    credential: Credential
    holder: str
    standing: Standing
    live_pages: int

    @property
    def tone(self) -> str:
        tones = {Standing.VALID: "ok", Standing.UNCHECKED: "warn", Standing.EXPIRED: "warn", Standing.SUSPENDED: "bad"}
        return tones[self.standing]


@require_safe
@staff_view(*READERS)
def entries(request: HttpRequest) -> HttpResponse:
    """All registrations, or those that need somebody to act; those that run out first come first."""
    chosen, words = request.GET.get("show", ""), request.GET.get("q", "").strip()[:WORDS_LIMIT]
    if chosen not in FILTERS:
        raise Http404
    today = timezone.localdate()
    found = _shown(Credential.objects.of_holders_named(words), chosen, today).order_by(
        F("valid_until").asc(nulls_last=True), "pk"
    )
    rows = registrations.with_live_pages(found).select_related("holder__profile", "verified_by")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": "Register",
        "filters": [(name, label, name == chosen) for name, label in FILTERS.items()],
        "chosen": chosen,
        "words": words,
        "page": page,
        "entries": [_entry(row, today) for row in page],
        "revoked": registrations.revoked_but_live(PAGE_SIZE),
        "may_act": Role.ADMINISTRATOR in request_roles(request),
    }
    return screen(request, "editorial/register.html", context)


@require_safe
@staff_view(*READERS)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _get(pk))


@staff_view(Role.ADMINISTRATOR)
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was looked up: where, what was found, until when it is valid."""
    credential = _get(pk)
    initial = {
        "seen": seen_of(credential),
        "register_url": credential.register_url,
        "valid_until": credential.valid_until,
    }
    form = VerifyForm(request.POST or None, initial=initial)

    def act() -> None:
        if form.cleaned_data["seen"] != seen_of(credential):
            raise register.RegisterError("The registration was edited after you opened this page. Look it up again.")
        credential.register_url = form.cleaned_data["register_url"]
        credential.valid_until = form.cleaned_data["valid_until"]
        register.verify_credential(
            credential, by=signed_in(request), evidence=form.cleaned_data["evidence"], now=timezone.now()
        )

    explain = "It counts at signings from now on. Look it up yourself; nobody verifies their own."
    return _act(request, credential, form, act, title="Verify a registration", explain=explain, button="Verified")


@staff_view(Role.ADMINISTRATOR)
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    credential, form = _get(pk), WhyForm(request.POST or None)
    return _act(
        request,
        credential,
        form,
        lambda: register.suspend_credential(
            credential, by=signed_in(request), reason=form.cleaned_data["reason"], now=timezone.now()
        ),
        title="Suspend a registration",
        explain="From now on it counts for no signature, and texts signed with it cannot be published again. Live "
        "pages stay until somebody stops them; the next screen lists them.",
        button="Suspend",
    )


@staff_view(Role.ADMINISTRATOR)
def reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    credential, form = _get(pk), WhyForm(request.POST or None)
    return _act(
        request,
        credential,
        form,
        lambda: register.reinstate_credential(
            credential, by=signed_in(request), reason=form.cleaned_data["reason"], now=timezone.now()
        ),
        title="Reinstate a registration",
        explain="It counts at signings again, until its date. The audit trail keeps why it was suspended.",
        button="Reinstate",
    )


@staff_view(Role.CLINICIAN, Role.PUBLISHER, Role.ADMINISTRATOR)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a signature back: the signer, a publisher, an administrator. The live page is named, and can be stopped."""
    decision = get_object_or_404(Decision.objects.select_related("revision__article", "by"), pk=pk)
    user = signed_in(request)
    if not revocations.may_revoke(decision, user):
        raise Http404
    form, status = RevokeForm(request.POST or None), 200
    if not request_roles(request) & {Role.PUBLISHER, Role.CLINICIAN}:
        del form.fields["stop_live"]
    if request.method == "POST" and form.is_valid():
        try:
            revocations.revoke(
                decision,
                by=user,
                now=timezone.now(),
                reason=form.cleaned_data["reason"],
                stop_live=form.cleaned_data.get("stop_live", False),
            )
        except Refused as error:
            status = say(request, error)
        else:
            return _after_revocation(request, decision)
    context = {
        "title": "Take a signature back",
        "decision": decision,
        "article": decision.revision.article,
        "pages": revocations.pages_resting_on(decision),
        "stands": revocations.stands(decision),
        "form": form,
    }
    return screen(request, "editorial/revoke.html", context, status=400 if form.errors else status)


def _after_revocation(request: HttpRequest, decision: Decision) -> HttpResponse:
    """People of the desk see the article next; an administrator, who has no desk, sees the register."""
    if request_roles(request) & {Role.PUBLISHER, Role.CLINICIAN, Role.WRITER}:
        return redirect("editorial:article", decision.revision.article_id)
    return redirect("editorial:register")


def _get(pk: int) -> Credential:
    return get_object_or_404(Credential.objects.select_related("holder__profile", "verified_by"), pk=pk)


def _entry(row: Credential, today: date) -> Entry:
    profile = getattr(row.holder, "profile", None)
    return Entry(
        credential=row,
        holder=profile.name if profile else str(row.holder),
        standing=row.standing_on(today),
        live_pages=getattr(row, "live_pages", 0),
    )


def _show(request: HttpRequest, credential: Credential) -> HttpResponse:
    roles = request_roles(request)
    signed = Paginator(registrations.pages_signed_by(credential.holder_id), PAGE_SIZE)
    context = {
        "title": "Registration",
        "entry": _entry(credential, timezone.localdate()),
        "credential": credential,
        "page": signed.get_page(request.GET.get("page")),
        "may_act": Role.ADMINISTRATOR in roles,
        "is_own": credential.holder_id == signed_in(request).pk,
        "has_desk": bool(roles & {Role.PUBLISHER, Role.CLINICIAN, Role.WRITER}),
    }
    return screen(request, "editorial/registration.html", context)


def _act(
    request: HttpRequest,
    credential: Credential,
    form: forms.Form,
    act: Callable[[], None],
    *,
    title: str,
    explain: str,
    button: str,
) -> HttpResponse:
    """One act on one registration; a refusal stands above the form, which keeps what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except register.RegisterError as error:
            form.add_error(None, str(error))
        else:
            return redirect("editorial:registration", credential.pk)
    context = {
        "title": title,
        "explain": explain,
        "button": button,
        "form": form,
        "entry": _entry(_get(credential.pk), timezone.localdate()),
    }
    return screen(request, "editorial/register_act.html", context, status=400 if form.errors else 200)
