"""A real worker whose broker goes away and comes back."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis
from celery import Celery
from celery.beat import ScheduleEntry, Scheduler
from django.conf import settings

from relcrm import celery_app
from relcrm.beat import Patient
from relcrm.celery import Wires
from relcrm.places import settle
from relcrm.servers import Valkey, first_number

pytestmark = [pytest.mark.ops, pytest.mark.flaky(reruns=1)]

NOT_ITS_OWN = "celery"  # the queue of all tasks; this worker takes none, so that they can be seen
STARTS_WITHIN, BACK_WITHIN = 60, 20  # seconds


@pytest.fixture
def broker() -> Iterator[Valkey]:
    with TemporaryDirectory(prefix="relcrm-broker-") as home:
        Path(home).chmod(0o711)
        place = settle(Path(home))
        server = Valkey(place)
        server.ensure()
        yield server
        server.stop()
        shutil.rmtree(place.sockets)


@pytest.fixture
def line(broker: Valkey) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(broker.socket))


@pytest.fixture
def worker(broker: Valkey, tmp_path: Path) -> Iterator[None]:
    command = ["worker", "--pool", "solo", "--queues", "none", "--without-mingle"]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "relcrm", *command, "--without-gossip"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "REDIS_URL": f"unix://{broker.socket}"},
            stdout=log,
            stderr=log,
        )
        yield
        process.kill()
        process.wait()


def wait_for(holds: Callable[[], object], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.2)
    return False


def wake_ups(line: redis.Redis) -> int:
    return sum(b'"reminders.tick"' in each for each in line.lrange(NOT_ITS_OWN, 0, -1))


@pytest.fixture
def app(broker: Valkey) -> Iterator[Celery]:
    """Ours, at this broker."""
    ours = Celery(amqp=Wires, broker=f"redis+socket://{broker.socket}", set_as_current=False)
    ours.conf.broker_connection_timeout = 1
    ours.conf.task_publish_retry = celery_app.conf.task_publish_retry
    ours.conf.broker_transport_options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    yield ours
    ours.close()


@contextmanager
def frozen(broker: Valkey) -> Iterator[None]:
    pid = first_number(broker.pidfile)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def left_after_a_freeze(broker: Valkey, line: redis.Redis, scheduler: Scheduler) -> int:
    """How many of the wake-ups that came due while the broker was frozen are there soon after."""
    entry = ScheduleEntry(
        name="tick", task="reminders.tick", schedule=60, options={"expires": 55}, app=scheduler.app
    )
    send = threading.Thread(target=scheduler.apply_entry, args=[entry])
    with frozen(broker):
        send.start()
        time.sleep(4)
    send.join(BACK_WITHIN)
    return wake_ups(line)


def test_what_a_frozen_broker_did_not_take_beat_sends_as_soon_as_it_does(
    broker: Valkey, line: redis.Redis, app: Celery
) -> None:
    assert celery_app.conf.beat_scheduler == "relcrm.beat:Patient"
    assert left_after_a_freeze(broker, line, Patient(app=app, lazy=True)) == 1


def test_without_that_patience_it_would_be_left_out(
    broker: Valkey, line: redis.Redis, app: Celery
) -> None:
    assert left_after_a_freeze(broker, line, Scheduler(app=app, lazy=True)) == 0


def test_a_worker_that_reaches_its_broker_again_asks_for_what_fell_due(
    broker: Valkey, line: redis.Redis, worker: None
) -> None:
    assert wait_for(lambda: wake_ups(line) == 1, STARTS_WITHIN)

    broker.stop()
    time.sleep(2)
    broker.ensure()

    assert wait_for(lambda: wake_ups(line) == 2, BACK_WITHIN)
