"""The scenarios in short, on a machine of their own; `make faults` runs them in full."""

import subprocess
import sys

import pytest
from django.conf import settings

SECONDS = 500  # far more than they take, also beside others


@pytest.mark.ops
@pytest.mark.timeout(SECONDS + 60)
def test_nothing_is_lost_or_doubled_when_parts_die() -> None:
    command = [sys.executable, "-m", "tests.faults", "--size", "short", "--without-controls"]
    done = subprocess.run(
        [*command, "--seconds", str(SECONDS)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS + 30,
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
