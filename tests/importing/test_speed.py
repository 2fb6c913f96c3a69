"""Five thousand connections: how long from upload to report, and how much memory a worker takes.

`pytest -s` prints the figures.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from core.roles import acting_for
from importing.models import ImportRow
from interactions import derivation
from tests.importing.pipeline import LINKEDIN, TODAY, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

# A process is charged with the memory of the one that started it, and the tests' own has grown
# large; so a small one stands between, and says what its child took.
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
PEOPLE = 5_000  # `benchmark --imports` does twenty times as many
MOST_SECONDS = 30
MOST_MEGABYTES = 300


def connections() -> Iterator[tuple[str, ...]]:
    """Every tenth one with something wrong, every fifth with an e-mail address."""
    for n in range(PEOPLE):
        name, company = f"Person{n}", f"Company {n % 700}"
        email = f"person{n}@example.com" if n % 5 == 0 else "bad" if n % 10 == 1 else ""
        url = f"https://www.linkedin.com/in/person-{n}"
        yield (name, "Ficción", url, email, company, f"Title {n % 90}", "07 Mar 2024")


def bring(owner: User, path: Path) -> tuple[dict[str, Any], float, float]:
    """The report, the seconds and the megabytes of a worker that does nothing else."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", MEASURED),
            *(sys.executable, Path(settings.BASE_DIR) / "manage.py", "import_contacts", path),
            *("--owner", owner.email, "--json"),
        ],
        env={**os.environ, "DATABASE_URL": _test_database()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    begun = time.monotonic()
    said, noted = process.communicate()
    assert process.returncode == 0, noted
    return json.loads(said), time.monotonic() - begun, int(noted.split()[-1]) / 1024


def _test_database() -> str:
    is_at = connection.settings_dict
    password = f":{quote(is_at['PASSWORD'])}" if is_at["PASSWORD"] else ""
    host = quote(is_at["HOST"], safe="")
    return f"postgres://{is_at['USER']}{password}@{host}:{is_at['PORT']}/{is_at['NAME']}"


def test_five_thousand_connections_are_in_within_half_a_minute(alice: User, tmp_path: Path) -> None:
    path = tmp_path / "Connections.csv"
    path.write_bytes(table(LINKEDIN, *connections()))

    first, seconds, megabytes = bring(alice, path)
    second, again, megabytes_again = bring(alice, path)

    print(f"\nfirst: {seconds:.1f} s, {megabytes:.0f} MB; again: {again:.1f} s")
    assert (first["created"], first["errors"]) == (PEOPLE, [])
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, PEOPLE)
    assert again < seconds < MOST_SECONDS
    assert max(megabytes, megabytes_again) < MOST_MEGABYTES
    with acting_for(alice.pk):
        assert ImportRow.objects.count() == 2 * PEOPLE
        assert derivation.drifted(alice.pk, TODAY) == set()
