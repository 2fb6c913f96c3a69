"""What an account is made of: which rows travel with it, and why others stay.

A test holds these lists against all tables and columns, so that none is forgotten.
"""

from typing import Any

from django.apps import apps
from django.db import models

FORMAT, VERSION = "relcrm-account", 1

# In this order each row's targets come before it.
TRAVELS = """
contacts.RelationshipType contacts.Company contacts.Contact contacts.ContactPhoto
contacts.FormerId contacts.Relationship contacts.Position contacts.ContactMethod
contacts.ImportantDate contacts.Tag contacts.ContactTag contacts.SavedView
interactions.InteractionKind interactions.Interaction interactions.Participant interactions.Mark
interactions.Promise interactions.InteractionVersion
reminders.Plan reminders.PlanSlot reminders.Reminder reminders.MessageTemplate
importing.HeaderMapping importing.DuplicatePair
""".split()
# Two ids of which the smaller stands first.
PAIRS = {"importing.DuplicatePair": ("one_id", "other_id")}
# Text in which ids stand among other words, as in an address.
MENTIONS = {"contacts.SavedView": ("query",)}
STAYS = {
    "core.Undo": "lasts ten minutes",
    "accounts.AuditEvent": "of this place and its doors; it can be added to, but not brought along",
    "accounts.FeedToken": "a secret of this place; the other one makes its own",
    "interactions.SeenMeeting": "told by the calendar; what was logged of it travels",
    "interactions.SeenPerson": "told by the calendar",
    "reminders.OutboxMail": "was sent from here",
    "reminders.Delivery": "was sent from here",
    "reminders.UsedLink": "belongs to mails that were sent from here",
    "pages.AccountExport": "a file of this place",
    "importing.ImportJob": "its file and its undo are here",
    "importing.ImportRow": "its undo is here",
    "importing.PreviewRow": "of a file that was not imported",
    "importing.ImportKey": "made with the account's own id; people are found by address instead",
    "importing.CalendarAddress": "a secret; it is entered again at the other place",
    "importing.Merge": "is taken back where it was made",
}
USER_TRAVELS = """
name time_zone language leap_day keys_on budget digest_on digest_weekday digest_hour quiet_week
day_note_on holidays welcomed_at
""".split()
USER_STAYS = {
    **dict.fromkeys(("id", "email", "password"), "who signs in there"),
    **dict.fromkeys(("is_staff", "is_superuser", "is_active"), "given by who runs the place"),
    **dict.fromkeys(("date_joined", "last_login"), "told by the other place"),
    **dict.fromkeys(("mail_parked_reason", "address_since"), "of mail that was sent from here"),
    **dict.fromkeys(("next_tick_at", "last_day"), "written by the scheduler"),
}


def tables() -> list[type[models.Model]]:
    """The models that travel, in order."""
    return [apps.get_model(label) for label in TRAVELS]


def columns_of(model: type[models.Model]) -> list[str]:
    """The names of its columns but for the owner's."""
    return [column_of(field) for field in model._meta.concrete_fields if field.name != "owner"]


def column_of(field: Any) -> str:
    return str(field.column)


def is_id(field: Any) -> bool:
    """Whether the column holds the id of a row."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return isinstance(target, models.UUIDField)
