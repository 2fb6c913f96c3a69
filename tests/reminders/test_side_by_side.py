"""Several schedulers and requests at the same moment, on real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts.models import User
from core.roles import acting_for
from reminders.models import Heartbeat, Plan, PlanSlot
from reminders.services import local_day, make_plan, suggest_one_more, tick
from tests.conftest import NOW, TODAY, make_user
from tests.reminders.people import make_due

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


def side_by_side(work: Callable[[], Any]) -> list[Any]:
    """`work` in several threads that begin together; what each returned."""
    ready = Barrier(WORKERS)

    def run() -> Any:
        try:
            ready.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(WORKERS)]]


@pytest.fixture
def users(clock: time_machine.Traveller) -> list[User]:
    """Six accounts with three people due each, looked at by nobody yet."""
    made = [make_user(f"user{number}@example.org") for number in range(6)]
    User.objects.update(date_joined=NOW - timedelta(days=100))
    for user in made:
        user.refresh_from_db()
        with acting_for(user.pk):
            Plan.objects.for_user(user).delete()
            for days in range(3):
                make_due(user, f"P{days}", days=days)
    return made


def slots(user: User) -> list[tuple[str, int]]:
    with acting_for(user.pk):
        rows = PlanSlot.objects.for_user(user).in_order()
        return list(rows.values_list("contact__display", "contact__suggestions"))


PLANNED = [("P2", 1), ("P1", 1), ("P0", 1)]


def test_several_schedulers_look_after_each_user_once(users: list[User]) -> None:
    counts = side_by_side(lambda: tick(NOW))

    assert sum(one["users"] for one in counts) == len(users)
    assert sum(one["plans"] for one in counts) == len(users)
    assert sum(one["failed"] for one in counts) == 0
    assert [slots(user) for user in users] == [PLANNED] * len(users)
    assert Heartbeat.objects.count() == 1


def test_a_week_has_one_plan_whoever_makes_it_at_the_same_moment(users: list[User]) -> None:
    user = users[0]

    def plan() -> bool:
        with acting_for(user.pk):
            return make_plan(user, at=NOW) is not None

    assert sorted(side_by_side(plan)) == [False, False, False, True]
    assert slots(user) == PLANNED


def test_the_first_requests_of_a_day_and_a_tick_do_not_stand_in_each_others_way(
    users: list[User],
) -> None:
    user = users[0]

    def begin() -> None:
        with acting_for(user.pk):
            local_day(User.objects.get(pk=user.pk), on=TODAY, at=NOW)
        tick(NOW)

    side_by_side(begin)

    assert slots(user) == PLANNED
    user.refresh_from_db()
    assert user.last_day == TODAY


def test_one_more_pressed_twice_at_once_suggests_nobody_twice(users: list[User]) -> None:
    user = users[0]
    with acting_for(user.pk):
        Plan.objects.create(
            owner=user,
            starts_on=TODAY,
            ends_on=TODAY + timedelta(days=7),
            budget=1,
            made_at=NOW,
        )

    def more() -> None:
        with acting_for(user.pk):
            suggest_one_more(user, on=TODAY)

    side_by_side(more)

    names = [name for name, _suggestions in slots(user)]
    assert len(names) == len(set(names)) >= 1


def test_what_a_killed_scheduler_had_claimed_is_taken_up_when_its_lease_is_over(
    users: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("reminders.scheduler._work_for", die)
        with pytest.raises(SystemExit):
            tick(NOW)

    assert tick(NOW + timedelta(minutes=1))["users"] == 0
    assert tick(NOW + timedelta(minutes=2))["users"] == len(users)
    assert [slots(user) for user in users] == [PLANNED] * len(users)
