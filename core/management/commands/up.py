"""Everything at once: migrate, then web, worker and beat, which live and die together."""

import ctypes
import errno
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import redis
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

STOP_SECONDS = 15
# The port of a killed Relcrm is free again as soon as its web process has noticed.
PORT_SECONDS = 5
QUIET = "ignore:You're running the worker with superuser privileges,ignore:No directory at"


class Command(BaseCommand):
    help = "Run Relcrm: web, worker and beat, until Ctrl-C or SIGTERM."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--follow-parent", action="store_true", help="stop when the calling process ends"
        )

    def handle(self, *, port: int, follow_parent: bool, **options: Any) -> None:
        parent = os.getppid()
        _require_free(port)
        _require_database()
        _require_broker()
        _migrate()
        connection.close()
        with _crew(port) as crew:
            _announce(self, crew, port)
            while not follow_parent or os.getppid() == parent:
                _refuse_to_go_on_without(crew)
                time.sleep(0.2)


# --- what must be right before anything starts ------------------------------------------


def _require_free(port: int) -> None:
    end = time.monotonic() + PORT_SECONDS
    while reason := _bind_error(port):
        if reason.errno != errno.EADDRINUSE or time.monotonic() > end:
            sys.exit(
                _(
                    "Port %(port)d can't be used (%(reason)s). If Relcrm does not run already, "
                    "choose another one: make run PORT=%(other)d"
                )
                % {"port": port, "reason": reason.strerror, "other": port + 1}
            )
        time.sleep(0.2)


def _bind_error(port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error
    return None


def _require_database() -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        login = connection.settings_dict
        sys.exit(
            _("The database in DATABASE_URL can't be reached as %(user)s on %(host)s: %(reason)s")
            % {
                "user": login["USER"],
                "host": login["HOST"] or "localhost",
                "reason": _reason(error, login["PASSWORD"]),
            }
        )


def _require_broker() -> None:
    try:
        broker = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=5, socket_timeout=5
        )
        broker.ping()
    except (redis.RedisError, ValueError) as error:
        sys.exit(
            _("The broker in REDIS_URL can't be reached: %(reason)s")
            % {"reason": _reason(error, _password_of(settings.REDIS_URL))}
        )


def _reason(error: Exception, password: str) -> str:
    """The last line of what went wrong, without the password."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1].strip().replace(password or "\0", "…")


def _password_of(url: str) -> str:
    found = re.search(r"://[^:/@]*:([^@]*)@", url)
    return found[1] if found else ""


def _migrate() -> None:
    if settings.HAS_OWNER_LOGIN:
        call_command("migrate", verbosity=0)
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sys.exit(_("The database is of another version. Set DATABASE_OWNER_URL and run migrate."))


# --- the processes ------------------------------------------------------------------------


@contextmanager
def _crew(port: int) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Start the processes, and stop every one of them on leaving, however we leave."""
    crew: dict[str, subprocess.Popen[bytes]] = {}
    environ = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": QUIET}
    try:
        for name, command in _commands().items():
            crew[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=settings.BASE_DIR,
                env=environ | ({"DATABASE_POOL": "1"} if name == "web" else {}),
                start_new_session=True,  # Ctrl-C reaches us, and we end them in order
                preexec_fn=_end_with_parent,
            )
        yield crew
    finally:
        _stop(crew)


def _commands() -> dict[str, list[str]]:
    schedule = settings.RELCRM_HOME / "beat"
    schedule.mkdir(mode=0o700, exist_ok=True)
    celery = ["celery", "-A", "relcrm", "--quiet"]
    return {
        "web": ["gunicorn"],
        "worker": [
            *(*celery, "worker", "--concurrency=2", "--prefetch-multiplier=1"),
            *("--without-mingle", "--without-gossip"),
        ],
        "beat": [*celery, "beat", "--pidfile=", f"--schedule={schedule / 'schedule'}"],
    }


def _end_with_parent() -> None:
    """Have the kernel tell the child when we are killed; elsewhere than on Linux it stays."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(crew: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in crew.values():
        _signal(process, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    for process in crew.values():
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.1, end - time.monotonic()))
        _signal(process, signal.SIGKILL)  # the whole group: also what it left behind


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _announce(command: Command, crew: dict[str, subprocess.Popen[bytes]], port: int) -> None:
    while not (status := _answer(port)):
        _refuse_to_go_on_without(crew)
        time.sleep(0.1)
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        sys.exit(_("The web process answers with an error; see the lines above."))
    address = f"http://127.0.0.1:{port}"
    command.stdout.write(_("Relcrm is ready: %(address)s") % {"address": address})
    command.stdout.flush()


def _answer(port: int) -> int:
    """The status that the web process answers with; 0 if it does not answer yet."""
    visit = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        visit.request("GET", "/livez")
        return visit.getresponse().status
    except OSError:
        return 0
    finally:
        visit.close()


def _refuse_to_go_on_without(crew: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in crew.items():
        if process.poll() is not None:
            sys.exit(
                _("%(name)s ended by itself (%(code)d), so everything was stopped.")
                % {"name": name, "code": process.returncode}
            )
