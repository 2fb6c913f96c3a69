"""`python -m tests.faults [SCENARIO …] [--size short|small|full] [--seed N]`: see the package."""

import argparse
import os
import secrets
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import django

from tests.embedded_plugin import start

SCENARIOS = {
    "kills": "workers are killed",
    "servers": "mail servers of any temper",
    "beats": "one, two, ten beats, and none",
    "broker": "the broker dies, forgets, is full, is frozen",
    "between": "between two digests",
    "clocks": "clocks, zones and steps",
    "database": "the database dies under writers",
}


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults")
    asked.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    asked.add_argument("--size", choices=["short", "small", "full"], default="small")
    asked.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked.add_argument("--seconds", type=int, default=10_800, help="the longest that all may take")
    asked.add_argument("--without-controls", action="store_true")
    given = asked.parse_args()
    names = given.scenarios or list(SCENARIOS)
    if unknown := set(names) - set(SCENARIOS):
        asked.error(f"unknown: {', '.join(unknown)}")
    command = f"python -m tests.faults {' '.join(given.scenarios)} --size {given.size}"
    print(f"{command} --seed {given.seed}", flush=True)
    signal.signal(signal.SIGALRM, _time_is_over)
    signal.alarm(given.seconds)
    with ExitStack() as stack:
        start(stack)
        os.environ["LOG_LEVEL"] = "CRITICAL"
        os.environ["DJANGO_SETTINGS_MODULE"] = "relcrm.settings"
        django.setup()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="relcrm-faults-")))
        return _all(names, given, folder)


def _time_is_over(*_: Any) -> NoReturn:
    """By an exception that nobody swallows, so that every child is ended on the way out."""
    sys.exit("The time for all of it is over.")


def _all(names: list[str], given: argparse.Namespace, folder: Path) -> int:
    from django.core.management import call_command

    from tests.faults import people
    from tests.faults.sizes import SIZES

    call_command("migrate", verbosity=0)
    people.hasten()
    failed = 0
    for name in names:
        scenario = import_module(f"tests.faults.{name}")
        started = time.monotonic()
        report = scenario.run(SIZES[given.size][name], given.seed, folder)
        red: list[str] = []
        if not given.without_controls:
            red = scenario.control(SIZES["short"][name], given.seed, folder).problems
            report.must(bool(red), "the negative control found nothing: the check is blind")
        seconds = time.monotonic() - started
        verdict = "FAILED" if report.problems else "holds"
        print(f"\n{name}: {SCENARIOS[name]}: {verdict} ({seconds:.0f} s)", flush=True)
        for figure, value in report.figures.items():
            print(f"  {figure}: {value}")
        print(f"  with the guard off: {red[:2]}")
        for problem in report.problems:
            print(f"  NOT: {problem}")
        failed += bool(report.problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
