"""The cast: Alice owns, Bob is another owner, Mallory is a stranger who tries things.

Tests run as the app's database role; `django_db_setup` makes the test database as its owner.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zlib import crc32

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from accounts.models import User
from core.roles import acting_for, as_owner

# Argon2 is slow on purpose, and tests make thousands of accounts.
settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    *settings.PASSWORD_HASHERS,
]

# A Monday, 12:00 in Berlin.
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    with django_db_blocker.unblock(), as_owner():  # type: ignore[attr-defined]
        made = setup_databases(verbosity=0, interactive=False)
    yield
    if not settings.EMBEDDED:  # else the whole cluster goes with the run
        with django_db_blocker.unblock(), as_owner():  # type: ignore[attr-defined]
            teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def flushed_once_more() -> Iterator[None]:
    """After a browser's test a page may still be loading: its locks can make the database break
    the flush off, and the next test would find what this one left. What fails three times is
    broken."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def patiently(case: TransactionTestCase) -> None:
        for left in (2, 1, 0):
            try:
                flush(case)
                return
            except CommandError:
                if not left:
                    raise
                time.sleep(1)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", patiently)
        yield


@pytest.fixture(autouse=True)
def nobodys_language() -> Iterator[None]:
    """A request leaves its user's language behind; the next test begins without."""
    yield
    translation.deactivate()


def make_user(email: str, **fields: object) -> User:
    fields = {"time_zone": "Europe/Berlin", **fields}
    return User.objects.create_user(email, "correct horse battery", **fields)


@pytest.fixture
def alice(db: None) -> User:
    return make_user("alice@example.org", name="Alice Adler")


@pytest.fixture
def bob(db: None) -> User:
    return make_user("bob@example.org", name="Bob Berg")


@pytest.fixture
def mallory(db: None) -> User:
    return make_user("mallory@example.org", name="Mallory")


@pytest.fixture
def as_alice(alice: User) -> Client:
    return _client(alice)


@pytest.fixture
def as_mallory(mallory: User) -> Client:
    return _client(mallory)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def acting_alice(alice: User) -> Iterator[User]:
    """Alice's rows exist for the length of the test, as inside one of her requests."""
    with acting_for(alice.pk):
        yield alice


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Once more for what watches a browser or a process: on a busy machine these meet time-outs
    that say nothing of the app. The report names each, and what is broken fails twice.

    On served servers only what asks them runs: `tests.served`."""
    if not settings.EMBEDDED:
        config.hook.pytest_deselected(items=[item for item in items if not _asks_a_server(item)])
        items[:] = filter(_asks_a_server, items)
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("ops"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, int]:
    """First what starts processes, which takes longest and mostly waits; then file by file, mixed,
    so that browsers do not all run at once."""
    return not item.get_closest_marker("ops"), crc32(item.path.name.encode())


def _asks_a_server(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", [])
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*fixtures})
