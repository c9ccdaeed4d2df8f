"""The doors of django-allauth that are open, in the frame of the desk, and the page of one's own devices."""

from typing import Any, cast

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from medsite.audit import trail
from medsite.lib.numbers import whole_number
from people.admin_access import request_roles
from people.models import User
from people.register import RegisterError
from people.signing_in import factors, lost_device, sessions
from people.signing_in.telling import tell

KEEP_ONE = "Your role needs a second factor. Set up another one first, then remove this one."


def framed(request: HttpRequest, title: str) -> dict[str, Any]:
    """What the frame of a page of the desk needs, without its list of everything at the side."""
    return admin.site.each_context(request) | {"title": title, "is_nav_sidebar_enabled": False}


def noted(request: HttpRequest, act: str, **facts: Any) -> None:
    """Write in the trail what somebody did to the devices of their own account."""
    user = cast("User", request.user)
    trail.record(actor=user, act=act, subject=f"user {user.pk}", at=timezone.now(), **facts)


def too_many(request: HttpRequest) -> HttpResponse:
    """What django-allauth answers to more requests than it takes: it looks for ``handler429`` of the site."""
    return TemplateResponse(request, "signing_in/too_many.html", framed(request, "Too many tries"), status=429).render()


class DeskPage:
    """Mixed in before one of allauth's views: our template, in our frame."""

    title = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # the view comes next in the order
        return framed(self.request, self.title) | own  # type: ignore[attr-defined]  # the view has it


class RemovesFactor(DeskPage):
    """Mixed in before a view that removes a second factor: nobody removes the last one where they need one."""

    template_name = "signing_in/remove.html"
    kind = ""
    request: HttpRequest

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        user = cast("User", self.request.user)
        if factors.must_keep_one(user):
            messages.error(self.request, KEEP_ONE)
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view comes next in the order
        noted(self.request, "person.second_factor_removed", kind=self.kind)
        factors.note_kinds(self.request, user)
        return response


class SignIn(DeskPage, LoginView):
    title = "Sign in"
    template_name = "signing_in/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Somebody whose last role was taken away is signed out: every page of the desk sends them here."""
        if request.user.is_authenticated and not request.user.is_staff:
            logout(request)
        return super().dispatch(request, *args, **kwargs)


class SignInByPasskey(LoginWebAuthnView):
    """The question for the browser as JSON; the answer as a form."""


class SecondStep(DeskPage, AuthenticateView):
    title = "One more step"
    template_name = "signing_in/second_step.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """A recovery code can be found by somebody else: its use stands in the trail, and the owner hears of it."""
        response: HttpResponse = super().form_valid(form)
        used = getattr(form, "authenticator", None)
        if used is not None and used.type == Authenticator.Type.RECOVERY_CODES and isinstance(self.request.user, User):
            with transaction.atomic():
                noted(self.request, "person.recovery_code_used")
                tell(
                    self.request.user,
                    subject="a recovery code was used",
                    text=f"On {settings.SITE_NAME}, somebody signed in with your password and a recovery code.",
                    now=timezone.now(),
                )
        return response


class ConfirmByPassword(DeskPage, ReauthenticateView):
    title = "Confirm that it is you"
    template_name = "signing_in/confirm.html"


class ConfirmByDevice(DeskPage):
    """Mixed in where a device is shown: a session may not know yet of one that was set up in another session."""

    title = "Confirm that it is you"
    template_name = "signing_in/confirm.html"

    def form_valid(self, form: Any) -> HttpResponse:
        factors.note_kinds(self.request, self.request.user)  # type: ignore[attr-defined]  # the view has it
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view comes next in the order
        return response


class ConfirmByCode(ConfirmByDevice, ReauthenticateByCodeView):
    pass


class ConfirmByPasskey(ConfirmByDevice, ReauthenticateWebAuthnView):
    pass


class AddPasskey(DeskPage, AddWebAuthnView):
    """Every passkey is kept by the device and asks for a finger, a face or a PIN: it is two factors in one."""

    title = "Add a passkey"
    template_name = "signing_in/add_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = super().get_context_data(**kwargs)
        return own | {
            "js_data": {"creation_options": webauthn.begin_registration(self.request.user, passwordless=True)}
        }

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            noted(self.request, "person.second_factor_added", kind="passkey")
        factors.note_enrolled(self.request, cast("User", self.request.user))
        return response


class RenamePasskey(DeskPage, EditWebAuthnView):
    title = "Rename a passkey"
    template_name = "signing_in/rename_passkey.html"
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(RemovesFactor, RemoveWebAuthnView):
    title = "Remove a passkey"
    kind = "passkey"
    success_url = reverse_lazy("mfa_index")


class AddApp(DeskPage, ActivateTOTPView):
    title = "Add an authenticator app"
    template_name = "signing_in/add_app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            noted(self.request, "person.second_factor_added", kind="app")
        factors.note_enrolled(self.request, cast("User", self.request.user))
        return response


class RemoveApp(RemovesFactor, DeactivateTOTPView):
    title = "Remove the authenticator app"
    kind = "app"


class RecoveryCodes(DeskPage, ViewRecoveryCodesView):
    title = "Recovery codes"
    template_name = "signing_in/recovery_codes.html"


class NewRecoveryCodes(DeskPage, GenerateRecoveryCodesView):
    title = "New recovery codes"
    template_name = "signing_in/new_recovery_codes.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            noted(self.request, "person.recovery_codes_made")
        return response


@require_safe
@login_required
def devices(request: HttpRequest) -> HttpResponse:
    """What somebody signs in with, and where they are signed in. Here the gate leads."""
    user = cast("User", request.user)
    mine = list(Authenticator.objects.filter(user=user).order_by("pk"))
    codes = next((row for row in mine if row.type == Authenticator.Type.RECOVERY_CODES), None)
    has_one = any(row.type != Authenticator.Type.RECOVERY_CODES for row in mine)
    if factors.is_missing(request, user) and has_one:
        return redirect("mfa_reauthenticate_webauthn")
    context = framed(request, "Signing in") | {
        "passkeys": [row for row in mine if row.type == Authenticator.Type.WEBAUTHN],
        "app": next((row for row in mine if row.type == Authenticator.Type.TOTP), None),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_one": has_one,
        "is_needed": factors.needed_by(user, request_roles(request)),
        "is_missing": factors.is_missing(request, user),
        "loss": lost_device.open_loss(user, now=timezone.now()),
    }
    return TemplateResponse(request, "signing_in/devices.html", context)


@login_required
@require_POST
def stop_loss(request: HttpRequest) -> HttpResponse:
    """The owner still has a device: what an administrator asked is not done."""
    user, now = cast("User", request.user), timezone.now()
    loss = lost_device.open_loss(user, now=now)
    try:
        if loss is not None:
            lost_device.stop(loss, by=user, now=now)
            messages.success(request, "It is stopped. Your devices stay. Ask the administrator what it was about.")
    except RegisterError as error:
        messages.error(request, str(error))
    return redirect("mfa_index")


@login_required
def places(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in. A POST ends one other session, or all others."""
    user = cast("User", request.user)
    if request.method == "POST":
        chosen = request.POST.get("end", "")
        if chosen == "others":
            sessions.end_all(user, but=request.session.session_key)
        elif not sessions.end_one(user, whole_number(chosen)):
            messages.info(request, "That session had ended already.")
        return redirect("usersessions_list")
    sessions.note_session(request, user)
    found = sessions.places_of(user, request, now=timezone.now())
    context = framed(request, "Where you are signed in") | {"places": found, "others": len(found) > 1}
    return TemplateResponse(request, "signing_in/places.html", context)


@require_safe
@login_required
def passkey_question(request: HttpRequest) -> HttpResponse:
    """The question for a passkey of the person signed in, as JSON. Not there for somebody without one."""
    user = cast("User", request.user)
    if factors.Factor.PASSKEY not in factors.factors_of(user):
        raise Http404
    return JsonResponse({"request_options": factors.passkey_question(request, user, now=timezone.now())})
