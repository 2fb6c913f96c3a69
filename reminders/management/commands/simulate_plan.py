"""manage.py simulate_plan --people FILE --budget N… --weeks W [--done SHARE] [--json]"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reminders.simulation import BadPeople, Outcome, read_people, simulate

DONE = (1.0, 0.6)


class Command(BaseCommand):
    help = "Plays weeks of plans in memory and prints the longest wait for each type of people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--people", required=True, type=Path, metavar="FILE", help="CSV or JSON: type, count"
        )
        parser.add_argument(
            "--budget", required=True, type=int, nargs="+", metavar="N", help="one, or several"
        )
        parser.add_argument("--weeks", required=True, type=int, metavar="W")
        parser.add_argument(
            "--done",
            type=float,
            metavar="SHARE",
            help="the share of suggestions acted on; both 1 and 0.6 if not given",
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        shares = DONE if options["done"] is None else (options["done"],)
        _check(options["budget"], options["weeks"], shares)
        for budget, done in product(options["budget"], shares):
            outcome = simulate(
                _people(options["people"]),
                budget=budget,
                weeks=options["weeks"],
                done=done,
                seed=options["seed"],
            )
            self.stdout.write(_json(outcome) if options["json"] else _plain(outcome))


def _check(budgets: list[int], weeks: int, shares: tuple[float, ...]) -> None:
    if not all(1 <= budget <= 50 for budget in budgets):
        raise CommandError("--budget must be between 1 and 50.")
    if not 1 <= weeks <= 1040:
        raise CommandError("--weeks must be between 1 and 1040.")
    if not all(0 <= share <= 1 for share in shares):
        raise CommandError("--done must be between 0 and 1.")


def _people(path: Path) -> Any:
    try:
        return read_people(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} can’t be read: {error}") from error
    except BadPeople as error:
        raise CommandError(f"{path}: {error}") from error


def _json(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome))


def _plain(outcome: Outcome) -> str:
    people = sum(row.people for row in outcome.waits)
    lines = [
        f"{people} people ask for {outcome.a_week:.1f} check-ins a week; budget {outcome.budget},"
        f" {outcome.weeks} weeks, {outcome.done:.0%} done",
        f"{'type':<16}{'people':>7}{'every':>7}{'longest wait':>14}{'= cadences':>12}"
        f"{'first within':>14}{'never':>7}{'dormant':>9}",
    ]
    for row in outcome.waits:
        first = "–" if row.first is None else f"{row.first} d"
        lines.append(
            f"{row.type:<16}{row.people:>7}{row.cadence:>5} d{row.longest:>12} d"
            f"{row.in_cadences:>12.1f}{first:>14}{row.never:>7}{row.dormant:>9}"
        )
    return "\n".join([*lines, "", ""])
