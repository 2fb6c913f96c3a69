"""The door to every write of this app; the modules behind it hold one idea each."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from interactions.models import Interaction
from reminders import milestones, slots
from reminders.enums import ReminderState
from reminders.merging import fold, forget_milestones
from reminders.milestones import make_milestones, notice_role, refresh_milestones
from reminders.models import MessageTemplate, Reminder
from reminders.planning import make_plan, standing_plan, suggest_one_more, welcome_people
from reminders.rewording import say_anew
from reminders.scheduler import beat, local_day, tick
from reminders.sent import log_sent, take_back_sent
from reminders.slots import drop_untracked, end_slots, pass_slot, unpass_slot

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "beat",
    "close_reminder",
    "drop_untracked",
    "end_slots",
    "fold",
    "forget",
    "forget_milestones",
    "heed",
    "local_day",
    "log_sent",
    "make_milestones",
    "make_plan",
    "notice_role",
    "pass_slot",
    "put_message_back",
    "refresh_milestones",
    "reopen_reminder",
    "reset_message",
    "say_anew",
    "set_message",
    "standing_plan",
    "suggest_one_more",
    "take_back_sent",
    "tick",
    "unpass_slot",
    "welcome_people",
]


def set_message(user: "User", message: str, *, subject: str, text: str) -> None:
    """The user's own words for a drafted message, from now on."""
    MessageTemplate.objects.update_or_create(
        owner=user, message=message, defaults={"subject": subject, "text": text}
    )


def reset_message(user: "User", message: str) -> None:
    """The words that are shipped again. May be repeated."""
    MessageTemplate.objects.for_user(user).of_message(message).delete()


def put_message_back(*, owner: "User", before: dict[str, str], on: date) -> None:
    """Undo of `reset_message`."""
    set_message(owner, before["message"], subject=before["subject"], text=before["text"])


@transaction.atomic
def heed(interaction: Interaction, contact_ids: Collection[uuid.UUID], on: date) -> None:
    """Something was logged, planned, changed or restored: slots end, follow-ups open and close."""
    slots.heed(interaction, contact_ids, on)
    milestones.follow_up(interaction, contact_ids, on)
    milestones.answer(interaction, contact_ids, on)


@transaction.atomic
def forget(interaction: Interaction, contact_ids: Collection[uuid.UUID], on: date) -> None:
    """It was deleted, or did not happen, or not with these people."""
    slots.reopen_slots(interaction, contact_ids, on)
    milestones.drop_follow_ups(interaction, contact_ids)
    milestones.ask_again(interaction, contact_ids)


def close_reminder(reminder: Reminder, state: ReminderState, on: date) -> None:
    """Done, or passed. May be repeated; the first answer stays."""
    milestones.close(Reminder.objects.by_ids([reminder.pk]), state, on)


def reopen_reminder(*, owner: "User", before: dict[str, Any], on: date) -> None:
    """Undo of `close_reminder`."""
    closed = Reminder.objects.for_user(owner).by_ids([uuid.UUID(before["reminder"])])
    milestones.reopen(closed)
