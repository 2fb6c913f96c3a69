"""The scenarios in short, on a machine of their own; `make faults` runs them in full."""

import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.ops
@pytest.mark.parametrize(
    "names", [("kills", "servers", "beats", "between", "clocks"), ("broker",)], ids=" ".join
)
def test_nothing_is_lost_or_doubled_when_parts_die(names: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tests.faults", *names, "--size", "short"]
    command += ["--without-controls", "--seconds", "100"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=110
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
