"""manage.py list_interactions --owner EMAIL [--json]"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.commands import add_owner, owner_named
from core.roles import acting_for
from interactions.listing import Line, interaction_lines


class Command(BaseCommand):
    help = "Lists what an account has logged: one line, or one JSON object, each."

    def add_arguments(self, parser: CommandParser) -> None:
        add_owner(parser)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, owner: str, json: bool, **options: Any) -> None:
        user = owner_named(owner)
        with acting_for(user.pk):
            for line in interaction_lines(user):
                self.stdout.write(_json(line) if json else _plain(line))


def _json(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False)


def _plain(line: Line) -> str:
    return f"{line['occurred_on']}  {line['status']}  {line['kind']}  {', '.join(line['people'])}"
