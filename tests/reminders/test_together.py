"""Many users are looked after together exactly as each would be alone."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.services import add_holiday
from contacts.enums import DateKind
from contacts.models import ImportantDate
from core.roles import acting_for, acting_for_all
from interactions.enums import PromiseBy
from interactions.models import Interaction, Promise
from reminders import scheduler
from reminders.models import OutboxMail, Plan, PlanSlot, Reminder
from tests.reminders.mailing import join
from tests.reminders.people import make_due, say

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ON = date(2026, 11, 15)
# Sunday evening in New York, Monday noon in Kiritimati; plans of several weekdays are due.
MOMENTS = [datetime(2026, 11, 15 + day, 23, 30, tzinfo=UTC) for day in range(4)]
PEOPLE: list[dict[str, Any]] = [
    {"time_zone": "Europe/Berlin", "budget": 2},
    {"time_zone": "America/New_York", "budget": 3, "digest_weekday": 1},
    {"time_zone": "Pacific/Kiritimati", "budget": 5, "digest_weekday": 2, "digest_hour": 0},
    {"time_zone": "Asia/Kolkata", "digest_on": False},
    {"time_zone": "Europe/Berlin", "budget": 1, "day_note_on": False, "language": "de"},
    {"time_zone": "Europe/Berlin", "budget": 4, "leap_day": "mar_1"},
]


@pytest.fixture
def users(db: None) -> list[User]:
    """Late and early people, snoozed and long unheard ones, birthdays, promises, a holiday."""
    made = []
    for number, fields in enumerate(PEOPLE):
        joined = datetime(2026, 6, 1, 9, tzinfo=UTC) if number != 1 else MOMENTS[0] - 5 * DAY
        user = join(f"u{number}@example.org", at=joined, **fields)
        with acting_for(user.pk):
            _befriend(user, number)
        made.append(user)
    with acting_for(made[5].pk):
        add_holiday(made[5], first=ON - DAY, back=ON + 2 * DAY, at=MOMENTS[0] - DAY)
    User.objects.update(next_tick_at=None)
    return made


def _befriend(user: User, number: int) -> None:
    for place in range(6):
        person = make_due(
            user,
            f"P{place}",
            days=(place * 31 + number * 7) % 150 - 4,
            type_key=("peer", "client", "industry")[place % 3],
            on=ON,
        )
        if place == 1:
            person.snoozed_on, person.snoozed_until = ON - 3 * DAY, ON + DAY
            person.save(update_fields=["snoozed_on", "snoozed_until"])
        ImportantDate.objects.create(
            owner=user, contact=person, kind=DateKind.WORK, year=2020, month=11, day=16 + place
        )
    say(person, occurred_on=ON - 3 * DAY, on=ON - 9 * DAY, status="planned")
    Promise.objects.create(
        owner=user,
        contact=person,
        by=PromiseBy.ME,
        text="x",
        due_on=ON + number % 3 * DAY,
        created_on=ON,
    )


def _all_that_came_of_it() -> Counter[tuple[Any, ...]]:
    with acting_for_all():
        tables = [
            Plan.objects.values_list("owner__email", "starts_on", "ends_on", "budget", "due_count"),
            PlanSlot.objects.values_list(
                *("owner__email", "plan__starts_on", "contact__display", "rank", "origin"),
                *("suggested_on", "contact__suggestions", "contact__next_check_in_on"),
            ),
            Reminder.objects.values_list("owner__email", "kind", "due_on", "notice_on", "text"),
            OutboxMail.objects.values_list("owner__email", "kind", "period_key", "state", "try_at"),
            Interaction.objects.values_list("owner__email", "occurred_on", "status"),
            User.objects.values_list("email", "last_day", "next_tick_at"),
        ]
        return Counter(row for table in tables for row in table)


def _live(users: list[User], *, together: bool) -> list[Counter[tuple[Any, ...]]]:
    """What stands after each moment; then all is as before."""
    seen = []
    ids = [user.pk for user in users]
    with transaction.atomic():
        for at in MOMENTS:
            for group in [ids] if together else [[one] for one in ids]:
                assert scheduler._look_after(group, at)["users"] == len(group)
            seen.append(_all_that_came_of_it())
        transaction.set_rollback(True)
    return seen


def test_together_each_gets_what_they_would_get_alone(users: list[User]) -> None:
    alone, together = _live(users, together=False), _live(users, together=True)

    assert together == alone
    kinds = {row[1] for row in together[-1] if len(row) == 5}
    assert {"digest", "note", "milestone"} <= kinds


def test_the_number_of_statements_does_not_grow_with_the_users(
    users: list[User], django_assert_max_num_queries: Any
) -> None:
    """Of users on one date who are no newcomers, and with nothing that is done one by one."""
    berlin = [users[0], users[4]]
    with transaction.atomic():
        for at in MOMENTS[:2]:
            scheduler._look_after([user.pk for user in berlin], at)
        with django_assert_max_num_queries(45):
            scheduler._look_after([user.pk for user in berlin], MOMENTS[2])
        transaction.set_rollback(True)
