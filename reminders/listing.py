"""All reminders of a user as plain values: what `manage.py list_reminders` prints."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from contacts.models import Contact
from contacts.reasons import reason
from interactions.models import Interaction, Promise
from reminders import wording
from reminders.digest import meetings_of
from reminders.enums import Outcome
from reminders.models import PlanSlot, Reminder
from reminders.planning import standing_plan
from reminders.recall import last_times
from reminders.selectors import Met, Question

if TYPE_CHECKING:
    from accounts.models import User

Line = dict[str, Any]
CHECK_IN, PROMISE = "check_in", "promise"
HAPPENED, TALKED = "did_it_happen", "did_you_talk"


def reminders(user: "User", on: date) -> Iterator[Line]:
    """Check-ins that are due or planned this week, milestones, follow-ups, promises, questions.

    The ids stay: a check-in has its person's, everything else its own.
    """
    yield from _check_ins(user, on)
    yield from _questions(user, on)
    for meeting, people in meetings_of(user, on):
        why = wording.talked(Met(meeting, people[1:]), on)
        yield _line(meeting.pk, TALKED, people[0], meeting.occurred_on, meeting.state, why)
    for promise in Promise.objects.for_user(user).open().with_contact().by_due():
        why = f"{promise.text} ({wording.promised(promise, on)})"
        state = "late" if promise.due_on and promise.due_on < on else promise.state
        yield _line(promise.pk, PROMISE, promise.contact, promise.due_on, state, why)
    for row in Reminder.objects.for_user(user).standing(on).with_contact().by_due():
        line = _line(row.pk, row.kind, row.contact, row.due_on, row.state, row.text)
        yield line | {"snoozed_until": row.snoozed_until}


def _check_ins(user: "User", on: date) -> Iterator[Line]:
    plan = standing_plan(user, on)
    slots = {slot.contact_id: slot for slot in plan.slots.all()} if plan else {}
    until = plan.ends_on if plan else on
    due = Contact.objects.for_user(user).kept().filter(next_check_in_on__lt=until)
    planned = Contact.objects.for_user(user).kept().by_ids(slots)
    people = (due | planned).prefetch_related("relationships__type")
    found = list(people.order_by("next_check_in_on", "pk"))
    last = last_times([contact.pk for contact in found], on)
    for contact in found:
        slot, then = slots.get(contact.pk), last[contact.pk]
        why = reason(contact, then.kind, then.precision, on)
        line = _line(
            contact.pk, CHECK_IN, contact, contact.next_check_in_on, _state(contact, slot, on), why
        )
        snoozed = contact.snoozed_until if contact.is_snoozed(on) else None
        week = plan.starts_on if plan and slot else None
        yield line | {"snoozed_until": snoozed, "planned_week": week}


def _state(contact: Contact, slot: PlanSlot | None, on: date) -> str:
    """How the week's slot ended, else the person's state."""
    if slot and slot.outcome != Outcome.OPEN:
        return slot.outcome
    return contact.state_on(on).value


def _questions(user: "User", on: date) -> Iterator[Line]:
    asked = Interaction.objects.for_user(user).to_confirm(on).with_people()
    for interaction in asked.order_by("occurred_on", "pk"):
        people = [part.contact for part in interaction.participants.all()]
        people = [contact for contact in people if contact.deleted_at is None]
        if people:
            why = wording.asked(Question(interaction, people[1:]), on)
            day = interaction.occurred_on
            yield _line(interaction.pk, HAPPENED, people[0], day, interaction.status, why)


def _line(id: Any, kind: str, contact: Contact, due_on: date | None, state: str, why: str) -> Line:
    return {
        "id": id,
        "kind": kind,
        "contact": contact.pk,
        "name": contact.display,
        "due_on": due_on,
        "state": state,
        "snoozed_until": None,
        "planned_week": None,
        "reason": why,
    }
