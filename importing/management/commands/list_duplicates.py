"""Who may be there twice, or what imports merged by themselves: one JSON object a line."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.commands import add_owner, owner_named
from core.roles import acting_for
from importing import selectors


class Command(BaseCommand):
    help = "List possible duplicates, the surest first; or what was merged without asking."

    def add_arguments(self, parser: CommandParser) -> None:
        add_owner(parser)
        parser.add_argument("--merged", action="store_true", help="what an import merged by itself")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, **options: Any) -> None:
        owner = owner_named(options["owner"])
        with acting_for(owner.pk):
            found = selectors.merged_by_itself if options["merged"] else selectors.duplicates
            for row in found(owner):
                self.stdout.write(json.dumps(row) if options["json"] else _words(row))


def _words(row: dict[str, Any]) -> str:
    return f"{row['a']} {row['b']} {row['certainty']:.2f} {', '.join(row['reasons'])}"
