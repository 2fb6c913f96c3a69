"""`manage.py up` and its neighbours, as real processes."""

import os
import queue
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psutil
import psycopg
import pytest

from relcrm import embedded
from relcrm.places import socket_folder
from tests.ops.conftest import WHO, Actor, Programs, actors

pytestmark = [pytest.mark.ops, pytest.mark.timeout(600)]


class Run:
    """A running `manage.py up`."""

    def __init__(self, actor: Actor, port: int, *flags: str) -> None:
        self.port = port
        self.process = actor.popen(
            *("manage.py", "up", "--port", str(port), *flags), stderr=subprocess.STDOUT
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.family: list[psutil.Process] = []
        self.said: list[str] = []

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def wait_until_ready(self) -> None:
        while not self.said or "Relcrm is ready" not in self.said[-1]:
            self.said.append(self.lines.get(timeout=300))
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    def one(self, word: str) -> psutil.Process:
        """The process of the crew that has `word` in its command."""
        pid = self.process.pid
        return next(p for p in self.family if word in p.cmdline() and p.ppid() == pid)

    def page(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=10) as answer:
            return int(answer.status)

    def end(self) -> int:
        return self.process.wait(timeout=120)

    def left(self) -> list[str]:
        """What still runs of it, after a moment."""
        _, alive = psutil.wait_procs(self.family, timeout=20)
        return [" ".join(process.cmdline()) for process in alive]


@pytest.fixture
def up() -> Iterator[Callable[..., Run]]:
    with ExitStack() as stack:

        def start(actor: Actor, port: int, *flags: str) -> Run:
            run = Run(actor, port, *flags)
            stack.callback(_stop, run)  # also one that never gets ready
            run.wait_until_ready()
            return run

        yield start


def _stop(run: Run) -> None:
    if run.process.poll() is None:
        run.process.terminate()
    run.end()
    assert run.left() == []


@dataclass(frozen=True)
class Settled:
    """Somebody whose tables were made by two commands at once, and how these ended."""

    actor: Actor
    ended: list[tuple[str, int]]


@pytest.fixture(scope="module")
def settled(programs: Programs) -> Iterator[Settled]:
    """For all who do not ask how a first start goes."""
    with actors(programs) as make:
        actor = make(WHO[-1])
        both = [
            actor.popen(*CREATE, environ=ADMIN | {"DJANGO_SUPERUSER_EMAIL": f"{name}@example.org"})
            for name in ("ada", "bea")
        ]
        said = [process.communicate(timeout=240)[1] for process in both]
        yield Settled(
            actor, [(err, process.returncode) for err, process in zip(said, both, strict=True)]
        )


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def servers_run(actor: Actor) -> bool:
    try:
        with psycopg.connect(embedded.addresses(actor.home).owner_url):
            return True
    except psycopg.OperationalError:
        return False


ADMIN = {
    "DJANGO_SUPERUSER_EMAIL": "cleo@example.org",
    "DJANGO_SUPERUSER_PASSWORD": "correct horse battery",
}
CREATE = ("manage.py", "createsuperuser", "--noinput")


# --- a start and its end ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_first", "how", "code"), [(True, signal.SIGTERM, 143), (False, signal.SIGINT, 130)]
)
def test_one_line_tells_the_address_and_a_signal_stops_every_child(
    actor_of: Callable[[str], Actor],
    settled: Settled,
    port: int,
    up: Callable[..., Run],
    is_first: bool,
    how: signal.Signals,
    code: int,
) -> None:
    actor = actor_of(WHO[0]) if is_first else settled.actor
    run = up(actor, port)
    page = run.page()
    programs = [run.one(word).cmdline()[2] for word in ("gunicorn", "worker", "beat")]

    run.process.send_signal(how)

    assert [line for line in run.said if "http" in line] == [
        f"Relcrm is ready: http://127.0.0.1:{port}"
    ]
    assert (page, programs) == (200, ["gunicorn", "celery", "celery"])
    assert (run.end(), run.left()) == (code, [])
    assert not servers_run(actor)


def test_the_end_of_the_calling_process_stops_everything(settled: Settled, port: int) -> None:
    me = settled.actor
    script = (
        "import subprocess, sys;"
        f"p = subprocess.Popen([sys.executable, 'manage.py', 'up', '--port', '{port}',"
        " '--follow-parent']); print(p.pid, flush=True); sys.stdin.readline()"
    )
    caller = me.popen("-c", script)
    assert caller.stdout
    family = [psutil.Process(int(caller.stdout.readline()))]
    while "Relcrm is ready" not in caller.stdout.readline():
        pass
    family += family[0].children(recursive=True)

    caller.kill()
    caller.communicate()

    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []
    assert not servers_run(me)


def test_whatever_is_killed_nothing_is_lost_and_the_next_start_works(
    settled: Settled, port: int, up: Callable[..., Run]
) -> None:
    me = settled.actor
    first = up(me, port)
    made = me.run(*CREATE, environ=ADMIN)  # beside the running one
    beside = first.page()

    for process in [first.one("worker"), first.one("beat")]:
        process.kill()
    code, left = first.end(), first.left()
    assert (made.returncode, made.stderr, beside) == (0, "", 200)
    assert (code, left) == (1, [])

    second = up(me, port)
    assert second.page() == 200
    for pid in [second.process.pid, *(process.pid for process in second.family), *server_pids(me)]:
        os.kill(pid, signal.SIGKILL)
    second.end()

    third = up(me, port)
    third.process.kill()  # the first process alone
    third.end()
    fourth = up(me, port)  # at once: it waits for the port

    assert fourth.page() == 200
    assert (second.left(), third.left()) == ([], [])
    assert accounts(me) == [f"{name}@example.org" for name in ("ada", "bea", "cleo")]


def accounts(actor: Actor) -> list[str]:
    with psycopg.connect(embedded.addresses(actor.home).owner_url) as owner:
        return [email for (email,) in owner.execute("SELECT email FROM accounts_user ORDER BY 1")]


def server_pids(actor: Actor) -> list[int]:
    postgres = socket_folder(actor.home) / ".s.PGSQL.5432.lock"
    valkey = actor.home / "valkey" / "valkey.pid"
    return [int(path.read_text().splitlines()[0]) for path in (postgres, valkey)]


# --- why it can't start ---------------------------------------------------------------------------


def refusal(actor: Actor, *command: str, **environ: str) -> str:
    """The one sentence with which a command ends."""
    ended = actor.manage(*command, environ=environ)
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    return line


def test_a_taken_port_is_told(me: Actor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert refusal(me, "up", PORT=str(port)) == (
            f"Port {port} can't be used (Address already in use). If Relcrm does not run already,"
            f" choose another one: make run PORT={port + 1}"
        )
    assert not servers_run(me)


KEY = "a-key-for-this-test-only-that-is-long-enough"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "postgres://someone:s3cret@127.0.0.1:1/relcrm",
            "The database in DATABASE_URL can't be reached as someone on 127.0.0.1: ",
        ),
        (
            "postgres://someone:s3cret@nowhere.invalid/relcrm",
            "The database in DATABASE_URL can't be reached as someone on nowhere.invalid: ",
        ),
        ("mongodb://s3cret", "DATABASE_URL should look like postgres://"),
        ("postgres://someone:s3cret@host:port/x", "DATABASE_URL should look like postgres://"),
    ],
)
def test_a_wrong_database_address_is_told_without_the_password(
    me: Actor, url: str, sentence: str
) -> None:
    told = refusal(me, "up", DATABASE_URL=url, SECRET_KEY=KEY)

    assert told.startswith(sentence)
    assert "s3cret" not in told
    assert not (me.home / "pgdata").exists()


def test_a_wrong_broker_address_is_told_without_the_password(me: Actor) -> None:
    told = refusal(me, "up", REDIS_URL="redis://:s3cret@127.0.0.1:1/0")

    assert told.startswith("The broker in REDIS_URL can't be reached: ")
    assert "s3cret" not in told


def test_real_servers_without_a_secret_are_refused(me: Actor) -> None:
    told = refusal(me, "up", DATABASE_URL="postgres://a:s3cret@127.0.0.1:1/b")

    assert told == "Set SECRET_KEY: relcrm does not start without a secret."


# --- other commands -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "help", "makemigrations --check", "migrate --help"])
def test_commands_that_need_no_server_start_none(me: Actor, command: str) -> None:
    ended = me.manage(*command.split())

    assert (ended.returncode, ended.stderr) == (0, "")
    assert not (me.home / "pgdata").exists()


def test_two_first_commands_at_once_make_the_tables_once(settled: Settled) -> None:
    assert settled.ended == [("", 0), ("", 0)]
    with embedded.running(settled.actor.home, only=frozenset({"postgres"})):
        assert {"ada@example.org", "bea@example.org"} <= set(accounts(settled.actor))
