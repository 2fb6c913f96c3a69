"""How well duplicates are found in files whose truth is known. Nothing of it is kept."""

import json
import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.models import User
from importing.scoring import Score, score


class Command(BaseCommand):
    help = "Find the duplicates of a folder with truth.json, and say how well that went."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dir", type=Path, required=True, metavar="DIR")
        parser.add_argument("--time-zone", default="Europe/Berlin")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        with transaction.atomic():
            email = f"score-{uuid.uuid4().hex}@example.org"
            owner = User.objects.create_user(email, time_zone=options["time_zone"])
            found = score(options["dir"], owner=owner)
            transaction.set_rollback(True)
        text = json.dumps(found.as_json(), ensure_ascii=False) if options["json"] else words(found)
        self.stdout.write(text)
        if not found.is_good:
            raise SystemExit(1)


def words(found: Score) -> str:
    lines = [
        f"files                     {', '.join(found.files)}",
        f"not read                  {', '.join(found.unread) or '-'}",
        f"duplicates                {found.duplicates}",
        f"merged by itself          {found.merged}, precision {found.merged_precision:.3f}",
        f"easy pairs                {found.auto_ok}, missed {found.auto_ok_missed or '-'}",
        f"tricky pairs merged       {found.tricky_merged or '-'}",
        f"in the queue              {found.queued}, precision {found.queue_precision:.3f}",
        f"found of all              {found.recall:.3f}, missed {found.missed or '-'}",
        f"asked about wrongly       {found.wrongly_queued or '-'}",
    ]
    return "\n".join(lines)
