"""The way back when the only administrator lost their device."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.models import User
from people.register import RegisterError
from people.signing_in.lost_device import take_factors_away


class Command(BaseCommand):
    help = (
        "Remove all passkeys, the authenticator app and the recovery codes of a person who lost them. For when there "
        "are no two administrators to do it on the screen; it stands in the audit trail, and they get a mail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, username: str, reason: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user named {username}.")
        try:
            number = take_factors_away(user, reason=reason, now=timezone.now())
        except RegisterError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{number} second factor(s) of {username} removed. They sign in with their password.")
