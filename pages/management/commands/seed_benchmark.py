"""`seed_benchmark`: synthetic accounts, fast."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.roles import as_owner
from pages.seeding import seed_account


class Command(BaseCommand):
    help = "Make accounts benchmark-1@example.org, … with synthetic people and history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--users", type=int, default=1)
        parser.add_argument("--contacts", type=int, default=10_000, help="a user")
        parser.add_argument("--interactions", type=int, default=100_000, help="a user")

    def handle(self, *, users: int, contacts: int, interactions: int, **options: Any) -> None:
        began = time.monotonic()
        now = timezone.now()
        with as_owner():
            for number in range(1, users + 1):
                email = f"benchmark-{number}@example.org"
                User.objects.filter(email=email).delete()
                user = User.objects.create_user(email, None, name="Benchmark", welcomed_at=now)
                seed_account(
                    user,
                    contacts=contacts,
                    interactions=interactions,
                    on=user.today(now),
                    seed=number,
                )
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")  # as the server would by itself, later
        took = time.monotonic() - began
        self.stdout.write(
            f"{users} accounts, {users * contacts} people,"
            f" {users * interactions} interactions in {took:.1f} s"
        )
