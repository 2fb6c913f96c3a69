"""`create_account`: an ordinary account without a browser."""

import os
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services


class Command(BaseCommand):
    help = "Make an ordinary account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--password-from-env", metavar="VAR")
        parser.add_argument("--time-zone", default="UTC", metavar="TZ")
        parser.add_argument("--name", default="")

    def handle(
        self,
        *,
        email: str,
        password_from_env: str | None,
        time_zone: str,
        name: str,
        **options: Any,
    ) -> None:
        password = self._password(password_from_env)
        try:
            user = services.create_account(
                email=email, password=password, time_zone=time_zone, name=name
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.email} {user.pk}")
        if password_from_env is None:
            self.stdout.write(f"password: {password}")

    def _password(self, variable: str | None) -> str:
        if variable is None:
            return secrets.token_urlsafe(12)
        password = os.environ.get(variable, "")
        if len(password) < 8:
            raise CommandError(f"{variable} should hold a password of at least 8 characters.")
        return password
