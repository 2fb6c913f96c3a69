"""`python -m tests.scale [--users N] [--contacts N] [--digests N] [--idle N] …`, see --help."""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django

from tests.embedded_plugin import start


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.scale")
    asked.add_argument("--idle", type=int, default=100_000, help="users with nothing due")
    asked.add_argument("--users", type=int, default=10_000, help="in one midnight's wave")
    asked.add_argument("--contacts", type=int, default=200, help="each")
    asked.add_argument("--digests", type=int, default=10_000)
    asked.add_argument("--rows", type=int, default=100_000, help="of a file that is imported")
    asked.add_argument("--cards", type=int, default=10_000, help="with photos")
    asked.add_argument("--twice", type=int, nargs="*", default=[1_000, 10_000, 50_000])
    given = asked.parse_args()
    with ExitStack() as stack:
        start(stack)
        os.environ["LOG_LEVEL"] = "CRITICAL"
        os.environ["DJANGO_SETTINGS_MODULE"] = "relcrm.settings"
        django.setup()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="relcrm-scale-")))
        return _measure(given, folder)


def _measure(given: argparse.Namespace, folder: Path) -> int:
    from django.core.management import call_command

    from tests.scale import measures

    call_command("migrate", verbosity=0)
    if given.idle:
        measures.idle(given.idle)
    if given.users:
        measures.wave(given.users, given.contacts)
    if given.digests:
        measures.digests(given.digests, folder)
    of_imports = {"rows": given.rows, "cards": given.cards, "twice": given.twice}
    call_command("benchmark", imports=True, **of_imports)
    return 0


if __name__ == "__main__":
    sys.exit(main())
