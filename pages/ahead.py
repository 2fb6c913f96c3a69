"""What comes, by day: check-ins, milestones, promises, meetings. Plain values, few queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from contacts.models import Contact
from interactions.models import Interaction, Promise
from reminders.milestones import occurrences_between
from reminders.models import Reminder
from reminders.querysets import FOLLOWING_UP

if TYPE_CHECKING:
    from accounts.models import User


class What(StrEnum):
    CHECK_IN = "check_in"
    CHOSEN = "chosen"
    BACK = "back"  # the end of a snooze
    MILESTONE = "milestone"
    PROMISE = "promise"
    MEETING = "meeting"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class Coming:
    """One thing of one day; `row` is what it comes from."""

    day: date
    what: What
    contact: Contact
    row: Any


def check_ins(user: "User", first: date, last: date, on: date, most: int) -> Iterator[Coming]:
    """One a person: the next, on the chosen date, or when their snooze ends."""
    people = Contact.objects.for_user(user).check_ins_between(first, last, on)
    for contact in people.select_related("company")[:most]:
        day: date = contact.check_in_on  # type: ignore[attr-defined]
        if contact.is_snoozed(on) and day == contact.snoozed_until:
            what = What.BACK
        elif day == contact.chosen_on:
            what = What.CHOSEN
        else:
            what = What.CHECK_IN
        yield Coming(day, what, contact, contact)


def milestones(user: "User", first: date, last: date, most: int) -> Iterator[Coming]:
    """Every occurrence; `row` is an Occurrence."""
    for found in occurrences_between(user, first, last, most):
        yield Coming(found.day, What.MILESTONE, found.row.contact, found)


def promises(user: "User", first: date, last: date, most: int) -> Iterator[Coming]:
    """Open ones that have a date."""
    rows = Promise.objects.for_user(user).open().dated(first, last).by_due().with_contact()
    for row in rows[:most]:
        if row.due_on:
            yield Coming(row.due_on, What.PROMISE, row.contact, row)


def meetings(user: "User", first: date, last: date, most: int) -> Iterator[Coming]:
    """Planned ones, each under the first of its people."""
    rows = Interaction.objects.for_user(user).planned_between(first, last).with_people()
    for row in rows.order_by("occurred_on", "pk")[:most]:
        there = [part.contact for part in row.participants.all()]
        kept = [contact for contact in there if contact.deleted_at is None]
        if kept:
            yield Coming(row.occurred_on, What.MEETING, kept[0], row)


def follow_ups(user: "User", first: date, last: date, on: date, most: int) -> Iterator[Coming]:
    """Thanks, reports and the like that are open."""
    rows = Reminder.objects.for_user(user).open(on).of_kinds(FOLLOWING_UP).between(first, last)
    for row in rows.by_due().with_contact()[:most]:
        yield Coming(row.due_on, What.FOLLOW_UP, row.contact, row)
