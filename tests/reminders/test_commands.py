"""manage.py schedule and list_reminders: what scripts rely on."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from contacts import services as contacts
from contacts.lines import DateLine
from contacts.services import add_date
from core.roles import acting_for
from interactions.services import promise
from reminders.models import Reminder
from reminders.services import make_plan
from tests.conftest import NOW, TODAY
from tests.reminders.people import make_due, say

DAY = timedelta(days=1)
FIELDS = {
    *("id", "kind", "contact", "name", "due_on", "state"),
    *("snoozed_until", "planned_week", "reason"),
}


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def listed(user: User) -> list[dict[str, Any]]:
    printed = run("list_reminders", "--owner", user.email, "--on", str(TODAY), "--json")
    return [json.loads(line) for line in printed.splitlines()]


def test_a_tick_at_a_moment_prints_what_it_made(old_alice: User) -> None:
    make_due(old_alice, days=3)

    counts = json.loads(run("schedule", "--at", "2026-11-16T12:00:00+01:00", "--json"))

    assert counts == {"users": 1, "plans": 1, "slots": 1, "reminders": 0, "mails": 0, "failed": 0}
    again = run("schedule", "--at", "2026-11-16T11:00:00")
    assert again == "Done: 0 users, 0 plans, 0 slots, 0 reminders, 0 mails, 0 failed.\n"


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", ""])
def test_a_moment_that_is_none_is_refused(db: None, moment: str) -> None:
    with pytest.raises(CommandError, match="moment"):
        run("schedule", "--at", moment)


def test_every_reminder_is_listed_with_all_fields(old_alice: User) -> None:
    ana = make_due(old_alice, "Ana", days=5)
    snoozed = make_due(old_alice, "Snoozed", days=4)
    make_due(old_alice, "Next month", days=-40)
    make_plan(old_alice, at=NOW)
    contacts.snooze(snoozed, until=TODAY + 9 * DAY, on=TODAY)
    add_date(ana, DateLine("birthday", month=11, day=18), on=TODAY)
    promise(
        owner=old_alice,
        contact=ana,
        by="me",
        text="Send the deck",
        due_on=TODAY - DAY,
        on=TODAY - 9 * DAY,
    )
    ben = make_due(old_alice, "Ben", days=-50)
    coffee = say(ben, occurred_on=TODAY - DAY, on=TODAY - 2 * DAY, status="planned")
    say(ben, "event", occurred_on=TODAY - 3 * DAY, on=TODAY)

    lines = listed(old_alice)

    assert all(line.keys() == FIELDS for line in lines)
    assert [(line["kind"], line["name"], line["due_on"], line["state"]) for line in lines] == [
        ("check_in", "Ana", "2026-11-11", "due"),
        ("check_in", "Snoozed", "2026-11-12", "snoozed"),
        ("did_it_happen", "Ben", "2026-11-15", "planned"),
        ("promise", "Ana", "2026-11-15", "late"),
        ("follow_up", "Ben", "2026-11-15", "open"),
        ("milestone", "Ana", "2026-11-18", "open"),
    ]
    first, second = lines[:2]
    assert first["id"] == first["contact"] == str(ana.pk)
    assert first["planned_week"] == str(TODAY)
    assert first["reason"] == "65 days since coffee; you aim for every 60."
    assert second["snoozed_until"] == "2026-11-25"
    assert lines[2]["id"] == str(coffee.pk)
    assert lines[4]["id"] == str(Reminder.objects.get(kind="follow_up").pk)


def test_ids_stay_from_one_listing_to_the_next(old_alice: User) -> None:
    make_due(old_alice, days=5)
    make_plan(old_alice, at=NOW)

    assert [line["id"] for line in listed(old_alice)] == [line["id"] for line in listed(old_alice)]


def test_one_who_was_reached_this_week_stays_listed_with_how(old_alice: User) -> None:
    ana = make_due(old_alice, days=5)
    make_plan(old_alice, at=NOW)
    say(ana)

    [line] = listed(old_alice)

    assert (line["state"], line["due_on"]) == ("talked", str(TODAY + 60 * DAY))


def test_nobody_elses_reminders_are_listed(old_alice: User, bob: User) -> None:
    make_due(old_alice, days=5)
    with acting_for(bob.pk):
        make_due(bob, "Bob's friend", days=5)

    assert [line["name"] for line in listed(old_alice)] == ["Ana Kovač"]


def test_an_unknown_account_is_said_to_be_so(db: None) -> None:
    with pytest.raises(CommandError, match="No account has the address"):
        run("list_reminders", "--owner", "nobody@example.org")
