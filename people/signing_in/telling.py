"""Mails about an account to its owner. A mail server that fails is noted in the log and costs nothing else."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from people.models import User

logger = logging.getLogger(__name__)


def tell(user: User, *, subject: str, text: str, to: str | None = None) -> None:
    """Send a plain mail to the owner of an account once what happened is stored. Without an address: nothing.

    ``to`` is another address than the one of the account, such as the former one.
    """
    address = user.email if to is None else to
    if address:
        signed = f"{text}\n\nIf that was not you, tell an administrator of {settings.SITE_NAME} at once.\n"
        transaction.on_commit(lambda: _send(address, f"{settings.SITE_NAME}: {subject}", signed))


def _send(address: str, subject: str, text: str) -> None:
    try:
        send_mail(subject, text, None, [address])
    except OSError:  # SMTPException is one
        logger.exception("A mail about an account could not be sent.")
