"""The way back for somebody who lost every device: an administrator takes their second factors away."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from medsite.audit import trail
from people.models import User
from people.register import RegisterError
from people.roles import Role, has_role
from people.signing_in import factors, sessions
from people.signing_in.telling import tell


def take_factors_away(user: User, *, by: User | None, reason: str, now: datetime) -> int:
    """Remove all passkeys, the app and the recovery codes of a person, and end their sessions; give their number.

    ``by`` is None only for the command on the machine itself. The password stays: with it they sign in and set up
    another device, before anything else opens. Writes one audit entry; the owner gets a mail, so that nobody loses
    their devices this way without knowing.

    Raises RegisterError for anybody who is no administrator, for one's own, without a reason, and when there are none.
    """
    if by is not None and by.pk == user.pk:
        raise RegisterError("Nobody takes their own second factors away. Ask another administrator.")
    if by is not None and not has_role(by, Role.ADMINISTRATOR):
        raise RegisterError("Only an administrator takes second factors away.")
    if not reason.strip():
        raise RegisterError("Say why, and how you made sure that it is really them who ask.")
    with transaction.atomic():
        owner = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        number = factors.forget_all(owner)
        if not number:
            raise RegisterError(f"{owner} has no second factor.")
        sessions.end_all(owner)
        trail.record(
            actor=by,
            act="person.second_factors_taken_away",
            subject=f"user {owner.pk}",
            at=now,
            number=number,
            reason=reason.strip(),
        )
        tell(
            owner,
            subject="your second factors were taken away",
            text=f"On {settings.SITE_NAME}, an administrator removed every passkey, authenticator app and recovery "
            f"code of your account, and ended your sessions.\n\nThe reason given: {reason.strip()}\n\nSign in with "
            "your password, and set up a new device.",
            now=now,
        )
    return number
