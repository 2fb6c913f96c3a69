"""`rederive`: compute all derived dates afresh, or show that nothing has drifted."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions import derivation


class Command(BaseCommand):
    help = "Recompute every derived date; with --check, only say which rows have drifted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="exit 1 if any date has drifted")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="a date; default: today in each user's zone"
        )

    def handle(self, *, check: bool, on: date | None, **options: Any) -> None:
        now = timezone.now()
        found = 0
        for user in User.objects.order_by("pk").iterator():
            day = on or user.today(now)
            found += self._check(user, day) if check else self._rederive(user, day)
        if check and found:
            raise CommandError(f"drift: {found}")
        self.stdout.write(f"drift: {found}" if check else f"rederived: {found}")

    def _check(self, user: User, on: date) -> int:
        with acting_for(user.pk):
            drifted = derivation.drifted(user.pk, on)
        for contact_id in sorted(drifted):
            self.stdout.write(f"{user.pk} {contact_id}")
        return len(drifted)

    def _rederive(self, user: User, on: date) -> int:
        with acting_for(user.pk):
            ids = list(Contact.objects.for_user(user).values_list("pk", flat=True))
            derivation.rederive(ids, on)
        return len(ids)
