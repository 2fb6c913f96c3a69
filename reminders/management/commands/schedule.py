"""manage.py schedule --at ISO [--json]"""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reminders.services import tick


def moment(text: str) -> datetime:
    """A moment in ISO 8601; without an offset it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a moment as 2026-11-16T08:00+01:00") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class Command(BaseCommand):
    help = "Runs the scheduler once, as if it were the given moment."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=moment, metavar="ISO")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = tick(options["at"] or timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            made = ", ".join(f"{number} {what}" for what, number in counts.items())
            self.stdout.write(f"Done: {made}.")
