"""Scenario 6: what is added between two weekly e-mails and falls before the next."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.db import connection

from accounts.models import User
from contacts.enums import DateKind
from contacts.models import ImportantDate
from core.roles import acting_for
from interactions.enums import PromiseBy
from interactions.models import Promise
from relcrm.env import mail_server
from reminders import digest, scheduler, services
from reminders.deliveries import deliver_due
from tests.factories import make_contact
from tests.faults import people
from tests.faults.beats import ZONES
from tests.faults.report import Report, differing, some
from tests.faults.sink import Ledger, sink

MONDAY = date(2026, 11, 16)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGINS = datetime(2026, 11, 15, 0, 0, tzinfo=UTC)
ADDED_AT = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)  # Tuesday: after Monday's mail anywhere
ENDS = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # before the next one anywhere


@dataclass(frozen=True)
class Size:
    users: int
    step: int = 1  # hours between ticks


# By the name of the contact: the day on which exactly one mail is to name them.
EXPECTED = {
    "Promised Friday": MONDAY + 4 * DAY,
    "Birthday Thursday": MONDAY + 3 * DAY,
    "Chosen Saturday": MONDAY + 5 * DAY,
    "Known Wednesday": MONDAY,  # named by Monday's mail, and not again on its day
    "Known Friday": MONDAY,
}


def run(size: Size, seed: int, folder: Path) -> Report:
    report = Report()
    with sink(folder, seed) as ledger:
        users = _live(size, ledger)
        _look(report, users, ledger)
    connection.close()
    return report


def control(size: Size, seed: int, folder: Path) -> Report:
    """The note does not know what the weekly e-mail named."""
    with mock.patch.object(digest, "_named_by_last_digest", return_value=set()):
        return run(size, seed, folder)


def _live(size: Size, ledger: Ledger) -> list[User]:
    people.clear()
    settings.MAIL, settings.MAIL_DEADLINE_SECONDS = mail_server(ledger.url), 10.0
    users = []
    for number in range(size.users):
        zone = ZONES[number % len(ZONES)]
        user = people.settle(f"u{number}@example.org", MONDAY - 7 * DAY, time_zone=zone)
        users.append(user)
        with acting_for(user.pk):
            _birthday(user, "Known Wednesday", MONDAY + 2 * DAY, BEGINS)
            _promise(user, "Known Friday", MONDAY + 4 * DAY)
    at = BEGINS
    while at < ENDS:
        if at == ADDED_AT:
            for user in users:
                _add(user)
        scheduler.tick(at)
        deliver_due(at, seconds=60)
        at += size.step * HOUR
    return users


def _add(user: User) -> None:
    with acting_for(user.pk):
        user.refresh_from_db()
        _promise(user, "Promised Friday", MONDAY + 4 * DAY)
        _birthday(user, "Birthday Thursday", MONDAY + 3 * DAY, ADDED_AT)
        saturday, today = MONDAY + 5 * DAY, user.today(ADDED_AT)
        make_contact(user, "Chosen Saturday", on=today, chosen_on=saturday, chosen_set_on=today)


def _promise(user: User, name: str, day: date) -> None:
    contact = make_contact(user, name, on=MONDAY - DAY)
    Promise.objects.create(
        owner=user, contact=contact, by=PromiseBy.ME, text="x", due_on=day, created_on=MONDAY
    )


def _birthday(user: User, name: str, day: date, at: datetime) -> None:
    contact = make_contact(user, name, on=MONDAY - DAY)
    ImportantDate.objects.create(
        owner=user, contact=contact, kind=DateKind.BIRTHDAY, month=day.month, day=day.day
    )
    services.refresh_milestones(user, contact, user.today(at))


def _look(report: Report, users: list[User], ledger: Ledger) -> None:
    named: Counter[tuple[str, str, date]] = Counter()
    zones = {user.email: user.zone for user in users}
    mails = ledger.accepted()
    for one in mails:
        day = parsedate_to_datetime(one.date).astimezone(zones[one.recipient]).date()
        for name in EXPECTED:
            if name in one.text:
                named[one.recipient, name, day] += 1
    expected = Counter(
        {(user.email, name, day): 1 for user in users for name, day in EXPECTED.items()}
    )
    report.note(users=len(users), mails=len(mails), things_named=sum(named.values()))
    report.must(named == expected, f"not as it should be: {some(differing(named, expected))}")
