"""Mails about an account to its owner. The outbox of the articles listens here, and sends them."""

from datetime import datetime

from django.conf import settings
from django.dispatch import Signal

from people.models import User

account_news = Signal()
"""Sent within the transaction of what happened, with ``user``, ``address``, ``subject``, ``text`` and ``now``."""


IF_NOT_YOU = f"If that was not you, tell an administrator of {settings.SITE_NAME} at once."


def tell(
    user: User, *, subject: str, text: str, now: datetime, to: str | None = None, closing: str = IF_NOT_YOU
) -> None:
    """Let the owner of an account know, at once and whatever mail they chose. Without an address: nothing.

    ``to`` is another address than the one of the account, such as the former one. Call it in the transaction of what
    happened.
    """
    address = user.email if to is None else to
    if address:
        signed = f"{text}\n\n{closing}".strip()
        account_news.send(sender=User, user=user, address=address, subject=subject, text=signed, now=now)
