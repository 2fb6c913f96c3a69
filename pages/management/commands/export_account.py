"""`export_account --owner EMAIL --out FILE.zip`: everything that an account holds."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.commands import add_owner, owner_named
from pages import account_out


class Command(BaseCommand):
    help = "Write a whole account into one ZIP of JSON, vCard, CSV and a calendar."

    def add_arguments(self, parser: CommandParser) -> None:
        add_owner(parser)
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.zip")

    def handle(self, *, owner: str, out: Path, **options: Any) -> None:
        user = owner_named(owner)
        try:
            account_out.write(user, out, timezone.now())
        except OSError as error:
            raise CommandError(f"{out} could not be written: {error.strerror}.") from error
        self.stdout.write(f"{out} {out.stat().st_size}")
