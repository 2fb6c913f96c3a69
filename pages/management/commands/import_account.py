"""`import_account FILE.zip --owner EMAIL`: make an account equal to the exported one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.commands import add_owner, owner_named
from importing.records import Refused
from pages import account_in


class Command(BaseCommand):
    help = "Fill an empty account from the archive that export_account wrote. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        add_owner(parser)

    def handle(self, *, file: Path, owner: str, **options: Any) -> None:
        user = owner_named(owner)
        try:
            counts = account_in.read(file, user, timezone.now())
        except OSError as error:
            raise CommandError(f"{file} could not be read: {error.strerror}.") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for label, count in counts.items():
            self.stdout.write(f"{label} {count}")
