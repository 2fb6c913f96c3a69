"""The tick: for whom, how often, and that nothing depends on who calls it or when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from accounts.services import change_settings
from contacts.lines import DateLine
from contacts.models import Contact
from contacts.services import add_date, pause
from core.roles import acting_for
from interactions.enums import Status
from interactions.models import Interaction
from reminders import scheduler
from reminders.milestones import make_milestones_of
from reminders.models import Heartbeat, OutboxMail, Plan, PlanSlot, Reminder
from reminders.services import local_day, tick
from tests.conftest import NOW, TODAY, make_user
from tests.factories import make_contact
from tests.reminders.people import make_due, say

DAY = timedelta(days=1)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.fixture
def settled(clock: time_machine.Traveller, alice: User) -> User:
    """Alice with three people due and a birthday ahead, looked at once."""
    User.objects.update(date_joined=NOW - 100 * DAY)
    with acting_for(alice.pk):
        for number in range(3):
            make_due(alice, f"P{number}", days=number)
        born = make_contact(alice, "Ben", type_key="peer")
        add_date(born, DateLine("birthday", month=12, day=1), on=TODAY)
    alice.refresh_from_db()
    return alice


def rows(user: User) -> dict[str, Any]:
    """All that ticks have made for a user, but for ids and moments."""
    with acting_for(user.pk):
        return {
            "plans": list(Plan.objects.order_by("starts_on").values_list("starts_on", "due_count")),
            "slots": sorted(
                PlanSlot.objects.values_list("plan__starts_on", "contact__display", "rank")
            ),
            "reminders": sorted(Reminder.objects.values_list("kind", "due_on", "text")),
            "mails": sorted(OutboxMail.objects.values_list("kind", "period_key", "state")),
            "last_day": User.objects.get(pk=user.pk).last_day,
        }


def test_a_tick_does_what_has_come_and_says_what_it_made(settled: User) -> None:
    monday = TODAY + 7 * DAY
    tick(utc(monday, 5))

    counts = tick(utc(monday, 6))  # an hour before the digest of eight o'clock in Berlin

    assert counts == {
        "users": 1,
        "plans": 1,
        "slots": 3,
        "reminders": 0,
        "mails": 0,
        "failed": 0,
    }


def test_a_second_tick_finds_nothing_to_do(settled: User) -> None:
    tick(NOW)

    assert tick(NOW)["users"] == 0
    assert tick(NOW + timedelta(minutes=1))["users"] == 0


@pytest.mark.parametrize("beats", [1, 3])
def test_any_number_of_beats_makes_the_same_rows(settled: User, beats: int) -> None:
    for hour in range(0, 24 * 8, 4):
        at = NOW + timedelta(hours=hour)
        for _ in range(beats):
            User.objects.update(next_tick_at=None)  # as if nobody had looked yet
            tick(at)

    made = rows(settled)

    assert made["plans"] == [(TODAY, 0), (TODAY + 7 * DAY, 3)]
    assert made["slots"] == [
        (TODAY + 7 * DAY, "P0", 3),
        (TODAY + 7 * DAY, "P1", 2),
        (TODAY + 7 * DAY, "P2", 1),
    ]
    assert made["reminders"] == [("milestone", date(2026, 12, 1), "Birthday")]
    assert len({(kind, key) for kind, key, _state in made["mails"]}) == len(made["mails"])


def test_after_three_days_without_a_beat_one_tick_catches_up(settled: User) -> None:
    tick(utc(TODAY + 6 * DAY, 12))

    counts = tick(utc(TODAY + 9 * DAY, 12))

    assert (counts["users"], counts["plans"], counts["slots"]) == (1, 1, 3)
    assert rows(settled)["last_day"] == TODAY + 9 * DAY


def test_who_is_not_due_is_not_looked_at(settled: User) -> None:
    tick(NOW)
    settled.refresh_from_db()

    # The next local midnight; the digest hour of today is over.
    assert settled.next_tick_at == utc(TODAY, 23)


def test_changed_settings_are_seen_at_the_next_tick(settled: User) -> None:
    tick(NOW)
    settled.refresh_from_db()
    change_settings(settled, at=NOW, digest_hour=18)

    tick(NOW + timedelta(minutes=1))

    settled.refresh_from_db()
    assert settled.next_tick_at == utc(TODAY, 17)


def test_one_user_who_fails_stops_nobody_and_is_tried_again(
    settled: User, bob: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_for_alice(users: list[User], on: date) -> int:
        if settled in users:
            raise ValueError("a secret note about Ben")
        return make_milestones_of(users, on)

    monkeypatch.setattr(scheduler, "make_milestones_of", fail_for_alice)
    counts = tick(NOW)

    assert (counts["users"], counts["failed"]) == (1, 1)
    assert [record.getMessage() for record in caplog.records] == [
        "tick failed for 2 users together: ValueError",
        f"tick failed for {settled.pk}: ValueError",
    ]
    bob.refresh_from_db()
    assert bob.last_day == TODAY

    monkeypatch.setattr(scheduler, "make_milestones_of", make_milestones_of)
    assert tick(NOW + timedelta(minutes=1))["users"] == 0
    assert tick(NOW + timedelta(minutes=2))["users"] == 1
    assert rows(settled)["last_day"] == TODAY


def test_closed_accounts_are_left_alone(settled: User) -> None:
    User.objects.update(is_active=False)

    assert tick(NOW)["users"] == 0


def test_more_users_than_a_batch_are_all_looked_after(
    clock: time_machine.Traveller, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "BATCH", 2)
    for number in range(5):
        make_user(f"u{number}@example.org")

    assert tick(NOW)["users"] == 5


def test_a_tick_is_remembered(settled: User) -> None:
    tick(NOW)
    tick(NOW + timedelta(minutes=1))

    [heartbeat] = Heartbeat.objects.values_list("name", "at")
    assert heartbeat == ("tick", NOW + timedelta(minutes=1))


def test_a_tick_with_nobody_due_is_one_look_and_a_heartbeat(
    settled: User, django_assert_num_queries: Any
) -> None:
    tick(NOW)

    with django_assert_num_queries(7):  # look: 1, heartbeat: 2, savepoints around them: 4
        tick(NOW)


# --- what a new day brings ------------------------------------------------------------------------


def test_a_new_day_ends_a_pause_whose_day_has_come(settled: User) -> None:
    with acting_for(settled.pk):
        paused = make_due(settled, "Paused", days=5)
        pause(paused, on=TODAY, until=TODAY + 3 * DAY)

        local_day(settled, on=TODAY + 3 * DAY, at=NOW + 3 * DAY)

        paused = Contact.objects.get(pk=paused.pk)
        assert paused.next_check_in_on is not None
        assert TODAY + 3 * DAY < paused.next_check_in_on <= TODAY + 10 * DAY


def test_did_it_happen_unanswered_for_three_days_is_a_no(settled: User) -> None:
    with acting_for(settled.pk):
        ana = make_due(settled, "Ana", days=5)
        coffee = say(ana, occurred_on=TODAY + DAY, on=TODAY, status="planned")

        local_day(settled, on=TODAY + 4 * DAY, at=NOW + 4 * DAY)
        assert Interaction.objects.get(pk=coffee.pk).status == Status.PLANNED
        local_day(settled, on=TODAY + 5 * DAY, at=NOW + 5 * DAY)
        assert Interaction.objects.get(pk=coffee.pk).status == Status.CANCELLED
        assert Contact.objects.get(pk=ana.pk).state_on(TODAY + 5 * DAY) == "due"


def test_a_day_begins_once(settled: User, django_assert_num_queries: Any) -> None:
    with acting_for(settled.pk):
        local_day(settled, on=TODAY, at=NOW)
        again = User.objects.get(pk=settled.pk)
        with django_assert_num_queries(3):  # savepoint, the row, release
            local_day(again, on=TODAY, at=NOW)
        assert again.last_day == TODAY
