"""A real worker whose broker goes away and comes back."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis
from django.conf import settings

from relcrm.places import settle
from relcrm.servers import Valkey

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


def test_a_worker_that_reaches_its_broker_again_asks_for_what_fell_due(
    broker: Valkey, line: redis.Redis, worker: None
) -> None:
    assert wait_for(lambda: wake_ups(line) == 1, STARTS_WITHIN)

    broker.stop()
    time.sleep(4)
    broker.ensure()

    assert wait_for(lambda: wake_ups(line) == 2, BACK_WITHIN)
