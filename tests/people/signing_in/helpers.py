"""People with devices, and what a browser sends when somebody signs in."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from people.models import User
from tests import factories

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(user: User) -> None:
    TOTP.activate(user, SECRET)


def give_passkey(user: User) -> Authenticator:
    """A passkey as a row; nothing can sign with it."""
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Phone", "credential": {}})


def give_codes(user: User) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def code_now(step: int = 0) -> str:
    """What the app shows now, or ``step`` half minutes later."""
    return app_code(SECRET, step)


def app_code(secret: str, step: int = 0) -> str:
    """What an app shows that was given this secret."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


def sign_in(client: Client, username: str, password: str = factories.PASSWORD, **extra: Any) -> Any:
    return client.post("/admin/login/", {"login": username, "password": password}, **extra)


def confirm(client: Client) -> None:
    """Show again who one is, as the doors to one's own devices ask."""
    client.post("/admin/account/confirm/", {"password": factories.PASSWORD})
