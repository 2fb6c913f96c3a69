"""Slots and reminders of two people who turn out to be one: one slot a plan, each thing once."""

import uuid

from contacts.models import Contact, ImportantDate
from core.journal import Journal
from reminders.enums import Outcome, ReminderKind, ReminderState
from reminders.models import PlanSlot, Reminder

# Of two endings the one that says more holds.
OUTCOMES = [Outcome.OPEN, Outcome.PASSED, Outcome.WROTE, Outcome.PLANNED, Outcome.TALKED]
STATES = [ReminderState.OPEN, ReminderState.PASSED, ReminderState.DONE]
Dates = dict[uuid.UUID, uuid.UUID | None]


def fold(journal: Journal, survivor: Contact, loser: Contact, dates: Dates) -> None:
    """`dates`: ids of important dates that went, each with the one that stands for it, or None."""
    ours = {slot.plan_id: slot for slot in survivor.slots.all()}
    for slot in loser.slots.all():
        if slot.plan_id in ours:
            _fold_slot(journal, ours[slot.plan_id], slot)
    _follow_dates(journal, survivor, dates)
    _follow_dates(journal, loser, dates)
    _fold_reminders(journal, survivor, loser)


def _fold_slot(journal: Journal, kept: PlanSlot, lost: PlanSlot) -> None:
    journal.remove(lost)
    best = max((kept, lost), key=lambda slot: OUTCOMES.index(Outcome(slot.outcome)))
    journal.change(
        kept,
        rank=min(kept.rank, lost.rank),
        suggested_on=min(kept.suggested_on, lost.suggested_on),
        outcome=best.outcome,
        ended_on=best.ended_on,
        interaction_id=best.interaction_id,
    )


def _follow_dates(journal: Journal, person: Contact, dates: Dates) -> None:
    """What was about a date that went is about the one in its place; without one it goes too,
    unless it was acted on."""
    about = person.reminders.of_kinds([ReminderKind.MILESTONE]).filter(subject_id__in=dates)
    for reminder in about:
        instead = dates[reminder.subject_id]
        if instead is not None:
            journal.change(reminder, subject_id=instead)
        elif reminder.state == ReminderState.OPEN:
            journal.remove(reminder)


def _fold_reminders(journal: Journal, survivor: Contact, loser: Contact) -> None:
    ours = {_occurrence(reminder): reminder for reminder in survivor.reminders.all()}
    for lost in loser.reminders.all():
        if lost.subject_id == loser.pk:  # of a new role
            journal.change(lost, subject_id=survivor.pk)
        kept = ours.get(_occurrence(lost))
        if kept is None:
            continue
        journal.remove(lost)
        best = max((kept, lost), key=lambda each: STATES.index(ReminderState(each.state)))
        journal.change(
            kept, state=best.state, closed_on=best.closed_on, closed_by_id=best.closed_by_id
        )


def _occurrence(reminder: Reminder) -> tuple[object, ...]:
    if reminder.kind == ReminderKind.NEW_ROLE:  # two files may tell it on different days
        return reminder.kind, reminder.text
    return reminder.kind, reminder.subject_id, reminder.due_on


def forget_milestones(survivor_id: uuid.UUID, loser_id: uuid.UUID) -> None:
    """A merge was taken back: what was made since for the dates of the other is not the
    survivor's. The next day's milestones of whoever is tracked come by themselves."""
    theirs = ImportantDate.objects.filter(contact=loser_id).values("pk")
    made = Reminder.objects.of_kinds([ReminderKind.MILESTONE]).unclosed()
    made.of_contacts([survivor_id]).filter(subject_id__in=theirs).delete()
