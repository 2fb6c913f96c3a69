"""Is every part well? One sentence each, for the operator."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from core.roles import acting_for
from interactions import derivation
from pages import broker, pulse
from pages.broker import BrokerState
from pages.pulse import Pulse
from reminders.enums import MailState


@dataclass(frozen=True)
class Finding:
    well: bool
    sentence: str


def examine(at: datetime) -> Iterator[Finding]:
    """Every part in turn. A part that cannot be asked is a finding, not an error."""
    for part in (_database, _role, _schema, _broker, _drift, _secrets):
        yield from part(at)
    yield from _clockwork(at)


def _database(at: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute("SHOW synchronous_commit")
        safe = cursor.fetchone()[0] != "off"
    yield Finding(True, f"PostgreSQL {version} answers.")
    if not safe:
        yield Finding(False, "synchronous_commit is off: an acknowledged log could be lost.")


def _role(at: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls,"
            " EXISTS (SELECT FROM pg_tables WHERE tableowner = current_user)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        role, mighty, owner = cursor.fetchone()
    well = not mighty and not owner
    yield Finding(
        well,
        f"The app works as {role}, which row-level security holds."
        if well
        else f"The app works as {role}, which row-level security does not hold.",
    )


def _schema(at: datetime) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding(
        not missing,
        f"{len(missing)} migrations are waiting: run manage.py migrate."
        if missing
        else "The tables are up to date.",
    )


def _broker(at: datetime) -> Iterator[Finding]:
    state = broker.look()
    yield Finding(state == BrokerState.WELL, f"The broker {state.label}.")


def _clockwork(at: datetime) -> Iterator[Finding]:
    found = pulse.read(at)
    if found.tick_age is None:
        yield Finding(False, "The scheduler has never run: start worker and beat.")
    else:
        seconds = int(found.tick_age.total_seconds())
        yield Finding(found.is_ticking, f"The scheduler last ran {seconds} seconds ago.")
    yield Finding(True, _last("The newest weekly plan was made", found.plan_at))
    yield from _mail(found)


def _last(what: str, at: datetime | None) -> str:
    return f"{what} at {at:%Y-%m-%d %H:%M} UTC." if at else f"{what}: never yet."


def _mail(found: Pulse) -> Iterator[Finding]:
    if settings.MAIL is None:
        yield Finding(True, "No e-mail leaves this machine; set EMAIL_URL to switch it on.")
        return
    stuck = found.of(MailState.FAILED, MailState.HELD)
    minutes = int(found.queue_age.total_seconds() // 60)
    yield Finding(True, f"Mail leaves by {settings.MAIL.host}:{settings.MAIL.port}.")
    yield Finding(True, _last("The last weekly e-mail was sent", found.digest_at))
    yield Finding(not stuck, f"{stuck} mails of the past 30 days failed or are held back.")
    yield Finding(
        found.queue_moves,
        f"{found.waiting} mails are waiting, the first for {minutes} minutes.",
    )


def _drift(at: datetime) -> Iterator[Finding]:
    found = 0
    for user in User.objects.filter(is_active=True).order_by("pk")[:1000]:
        with acting_for(user.pk):
            found += len(derivation.drifted(user.pk, user.today(at)))
    yield Finding(not found, f"{found} derived dates have drifted.")


def _secrets(at: datetime) -> Iterator[Finding]:
    off_loopback = not settings.SITE_URL.startswith(("http://127.0.0.1", "http://localhost"))
    if off_loopback and not settings.SITE_IS_HTTPS:
        yield Finding(False, "SITE_URL is not https: cookies could be read on the way.")
    if settings.DEBUG:
        yield Finding(False, "DEBUG is on.")
