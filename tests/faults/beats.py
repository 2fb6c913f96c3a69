"""Scenario 2: one beat, two, ten, and none for three days."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from accounts.models import User
from contacts.enums import DateKind
from contacts.models import ImportantDate
from core.roles import acting_for, acting_for_all, as_owner
from interactions.enums import PromiseBy
from interactions.models import Promise
from relcrm.env import mail_server
from reminders import outbox, scheduler
from reminders.deliveries import deliver_due
from reminders.enums import MailKind, MailState
from reminders.models import OutboxMail, Plan, PlanSlot, Reminder
from tests.faults import people
from tests.faults.report import Report, differing, some
from tests.faults.sink import Ledger, sink
from tests.reminders.people import make_due

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"),
    *("Pacific/Honolulu", "Australia/Lord_Howe", "America/St_Johns"),
)
BEGINS = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)  # a Sunday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ABSENT = (BEGINS + 12 * HOUR, BEGINS + 4 * DAY + 6 * HOUR)


@dataclass(frozen=True)
class Size:
    users: int
    beats: tuple[int, ...]
    hours: int  # of story
    step: int  # hours between ticks


def run(size: Size, seed: int, folder: Path) -> Report:
    report = Report()
    stories = {}
    for beats in size.beats:
        with _story(size, seed, folder) as ledger:
            _live(size, beats, _moments(size))
            stories[beats] = _told(ledger)
    alone = stories[size.beats[0]]
    report.note(beats=size.beats, rows_and_mails=sum(alone.values()))
    for beats, story in stories.items():
        report.must(story == alone, f"{beats} beats: {some(differing(story, alone))}")
    with _story(size, seed, folder) as ledger:
        first, last = ABSENT
        moments = [at for at in _moments(size) if not first <= at < last]
        back = [*[at for at in moments if at < first], last]
        _live(size, 1, back)
        _look_at_return(report, size, ledger)
    return report


def control(size: Size, seed: int, folder: Path) -> Report:
    """Beats that each look for themselves, without a claim, a lock or a unique row."""
    report = Report()
    beats = max(size.beats)
    with _story(size, seed, folder) as ledger, _not_unique():
        _live(size, 1, [BEGINS])
        meet = threading.Barrier(beats)

        def look(_number: int) -> None:
            for user in User.objects.order_by("email"):
                with acting_for(user.pk):
                    outbox.enqueue(user, ABSENT[1])
                    meet.wait(30)
            connection.close()

        with ThreadPoolExecutor(beats) as pool:
            list(pool.map(look, range(beats)))
        deliver_due(ABSENT[1], seconds=60)
        _look_at_return(report, size, ledger)
    return report


@contextmanager
def _not_unique() -> Iterator[None]:
    table = "ALTER TABLE reminders_outboxmail"
    _alter(f"{table} DROP CONSTRAINT outbox_once")
    try:
        yield
    finally:
        people.clear()
        _alter(f"{table} ADD CONSTRAINT outbox_once UNIQUE (owner_id, kind, period_key)")


def _alter(command: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(command)
    connection.close()


@contextmanager
def _story(size: Size, seed: int, folder: Path) -> Iterator[Ledger]:
    """The same few users each time, with people who are due, promises and birthdays."""
    people.clear()
    with sink(folder, seed) as ledger:
        settings.MAIL, settings.MAIL_DEADLINE_SECONDS = mail_server(ledger.url), 10.0
        for number in range(size.users):
            _user(number)
        yield ledger
    connection.close()


def _user(number: int) -> None:
    zone = ZONES[number % len(ZONES)]
    user = people.settle(f"u{number}@example.org", date(2026, 11, 9), time_zone=zone, budget=2)
    with acting_for(user.pk):
        for days in range(4):
            contact = make_due(user, f"P{days}", days=days)
        day = date(2026, 11, 17 + number % 5)
        Promise.objects.create(
            owner=user, contact=contact, by=PromiseBy.ME, text="x", due_on=day, created_on=day
        )
        ImportantDate.objects.create(
            owner=user, contact=contact, kind=DateKind.BIRTHDAY, month=11, day=18 + number % 5
        )
    User.objects.filter(pk=user.pk).update(digest_weekday=number % 3, digest_hour=7 + number % 3)


def _moments(size: Size) -> list[datetime]:
    return [BEGINS + hour * HOUR for hour in range(0, size.hours, size.step)]


def _live(size: Size, beats: int, moments: list[datetime]) -> None:
    """At each of the moments so many schedulers begin together."""

    def beat(at: datetime) -> None:
        meet.wait(60)
        scheduler.tick(at)
        deliver_due(at, seconds=60)

    def leave(_number: int) -> None:
        meet.wait(60)  # so that each thread comes here once
        connection.close()

    meet = threading.Barrier(beats)
    with ThreadPoolExecutor(beats) as pool:
        for at in moments:
            list(pool.map(beat, [at] * beats))
        list(pool.map(leave, range(beats)))


def _told(ledger: Ledger) -> Counter[tuple[str, ...]]:
    """All that came of a story, by the users' addresses."""
    story: Counter[tuple[str, ...]] = Counter()
    with acting_for_all():
        tables = {
            "mail": OutboxMail.objects.values_list(
                "owner__email", "kind", "period_key", "state", "attempts"
            ),
            "plan": Plan.objects.values_list("owner__email", "starts_on", "due_count"),
            "slot": PlanSlot.objects.values_list(
                "owner__email", "plan__starts_on", "contact__display", "rank"
            ),
            "reminder": Reminder.objects.values_list("owner__email", "kind", "due_on", "state"),
        }
        for table, rows in tables.items():
            story.update((table, *map(str, row)) for row in rows)
    for one in ledger.accepted():
        kind, _user, period = one.message_id.strip("<").partition("@")[0].split(".")
        story["accepted", one.recipient, kind, period] += 1
    return story


def _look_at_return(report: Report, size: Size, ledger: Ledger) -> None:
    """After three days each has one digest, of the week that goes on, and nothing twice."""
    with acting_for_all():
        digests = OutboxMail.objects.filter(kind=MailKind.DIGEST)
        rows = list(digests.values_list("owner__email", "state"))
    taken = Counter(
        one.recipient for one in ledger.accepted() if one.message_id.startswith("<digest.")
    )
    burst = [email for email, count in taken.items() if count > 1]
    sent = [email for email, state in rows if state == MailState.SENT]
    report.note(digests_on_return=len(sent), users=size.users)
    report.must(sorted(sent) == sorted(taken), f"{len(sent)} rows sent, {len(taken)} accepted")
    report.must(not burst, f"several digests at once: {some(burst)}")
    report.must(len(set(sent)) == size.users, f"{len(set(sent))} of {size.users} got a digest")
