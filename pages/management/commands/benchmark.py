"""`benchmark`: the README's table, measured in one run; with --imports, large imports instead."""

import json
import os
import platform
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from pages import benchmarking, benchmarking_imports

EMAIL = "benchmark-1@example.org"


class Command(BaseCommand):
    help = "Measure the pages on a seeded account, beside hand-written SQL and a bare view."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--contacts", type=int, default=10_000)
        parser.add_argument("--interactions", type=int, default=100_000)
        parser.add_argument("--imports", action="store_true", help="measure large imports instead")
        parser.add_argument("--rows", type=int, default=100_000, help="of a table to import")
        parser.add_argument("--cards", type=int, default=10_000, help="to import, with photos")
        parser.add_argument("--twice", type=int, nargs="*", default=[1_000, 10_000, 50_000])

    def handle(self, **options: Any) -> None:
        if options["imports"]:
            self._imports(**options)
        else:
            self._pages(**options)

    def _imports(
        self, *, json: bool, rows: int, cards: int, twice: list[int], **options: Any
    ) -> None:
        with tempfile.TemporaryDirectory(prefix="relcrm-benchmark-") as name:
            folder = Path(name)
            for figure in benchmarking_imports.measure(folder, rows=rows, cards=cards, twice=twice):
                self.stdout.write(_figure_line(figure) if json else _words(figure))
                self.stdout.flush()

    def _pages(self, *, json: bool, contacts: int, interactions: int, **options: Any) -> None:
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


def _figure_line(figure: benchmarking_imports.Figure) -> str:
    return json.dumps({**asdict(figure), "met": figure.met})


def _words(figure: benchmarking_imports.Figure) -> str:
    said = f"{figure.what}: {figure.value:,.1f} {figure.unit}"
    if figure.limit is None:
        return said
    return f"{said} (limit {figure.limit:,.1f}), {'met' if figure.met else 'NOT met'}"


def _line(figures: list[benchmarking.Figure], found: list[benchmarking.Goal]) -> str:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return json.dumps(benchmarking.as_json(figures, found, machine))
