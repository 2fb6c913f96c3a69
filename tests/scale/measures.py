"""The figures, each printed as soon as it is known."""

import resource
import smtplib
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.roles import acting_for_all, as_owner
from relcrm.env import mail_server
from reminders import scheduler
from reminders.deliveries import deliver_due
from reminders.models import OutboxMail, PlanSlot
from tests.faults import people
from tests.faults.crew import side_by_side
from tests.faults.sink import sink
from tests.scale import crowd

WORKERS = 2


def idle(users: int) -> None:
    people.clear()
    at = people.MONDAY_AT_EIGHT
    people.sign_up([f"u{number}" for number in range(users)], joined=at - 20 * people.DAY)
    User.objects.update(next_tick_at=at + timedelta(hours=1))
    _vacuum()
    took = [_seconds(lambda: scheduler.tick(at)) * 1000 for _ in range(30)]
    with CaptureQueriesContext(connection) as seen:
        scheduler.tick(at)
    looks = [query for query in seen.captured_queries if "next_tick_at" in query["sql"]]
    _say(
        f"a tick with nothing due, {users} users",
        f"median {statistics.median(took):.1f} ms, slowest {max(took):.1f} ms,"
        f" {len(looks)} query on next_tick_at",
    )
    connection.close()


def wave(users: int, contacts: int) -> None:
    people.clear()
    monday = people.MONDAY_AT_EIGHT
    on = monday.date()
    model = people.settle("model@example.org", on - 7 * people.DAY)
    names = [f"u{number}" for number in range(users - 1)]
    others = people.sign_up(names, joined=monday - 7 * people.DAY)
    took = _seconds(lambda: crowd.fill(model, others, contacts=contacts, on=on - people.DAY))
    _say(f"(made {users} users with {contacts} people each)", f"{took:.0f} s")
    sunday = monday - timedelta(hours=20)
    _together("the first look at all of them", users, lambda: scheduler.tick(sunday))
    midnight = monday - timedelta(hours=8)
    _together("a midnight: the day begins", users, lambda: scheduler.tick(midnight))
    fixing = monday - timedelta(hours=1)
    _together("the week's plan is fixed", users, lambda: scheduler.tick(fixing))
    _together("the digests are put into the outbox", users, lambda: scheduler.tick(monday))

    with acting_for_all():
        _say(
            "  in the end",
            f"{User.objects.count()} users, {PlanSlot.objects.count()} slots,"
            f" {OutboxMail.objects.count()} mails",
        )
    connection.close()


def digests(count: int, folder: Path) -> None:
    people.clear()
    monday = people.MONDAY_AT_EIGHT
    model = people.settle("model@example.org", (monday - 7 * people.DAY).date())
    names = [f"u{number}" for number in range(count - 1)]
    others = people.sign_up(names, joined=monday - 7 * people.DAY)
    crowd.fill(model, others, contacts=12, on=monday.date() - people.DAY)
    scheduler.tick(monday)
    with sink(folder, 1) as ledger:
        settings.MAIL = mail_server(ledger.url)
        took = _together(
            "digests written and handed over",
            count,
            lambda: deliver_due(monday, seconds=3600),
        )
        accepted = ledger.accepted()
        assert len(accepted) == count, f"{len(accepted)} of {count} arrived"
        content = accepted[0].content.encode()
        tries = min(count, 2000)
        bare = _seconds(lambda: _bare(ledger.port, content, tries))
    _say(f"smtplib alone, {tries} times", f"{tries / bare:.0f}/s, one process")
    _say("  of which we reach", f"{count / took / (tries / bare):.0%}")


def _bare(port: int, content: bytes, tries: int) -> None:
    for _ in range(tries):
        with smtplib.SMTP("127.0.0.1", port) as line:
            line.sendmail("a@example.org", "b@example.org", content)


def _together(what: str, count: int, work: Callable[[], object]) -> float:
    """In two processes at once, as two workers would; the seconds."""

    began = time.monotonic()
    ended = side_by_side(*[work] * WORKERS)
    took = time.monotonic() - began
    assert ended == [0] * WORKERS, f"a worker failed: {ended}"
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    _say(f"{what}, {count}", f"{took:.1f} s, {count / took:.0f}/s, at most {peak:.0f} MB a worker")
    return took


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _vacuum() -> None:

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()


def _say(what: str, figure: str) -> None:
    print(f"{what}: {figure}", flush=True)
