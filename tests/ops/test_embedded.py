"""The embedded servers: whoever starts them, whatever was killed before."""

import json
import os
import resource
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from relcrm import embedded
from relcrm.places import settle, socket_folder
from relcrm.servers import runs
from tests.ops.conftest import IS_ROOT, Actor

pytestmark = [pytest.mark.ops, pytest.mark.timeout(400)]
ALL = frozenset({"postgres", "valkey"})


class Holder:
    """A process that uses the servers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        self.facts: dict[str, Any] = json.loads(line)

    def leave(self) -> None:
        if self.process.poll() is None:
            self.process.communicate("leave\n", timeout=120)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def servers_run(self) -> tuple[bool, bool]:
        return (
            runs(self.facts["postgres"], "postgres"),
            runs(self.facts["valkey"], "valkey-server"),
        )


@pytest.fixture
def hold() -> Iterator[Callable[[Actor], Holder]]:
    with ExitStack() as stack:

        def start(actor: Actor) -> Holder:
            holder = Holder(actor.popen("-m", "tests.ops.hold", actor.home))
            stack.callback(holder.leave)
            return holder

        yield start


def refusal(actor: Actor, **options: Any) -> str:
    """The one sentence with which a start ends."""
    ended = actor.run("-m", "tests.ops.hold", actor.home, **options)
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    return line


@contextmanager
def servers_of(actor: Actor) -> Iterator[embedded.Addresses]:
    with embedded.running(actor.home, only=ALL, durable=False) as addresses:
        yield addresses


def write(at: embedded.Addresses) -> None:
    with psycopg.connect(at.owner_url) as owner:
        owner.execute("CREATE TABLE kept (word text)")
        owner.execute("INSERT INTO kept VALUES ('here')")
    redis.Redis(unix_socket_path=at.redis_socket).set("kept", "here")


def read(at: embedded.Addresses) -> list[tuple[str]]:
    with psycopg.connect(at.owner_url) as owner:
        return owner.execute("SELECT word FROM kept").fetchall()


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


# --- what they are ------------------------------------------------------------------------


def test_anybody_can_start_the_servers_and_is_not_a_superuser_in_them(
    actor: Actor, hold: Callable[[Actor], Holder]
) -> None:
    facts = hold(actor).facts

    version = facts.pop("version")
    del facts["postgres"], facts["valkey"]
    assert version.startswith("PostgreSQL 18.")
    assert facts == {
        "role": "relcrm_app",
        "superuser": "off",
        "fsync": "on",
        "listen_addresses": "",
        "synchronous_commit": "on",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "port": "0",
    }


def test_only_their_own_account_may_enter_the_folders(
    actor: Actor, hold: Callable[[Actor], Holder]
) -> None:
    hold(actor)

    folders = [actor.home / "pgdata", actor.home / "valkey", socket_folder(actor.home)]
    assert {mode(folder) for folder in folders} == {"0o700"}
    as_root = IS_ROOT and actor.uid == 0  # the servers' account passes through, and sees nothing
    assert mode(actor.home) == ("0o710" if as_root else "0o700")


def test_the_three_logins_exist_and_only_one_makes_tables(me: Actor) -> None:
    with servers_of(me) as at:
        write(at)
        with psycopg.connect(at.app_url) as app:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("SELECT word FROM kept")
            app.rollback()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE mine (word text)")
        with psycopg.connect(at.superuser_url) as superuser:
            assert superuser.execute("SELECT current_setting('is_superuser')").fetchone() == ("on",)


def test_names_in_every_script_can_be_searched(me: Actor) -> None:
    with servers_of(me) as at, psycopg.connect(at.app_url) as app:
        found = app.execute("SELECT similarity('Ковач', 'Ковачев') > 0.5, lower('ČŠ')").fetchone()

    assert found == (True, "čš")


def test_a_new_database_has_the_extensions(me: Actor) -> None:
    with servers_of(me) as at:
        with psycopg.connect(at.owner_url, autocommit=True) as owner:
            owner.execute("CREATE DATABASE test_relcrm")
        with psycopg.connect(at.owner_url, dbname="test_relcrm") as fresh:
            names = fresh.execute("SELECT extname FROM pg_extension ORDER BY extname").fetchall()

    assert [name for (name,) in names] == ["btree_gin", "pg_trgm", "plpgsql", "unaccent"]


def test_addresses_are_known_without_starting_anything(me: Actor) -> None:
    at = embedded.addresses(me.home)

    assert at == embedded.addresses(me.home)
    assert len(at.redis_socket) < 100
    assert not me.home.exists()
    assert not socket_folder(me.home).exists()


def test_only_the_server_without_an_address_is_started(me: Actor) -> None:
    missing = embedded.wanted({"DATABASE_URL": "postgres://elsewhere"})

    with embedded.running(me.home, only=missing) as at:
        assert redis.Redis(unix_socket_path=at.redis_socket).ping()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(at.app_url)


# --- who uses them --------------------------------------------------------------------------


def test_the_last_one_to_leave_stops_the_servers(
    me: Actor, hold: Callable[[Actor], Holder]
) -> None:
    first, second = hold(me), hold(me)

    first.leave()
    after_the_first = second.servers_run()
    second.leave()

    assert first.facts == second.facts
    assert after_the_first == (True, True)
    assert second.servers_run() == (False, False)


def test_servers_of_a_killed_process_are_taken_over(
    actor: Actor, hold: Callable[[Actor], Holder]
) -> None:
    killed = hold(actor)
    killed.kill()
    left_running = killed.servers_run()

    heir = hold(actor)
    heir.leave()

    assert left_running == (True, True)
    assert heir.facts == killed.facts
    assert heir.servers_run() == (False, False)


def test_nothing_is_lost_when_everything_is_killed(
    actor: Actor, hold: Callable[[Actor], Holder]
) -> None:
    killed = hold(actor)
    write(embedded.addresses(actor.home))
    killed.kill()
    os.kill(killed.facts["postgres"], signal.SIGKILL)
    os.kill(killed.facts["valkey"], signal.SIGKILL)

    hold(actor)

    at = embedded.addresses(actor.home)
    assert read(at) == [("here",)]
    assert redis.Redis(unix_socket_path=at.redis_socket).ping()


def test_a_process_number_given_out_again_does_not_stop_a_start(me: Actor) -> None:
    with servers_of(me) as at:
        write(at)
    data = me.home / "pgdata"
    for stale in (data / "postmaster.pid", socket_folder(me.home) / ".s.PGSQL.5432.lock"):
        stale.write_text(f"{os.getpid()}\n{data}\n0\n5432\n\n\n")  # we are no postgres
        shutil.chown(stale, data.stat().st_uid)

    with servers_of(me) as at:
        assert read(at) == [("here",)]


def test_a_deleted_data_folder_is_made_anew_although_its_servers_still_run(
    me: Actor, hold: Callable[[Actor], Holder]
) -> None:
    killed = hold(me)
    killed.kill()
    shutil.rmtree(me.home)

    heir = hold(me)

    assert killed.servers_run() == (False, False)
    assert heir.servers_run() == (True, True)


def test_a_half_made_cluster_is_made_again(me: Actor) -> None:
    place = settle(me.home)
    (place.data / "pgdata.new").mkdir()
    (place.data / "pgdata.new" / "PG_VERSION").write_text("18\n")

    with servers_of(me) as at:
        write(at)
        assert read(at) == [("here",)]


def test_a_broken_append_only_file_is_put_aside(me: Actor) -> None:
    with servers_of(me) as at:
        redis.Redis(unix_socket_path=at.redis_socket).set("a", "b")
    for part in (me.home / "valkey" / "appendonlydir").glob("*.aof"):
        part.write_bytes(b"*3\r\nnonsense\r\n" * 50)

    with servers_of(me) as at:
        assert redis.Redis(unix_socket_path=at.redis_socket).keys() == []

    assert [path.name[:10] for path in (me.home / "valkey").glob("unreadable-*")] == ["unreadable"]


def test_a_folder_that_the_servers_cannot_reach_is_no_obstacle(
    actor: Actor, hold: Callable[[Actor], Holder]
) -> None:
    actor.home.parent.chmod(0o700)

    holder = hold(actor)

    assert holder.facts["role"] == "relcrm_app"
    elsewhere = actor.home / "servers"
    assert elsewhere.is_symlink() == (IS_ROOT and actor.uid == 0)
    assert (elsewhere if elsewhere.is_symlink() else actor.home).joinpath("pgdata").exists()


def test_root_may_help_in_somebody_elses_folder(
    actor_of: Callable[[str], Actor], hold: Callable[[Actor], Holder]
) -> None:
    owner = actor_of("normal user")
    hold(owner).leave()

    with servers_of(owner) as at:  # as root, where the tests run as root
        write(at)

    hold(owner)
    assert owner.home.stat().st_uid == owner.uid
    assert owner.home.joinpath("pgdata").stat().st_uid == owner.uid


# --- why they can't be started ------------------------------------------------------------------


def test_data_of_another_postgresql_is_refused_in_one_sentence(
    actor: Actor, hold: Callable[[Actor], Holder]
) -> None:
    hold(actor).leave()
    (actor.home / "pgdata" / "PG_VERSION").write_text("15\n")

    assert refusal(actor) == (
        f"The data in {actor.home}/pgdata was made by PostgreSQL 15, and this Relcrm brings"
        " PostgreSQL 18. Start it with the Relcrm that made it and export your account there,"
        " or set RELCRM_HOME to a new folder."
    )


def test_a_read_only_folder_is_refused_in_one_sentence(actor: Actor) -> None:
    actor.home.mkdir()
    os.chown(actor.home, actor.uid, actor.gid)
    actor.home.chmod(0o500)

    assert refusal(actor).startswith(
        f"Relcrm can't write to its data folder {actor.home}. Make it writable, or set RELCRM_HOME"
    )


def test_a_full_disk_is_told_in_one_sentence(actor: Actor) -> None:
    def no_room() -> None:  # no file grows past 4 MB, for whoever writes
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 * 2**20, 4 * 2**20))

    assert refusal(actor, preexec_fn=no_room) == (
        f"The disk that holds {actor.home} is full. Free some space and start again."
    )
    assert not (actor.home / "pgdata").exists()


def test_a_start_after_the_disk_was_full_works(
    actor: Actor, hold: Callable[[Actor], Holder]
) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 * 2**20, 4 * 2**20))

    refusal(actor, preexec_fn=no_room)

    assert hold(actor).facts["role"] == "relcrm_app"


def test_a_socket_folder_that_others_may_enter_is_refused(me: Actor) -> None:
    folder = socket_folder(me.home)
    folder.mkdir()
    folder.chmod(0o755)

    try:
        assert refusal(me).startswith(f"The folder {folder} is not ")
    finally:
        folder.rmdir()


def test_a_folder_with_other_things_in_it_is_refused(actor: Actor) -> None:
    actor.home.mkdir()
    os.chown(actor.home, actor.uid, actor.gid)
    (actor.home / "letter.txt").write_text("Dear Ana")

    assert refusal(actor) == (
        f"{actor.home} holds other things than Relcrm's data. Set RELCRM_HOME to a new folder."
    )
    assert [path.name for path in actor.home.iterdir()] == ["letter.txt"]
