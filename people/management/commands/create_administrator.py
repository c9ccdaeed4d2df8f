"""Make the first account of a site."""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.models import User
from people.register import RegisterError, create_administrator


class Command(BaseCommand):
    help = (
        "Make an administrator, who adds people and checks their registrations. Administrators do not sign: a "
        "clinician is another account. Asks for the password, or takes ADMINISTRATOR_PASSWORD from the environment."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, username: str, email: str, **options: Any) -> None:
        password = os.environ.get("ADMINISTRATOR_PASSWORD") or self._ask()
        try:
            User.username_validator(username)
            validate_password(password, User(username=username, email=email))
            create_administrator(username=username, email=email, password=password, now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except RegisterError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{username} is an administrator and can sign in at /admin/.")

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Set ADMINISTRATOR_PASSWORD, or run this in a terminal to be asked for the password.")
        first = getpass("Password: ")
        if getpass("Password again: ") != first:
            raise CommandError("The two passwords differ. Nothing was created.")
        return first
