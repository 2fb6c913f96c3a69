"""One round of mails at a given moment, through the same services as the tasks."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from accounts.models import User
from core.roles import acting_for
from reminders import deliveries, outbox, services

COUNTED = ("enqueued", "sent", "failed", "in_app", "ambiguous", "held", "missed")
HOUR = 3600.0


class Command(BaseCommand):
    help = "Make the mails that are due at a moment, and send them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", required=True, help="a moment, as 2026-11-16T08:00:00+01:00")
        parser.add_argument(
            "--json", dest="as_json", action="store_true", help="counts as one JSON object"
        )

    def handle(self, *, at: str, as_json: bool, **options: Any) -> None:
        moment = _moment(at)
        counts = Counter(enqueued=_enqueue_all(moment))
        counts.update(deliveries.deliver_due(moment, seconds=HOUR))
        self.stdout.write(_as_json(counts) if as_json else _in_words(counts))


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"“{text}” is not a moment; write it as 2026-11-16T08:00:00+01:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _enqueue_all(at: datetime) -> int:
    """Look after every active user, as the scheduler does for those whose time has come."""
    made = 0
    for user in User.objects.filter(is_active=True).order_by("pk").iterator():
        with acting_for(user.pk):
            services.local_day(user, on=user.today(at), at=at)
            services.make_plan(user, at=at)
            made += len(outbox.enqueue(user, at))
    return made


def _as_json(counts: Counter[str]) -> str:
    return json.dumps({name: counts[name] for name in COUNTED})


def _in_words(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in COUNTED)
