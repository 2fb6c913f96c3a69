"""The words of what is open, in another language: they are stored as they were first said."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from contacts.models import ImportantDate
from interactions.models import Interaction
from reminders.enums import ReminderKind
from reminders.milestones import asks, wording
from reminders.models import Reminder

if TYPE_CHECKING:
    from accounts.models import User


def say_anew(user: "User") -> None:
    """Word the open ones as if they were made now. A new role stays as the import told it."""
    rows = list(Reminder.objects.for_user(user).unclosed())
    ids = [row.subject_id for row in rows]
    dates = ImportantDate.objects.for_user(user).in_bulk(ids)
    talks = Interaction.objects.for_user(user).select_related("kind").in_bulk(ids)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        for row in rows:
            if row.subject_id in dates:
                row.text = wording(dates[row.subject_id], row.due_on)
            elif row.subject_id in talks:
                row.text = asks(ReminderKind(row.kind), row.what, talks[row.subject_id])
    Reminder.objects.bulk_update(rows, ["text"])
