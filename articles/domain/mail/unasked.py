"""Letters that go out at once, whatever mail a person chose: about an account, and to somebody outside the house.

What they say is kept until they are out, not longer; what opens a draft is kept sealed.
"""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction

from articles.choices import LetterKind
from articles.domain.mail.sealed import sealed
from articles.domain.mail.sending import send_these
from articles.models import Letter, PreviewLink
from people.models import User
from people.signing_in.telling import account_news


def listen() -> None:
    """Write what ``people`` has to tell about accounts into the outbox."""
    account_news.connect(_account, dispatch_uid="articles.mail.account")


def show_outside(link: PreviewLink, token: str, *, now: datetime) -> None:
    """Send the address of a preview link to the person it is for. Call it in the transaction that makes the link."""
    facts = {"link": link.pk, "token": sealed(token)}
    _post(LetterKind.PREVIEW, f"preview:{link.pk}", link.made_by, link.email, facts, now=now)


def _account(*, user: User, address: str, subject: str, text: str, now: datetime, **_: Any) -> None:
    _post(LetterKind.ACCOUNT, uuid4().hex, user, address, {"subject": subject, "text": text}, now=now)


def _post(kind: LetterKind, cause: str, recipient: User, address: str, facts: dict[str, Any], *, now: datetime) -> None:
    with transaction.atomic():
        Letter.objects.create(
            recipient=recipient, kind=kind, cause=cause, address=address, facts=facts, made_at=now, next_try_at=now
        )
        transaction.on_commit(partial(send_these, kind, cause, now=now), robust=True)
