"""Chromium for the tests that drive a browser: found, or fetched by `make test`.

Where there is none these tests do not run, and the end of the report says which and why.
With REQUIRE_BROWSER=1 that is a failure. `python -m tests.browser_plugin` fetches one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NONE = "none"
REASON = "no Chromium was found"
HELP = (
    "Install Chromium, or name one in CHROMIUM=/path/to/chromium, or let Playwright download"
    " its own: .venv/bin/python -m playwright install chromium"
)


def find() -> str:
    """The path of a Chromium; empty if there is none."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return shutil.which(named) or ""
    return next(filter(None, map(shutil.which, NAMES)), "") or _playwrights_own()


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


def fetch() -> str:
    """Get a Chromium from Playwright, else from the system's packages; empty if neither can."""
    if _run(sys.executable, "-m", "playwright", "install", "chromium") and (found := find()):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    return find()


def _run(*command: str) -> bool:
    print("Chromium is missing, so:", *command, flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, env=environ).returncode == 0


def _required() -> bool:
    return os.environ.get("REQUIRE_BROWSER") == "1"


# --- the plugin ---------------------------------------------------------------------------


class _Launch:
    """Registered late, so that its fixture goes before the one of pytest-playwright."""

    @pytest.fixture(scope="session")
    @classmethod
    def browser_type_launch_args(cls, browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
        # Chromium's own sandbox refuses root; the pages are ours.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        return {
            **browser_type_launch_args,
            "executable_path": os.environ["CHROMIUM"],
            "args": [*arguments, "--disable-dev-shm-usage", "--disable-gpu"],
        }


def pytest_configure(config: pytest.Config) -> None:
    # Playwright leaves an event loop running in its thread, where Django would refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ["CHROMIUM"] = find() or NONE  # looked for once: xdist's workers inherit it
    config.pluginmanager.register(_Launch(), "chromium")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and os.environ["CHROMIUM"] == NONE:
        if _required():
            pytest.fail(f"REQUIRE_BROWSER is set, but {REASON}. {HELP}", pytrace=False)
        pytest.skip(REASON)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missed = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if REASON in str(report.longrepr)
    ]
    if missed:
        terminalreporter.section(f"{len(missed)} tests did not run: {REASON}")
        terminalreporter.write_line(HELP)
        for nodeid in missed:
            terminalreporter.write_line(nodeid)


if __name__ == "__main__":
    if not find() and not fetch():
        print(f"The tests that drive a browser will not run: {REASON}. {HELP}")
        sys.exit(1 if _required() else 0)
