"""Accounts by the thousand, and the clock that the harness goes by."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for, acting_for_all, as_owner
from interactions.enums import PromiseBy
from interactions.models import Promise
from reminders import deliveries, scheduler
from reminders.models import Plan
from tests.reminders.mailing import join

MONDAY_AT_EIGHT = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
SECOND, DAY, WEEK = timedelta(seconds=1), timedelta(days=1), timedelta(days=7)


class Clock:
    """A moment in the story, which goes on as fast as real time."""

    def __init__(self, begins: datetime = MONDAY_AT_EIGHT) -> None:
        self.begins, self.started = begins, time.monotonic()

    def now(self) -> datetime:
        return self.begins + timedelta(seconds=time.monotonic() - self.started)


def clear() -> None:
    """No account is left."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_user, reminders_heartbeat CASCADE")
    connection.close()


def sign_up(names: Sequence[str], *, joined: datetime, **fields: Any) -> list[User]:
    """Accounts without anybody in them, in the zone UTC; their digest comes on Monday at eight."""
    users = [User(email=f"{name}@example.org", **fields) for name in names]
    User.objects.bulk_create(users, batch_size=1000)
    User.objects.filter(pk__in=[user.pk for user in users]).update(date_joined=joined)
    starts_on = joined.date()  # a plan stands from sign-up on
    plan = {"starts_on": starts_on, "ends_on": starts_on + WEEK, "budget": 5, "made_at": joined}
    with acting_for_all():
        Plan.objects.bulk_create([Plan(owner=user, **plan) for user in users], batch_size=1000)
    return users


def settle(email: str, on: date, **fields: Any) -> User:
    """Somebody who has been here for long, and whose mails begin with the week after `on`, a
    Monday."""
    long_ago = datetime.combine(on, datetime.min.time(), UTC) - 100 * DAY
    user = join(email, at=long_ago, **fields)
    made_at = datetime.combine(on, datetime.max.time(), UTC) + 3 * DAY
    with acting_for(user.pk):
        Plan.objects.for_user(user).update(starts_on=on, ends_on=on + WEEK, made_at=made_at)
    return user


def promise_each(users: Sequence[User], on: datetime) -> None:
    """One contact and one open promise each, so that a mail has something to say."""
    people = [
        Contact(owner=user, display="Ana Kovač", sort_name="ana kovac", triaged_on=on.date())
        for user in users
    ]
    with acting_for_all():
        Contact.objects.bulk_create(people, batch_size=1000)
        Promise.objects.bulk_create(
            [
                Promise(
                    owner_id=one.owner_id,
                    contact=one,
                    by=PromiseBy.ME,
                    text="the deck",
                    created_on=on.date(),
                )
                for one in people
            ],
            batch_size=1000,
        )


def hasten() -> None:
    """Waits of seconds instead of minutes, in this process and those forked from it."""
    deliveries.FIRST_WAIT = SECOND / 2
    deliveries.LONGEST_WAIT = 3 * SECOND
    deliveries.LEASE_IN_DEADLINES = 2.5  # type: ignore[assignment]
    scheduler.LEASE = 2 * SECOND
