"""PostgreSQL and Valkey out of wheels, for a machine where neither is installed.

Both listen on unix sockets only and outlive the process that started them: whoever uses
them holds a shared lock on the data folder, and the last one to leave stops them. What a
killed process left behind, running or half dead, is taken over by the next one.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import psycopg

from core.role_names import APP, OWNER
from relcrm.places import EmbeddedError, Place, sentence, settle, socket_folder
from relcrm.servers import DATABASE, PORT, SUPERUSER, servers

__all__ = ["Addresses", "EmbeddedError", "addresses", "running", "stop", "wanted"]


@dataclass(frozen=True)
class Addresses:
    """Where the embedded servers of one data folder listen while they run."""

    app_url: str
    owner_url: str
    superuser_url: str
    redis_socket: str


def addresses(home: Path) -> Addresses:
    """The addresses that belong to `home`: derived from its path, nothing is started."""
    folder = socket_folder(home)

    def url(role: str) -> str:
        return f"postgres://{role}@{quote(str(folder), safe='')}:{PORT}/{DATABASE}"

    return Addresses(
        app_url=url(APP),
        owner_url=url(OWNER),
        superuser_url=url(SUPERUSER),
        redis_socket=str(folder / "valkey.sock"),
    )


def wanted(environ: Mapping[str, str]) -> frozenset[str]:
    """The servers that `environ` gives no address for."""
    names = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    return frozenset(server for server, name in names.items() if not environ.get(name))


@contextmanager
def running(
    home: Path, *, only: frozenset[str] | None = None, durable: bool = True
) -> Iterator[Addresses]:
    """Start or take over the servers of `home`; the last one inside stops them on leaving.

    `only` names the servers; unsaid, they are those that the environment gives no address for.
    `durable=False` is for tests: their cluster may be lost with the machine.
    Raises EmbeddedError with a sentence for the person in front.
    """
    names = wanted(os.environ) if only is None else only
    with _plainly(home):
        place = settle(home.resolve())
        use = _hold(place)
    try:
        with _plainly(home), _gate(place):
            for server in servers(place, durable=durable):
                if server.name in names:
                    server.ensure()
        yield addresses(home)
    finally:
        _leave(place, use)


def stop(home: Path) -> bool:
    """Stop the servers of `home` if nobody uses them; false if somebody does."""
    place = settle(home.resolve())
    return _leave(place, _hold(place))


@contextmanager
def _plainly(home: Path) -> Iterator[None]:
    """Turn what the system says into a sentence."""
    try:
        yield
    except OSError as error:
        raise EmbeddedError(sentence(str(error), home)) from error
    except psycopg.Error as error:
        raise EmbeddedError(f"PostgreSQL could not be prepared: {error}") from error


def _open(path: Path) -> BinaryIO:
    file = path.open("ab")
    if path.stat().st_uid == os.geteuid():
        path.chmod(0o600)
        shutil.chown(path, path.parent.stat().st_uid)  # root may be at work in a user's folder
    return file


@contextmanager
def _gate(place: Place) -> Iterator[None]:
    """One process at a time starts or stops servers."""
    with _open(place.home / "gate") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _hold(place: Place) -> BinaryIO:
    """Say that the servers are in use, until the file is closed, be it by a kill."""
    use = _open(place.home / "lock")
    fcntl.flock(use, fcntl.LOCK_SH)
    return use


def _leave(place: Place, use: BinaryIO) -> bool:
    """Stop the servers if nobody else holds them; true if they were stopped."""
    with use:
        if not place.home.exists():  # deleted under us: nobody can come any more
            return _stop(place)
        with _gate(place):
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return _stop(place)


def _stop(place: Place) -> bool:
    for server in reversed(servers(place)):
        server.stop()
    return True
