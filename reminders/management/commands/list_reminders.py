"""manage.py list_reminders --owner EMAIL [--on DATE] [--json]"""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.commands import add_owner, owner_named
from core.roles import acting_for
from reminders.listing import reminders


class Command(BaseCommand):
    help = "Lists what an account is reminded of: one line, or one JSON object, each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_owner(parser)
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        user = owner_named(options["owner"])
        on = options["on"] or user.today(timezone.now())
        with acting_for(user.pk):
            for line in reminders(user, on):
                self.stdout.write(_json(line) if options["json"] else _plain(line))


def _json(line: dict[str, Any]) -> str:
    return json.dumps(line, cls=DjangoJSONEncoder, ensure_ascii=False)


def _plain(line: dict[str, Any]) -> str:
    return f"{line['due_on'] or '–'}  {line['kind']}  {line['name']}: {line['reason']}"
