"""manage.py list_contacts --owner EMAIL [--json]"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.commands import add_owner, owner_named
from contacts.listing import Line, contact_lines
from core.roles import acting_for


class Command(BaseCommand):
    help = "Lists the people of an account: one line, or one JSON object, each."

    def add_arguments(self, parser: CommandParser) -> None:
        add_owner(parser)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, owner: str, json: bool, **options: Any) -> None:
        user = owner_named(owner)
        on = user.today(timezone.now())
        with acting_for(user.pk):
            for line in contact_lines(user, on):
                self.stdout.write(_json(line) if json else _plain(line))


def _json(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False)


def _plain(line: Line) -> str:
    return f"{line['next_check_in_on'] or '–'}  {line['state']}  {line['display']}"
