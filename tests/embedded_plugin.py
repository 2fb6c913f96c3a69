"""Servers for the tests, up before pytest-django reads the settings.

Loaded by `-p` from pyproject.toml: a conftest would come too late. Every run has a data folder
of its own, so that several may go on side by side. With RELCRM_TEST_SERVERS=1 the servers named
in the environment are used instead.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from relcrm import embedded
from relcrm.places import ROOTS_FOLDER, socket_folder

ROOT = Path(tempfile.gettempdir()) / f"relcrm-tests-{os.getuid()}"
# What settings.py reads: a developer's environment must not change what tests see.
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
SETTINGS = (
    *("ALLOWED_HOSTS", "BEHIND_PROXY", "DATABASE_POOL", "DEBUG", "DEFAULT_FROM_EMAIL"),
    *("DIGEST_AMBIGUOUS", "EMAIL_URL", "LOG_LEVEL", "PORT", "SECRET_KEY_FALLBACKS"),
    *("SECURE_SSL_REDIRECT", "SIGNUP_OPEN", "SITE_URL", "STATIC_ROOT", "UPLOAD_ROOT"),
    *("WHITENOISE_USE_FINDERS",),
)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit our environment
        stack = ExitStack()
        early_config.add_cleanup(stack.close)  # also after Ctrl-C
        try:
            start(stack)
        except embedded.EmbeddedError as error:
            raise pytest.UsageError(str(error)) from error
    return (yield)


def start(stack: ExitStack) -> None:
    """Servers of a fresh data folder, named in the environment, until the stack closes."""
    for name in SETTINGS:
        os.environ.pop(name, None)
    os.environ["SECRET_KEY"] = "only-for-tests-only-for-tests-only-for-tests"
    if os.environ.get("RELCRM_TEST_SERVERS") != "1":
        for name in SERVERS:
            os.environ.pop(name, None)
    with _alone():
        _remove_what_killed_runs_left()
        home = Path(tempfile.mkdtemp(dir=ROOT, prefix="run-"))
        stack.callback(_remove_alone, home)
        stack.enter_context(embedded.running(home, durable=False))
    os.environ["RELCRM_HOME"] = str(home)


@contextmanager
def _alone() -> Iterator[None]:
    """Between runs that start at the same time."""
    ROOT.mkdir(mode=0o711, exist_ok=True)
    if ROOT.is_symlink() or ROOT.stat().st_uid != os.getuid():
        raise pytest.UsageError(f"{ROOT} belongs to somebody else")
    with (ROOT / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_what_killed_runs_left() -> None:
    for home in ROOT.glob("run-*"):
        _remove(home)


def _remove_alone(home: Path) -> None:
    with _alone():
        _remove(home)


def _remove(home: Path) -> None:
    """Delete the data folder of a test run, if no process uses it.

    Never any other folder: tests run as root too.
    """
    if home.is_symlink() or home.parent != ROOT or not home.name.startswith("run-"):
        raise ValueError(f"{home} was not made by these tests")
    if not embedded.stop(home):
        return
    elsewhere = (home / "servers").resolve()
    if elsewhere.parent == ROOTS_FOLDER:
        shutil.rmtree(elsewhere)
    with suppress(OSError):  # something is left in it
        socket_folder(home).rmdir()
    shutil.rmtree(home)
