"""A drafted message was sent: it is logged, and what asked for it is closed."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from contacts.models import Contact
from interactions.contents import MarkOf
from interactions.enums import Direction, MarkVerb, MarkWhat
from interactions.models import Interaction, InteractionKind
from interactions.services import delete, log
from reminders.drafts import LOGGED_AS, DraftKind
from reminders.enums import ReminderState
from reminders.milestones import close, reopen
from reminders.models import Reminder

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def log_sent(
    contact: Contact,
    *,
    kind: str,
    text: str,
    key: uuid.UUID,
    on: date,
    at: datetime,
    about: Reminder | None = None,
) -> tuple[Interaction, Reminder | None]:
    """Log the message as its kind; the same `key` again logs nothing more.

    Returns it with the reminder that it closed. One of somebody else is left alone.
    """
    kinds = InteractionKind.objects.for_owner_id(contact.owner_id)
    interaction = log(
        owner=contact.owner,
        contact_ids=[contact.pk],
        kind=kinds.known_as(LOGGED_AS[DraftKind(kind)]),
        occurred_on=on,
        on=on,
        at=at,
        text=text,
        direction=Direction.OUT,
        marks=_marks(contact, kind),
        key=key,
    )
    if about is None or about.contact_id != contact.pk:
        return interaction, None
    close(Reminder.objects.by_ids([about.pk]), ReminderState.DONE, on)
    return interaction, about


def _marks(contact: Contact, kind: str) -> list[MarkOf]:
    """What the message was beside a message: an ask counts as one."""
    return [MarkOf(contact.pk, MarkVerb.ASKED, MarkWhat.HELP)] if kind == DraftKind.ASK else []


@transaction.atomic
def take_back_sent(*, owner: "User", before: dict[str, Any], on: date) -> None:
    """Undo of `log_sent`."""
    interaction = Interaction.objects.for_user(owner).get(pk=before["interaction"])
    delete(interaction, on=on, at=interaction.updated_at)
    if before["reminder"]:
        reopen(Reminder.objects.for_user(owner).by_ids([uuid.UUID(before["reminder"])]))
