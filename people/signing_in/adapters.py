"""What django-allauth asks of the house: who may sign in how, what it says, and how secrets are stored."""

from base64 import b32encode
from secrets import token_bytes
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from medsite.lib.sealing import box
from people.models import User
from people.signing_in import factors, sessions
from people.signing_in.telling import tell

WRONG = "That username and password do not belong together. Check both, and the key for capital letters."
LATER = "Too many tries. Wait five minutes, then try again. A passkey works at once."
WRONG_CODE = "That did not match. Type the code that your app shows now, or use another way. A code counts once."
SEALED_FOR = "medsite second factors"
NO_PASSKEY = "That passkey is not known here. Use another one, or sign in with your password."

SAID = {
    "mfa/messages/webauthn_added.txt": "Your passkey is set up.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "The authenticator app is removed.",
}
MAILED = {
    "mfa/email/webauthn_added": "a passkey was added to your account",
    "mfa/email/webauthn_removed": "a passkey was removed from your account",
    "mfa/email/totp_activated": "an authenticator app was added to your account",
    "mfa/email/totp_deactivated": "the authenticator app was removed from your account",
    "mfa/email/recovery_codes_generated": "new recovery codes were made for your account",
}


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, no reset by mail, the same words for every sign-in that fails."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": LATER,
        "rate_limited": LATER,
        "incorrect_password": "That password is not right.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that tries are counted by. Those without one, as through a socket, are counted together."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return "0.0.0.0"  # noqa: S104  # no address to listen on: the address of nobody

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """A passkey of somebody without a role lets in no more than their password."""
        if not (user.is_active and getattr(user, "is_staff", False)):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        messages.error(request, NO_PASSKEY)
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        if isinstance(user, User):
            request.session[sessions.SIGNED_IN_KEY] = timezone.now().isoformat()
            sessions.note_session(request, user)
            sessions.forget_ended(now=timezone.now())
            factors.note_kinds(request, user)
        return response

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Whoever has a second factor shows it before changing one, not the password. Passkeys first."""
        methods = super().get_reauthentication_methods(user)
        strong = [method for method in methods if method["id"].startswith("mfa_")]
        return sorted(strong or methods, key=lambda method: "webauthn" not in method["id"])

    def add_message(  # noqa: PLR0917  # the signature of allauth
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened in the words of the house; what has none is not said."""
        text = message or SAID.get(message_template or "", "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        if isinstance(user, User) and template_prefix in MAILED:
            what = MAILED[template_prefix]
            tell(user, subject=what, text=f"On {settings.SITE_NAME}, {what}.", now=timezone.now())


class MfaAdapter(DefaultMFAAdapter):
    """Secrets are stored encrypted; a passkey belongs to the address of the site."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return box(SEALED_FOR).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; after SECRET_KEY was changed, one that nobody has, so that no code matches."""
        try:
            return box(SEALED_FOR).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return b32encode(token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture for the page itself: the policy for content refuses images in addresses."""
        return str(super().build_totp_svg(url)).split("?>", 1)[-1].strip()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002  # its name there
        return "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """On an https site the host of SITE_URL, whatever name a request used."""
        host = settings.SITE_URL.split("://")[1] if settings.IS_HTTPS else context.request.get_host()
        return {"id": host.rsplit(":", 1)[0] if host.count(":") == 1 else host, "name": settings.SITE_NAME}
