"""`benchmark`: the README's table, measured in one run."""

import json
import os
import platform
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from pages import benchmarking

EMAIL = "benchmark-1@example.org"


class Command(BaseCommand):
    help = "Measure the pages on a seeded account, beside hand-written SQL and a bare view."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--contacts", type=int, default=10_000)
        parser.add_argument("--interactions", type=int, default=100_000)

    def handle(self, *, json: bool, contacts: int, interactions: int, **options: Any) -> None:
        user = self._account(contacts, interactions)
        figures = benchmarking.measure(user, user.today(timezone.now()))
        found = benchmarking.goals(figures)
        if json:
            self.stdout.write(_line(figures, found))
        else:
            self._table(figures, found)

    def _account(self, contacts: int, interactions: int) -> User:
        user = User.objects.filter(email=EMAIL).first()
        if user is None or _count(user) != contacts:
            call_command(
                "seed_benchmark", users=1, contacts=contacts, interactions=interactions, verbosity=0
            )
            user = User.objects.get(email=EMAIL)
        return user

    def _table(self, figures: list[benchmarking.Figure], found: list[benchmarking.Goal]) -> None:
        self.stdout.write("| page | median ms | p95 ms | queries | SQL ms | by hand ms | kB |")
        self.stdout.write("|---|---|---|---|---|---|---|")
        for f in figures:
            self.stdout.write(
                f"| {f.page} | {f.median_ms} | {f.p95_ms} | {f.queries} | {f.sql_ms}"
                f" | {f.limit_sql_ms} | {f.bytes / 1000:.0f} |"
            )
        self.stdout.write(f"\nA bare Django list of fifty rows: {figures[0].bare_ms} ms")
        for goal in found:
            met = "met" if goal.met else "NOT met"
            self.stdout.write(f"{goal.goal}: {goal.ratio} (limit {goal.limit}), {met}")


def _count(user: User) -> int:
    with acting_for(user.pk):
        return Contact.objects.for_user(user).count()


def _line(figures: list[benchmarking.Figure], found: list[benchmarking.Goal]) -> str:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return json.dumps(benchmarking.as_json(figures, found, machine))
