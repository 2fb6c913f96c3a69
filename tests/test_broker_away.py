"""While the broker is away, no page waits for it, and whoever looks after the machine is told."""

import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from kombu.exceptions import OperationalError
from pytest_django import Settings
from redis import Redis

import relcrm.wsgi  # noqa: F401 (what the web processes say about waiting)
from accounts.models import User
from importing.tasks import look
from pages import broker
from pages.broker import BrokerState
from relcrm import celery_app
from relcrm.celery import Overdue


@pytest.fixture
def frozen() -> Iterator[str]:
    """The address of a broker that lets everybody in, and answers nobody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def dead() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.parametrize("broker_like", ["frozen", "dead"])
def test_a_page_waits_a_second_at_most_for_a_broker(
    broker_like: str, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(broker_like)
    began = time.monotonic()

    with celery_app.connection_for_write(address) as line, pytest.raises(OperationalError):
        look.apply_async(["nobody"], connection=line)

    assert time.monotonic() - began < 2


def test_a_worker_looks_for_a_broker_that_is_away_every_few_seconds(
    dead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", lambda seconds: None)

    with celery_app.connection_for_read(dead) as line, pytest.raises(OperationalError):
        line.ensure_connection(lambda error, wait: waits.append(wait), max_retries=5)

    assert waits == [2, 3, 3, 3, 3]


@pytest.mark.parametrize("broker_like", ["frozen", "dead"])
def test_a_worker_whose_broker_goes_once_more_goes_on(
    broker_like: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(celery_app.conf, "broker_write_url", request.getfixturevalue(broker_like))

    Overdue(None).start(SimpleNamespace(app=celery_app))

    assert "The broker took no wake-up" in caplog.text


@pytest.mark.parametrize(
    ("broker_like", "state"), [("frozen", BrokerState.SILENT), ("dead", BrokerState.AWAY)]
)
def test_a_broker_that_does_not_answer_is_known_within_two_seconds(
    broker_like: str, state: BrokerState, request: pytest.FixtureRequest, settings: Settings
) -> None:
    settings.REDIS_URL = request.getfixturevalue(broker_like)
    began = time.monotonic()

    assert broker.look() == state
    assert time.monotonic() - began < 3


def test_a_broker_that_is_well_is_well() -> None:
    assert broker.look() == BrokerState.WELL


def test_a_full_broker_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = {"maxmemory": 1_000_000, "used_memory": 1_000_001}
    monkeypatch.setattr(Redis, "info", lambda self, section: memory)

    assert broker.look() == BrokerState.FULL


@pytest.mark.django_db
def test_the_status_page_says_so_in_plain_words(
    as_alice: Client, alice: User, frozen: str, settings: Settings
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert "<span>answers</span>" in as_alice.get("/status/").content.decode()
    settings.REDIS_URL = frozen
    page = as_alice.get("/status/").content.decode()
    assert "hangs: waiting work begins up to a minute late" in page
