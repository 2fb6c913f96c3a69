"""What several pages offer, and what is in the trash. Plain values, ready to be shown."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.wording import about_day, short_day
from core.direction import isolated
from interactions.models import Interaction

if TYPE_CHECKING:
    from accounts.models import User

TRASH_LASTS = timedelta(days=30)
MOST_IN_TRASH = 200


def snooze_choices(on: date) -> list[tuple[str, date]]:
    """What the snooze menu offers."""
    return [
        (_("in a week"), on + timedelta(days=7)),
        (_("in two weeks"), on + timedelta(days=14)),
        (_("in a month"), on + timedelta(days=30)),
        (_("in three months"), on + timedelta(days=91)),
    ]


@dataclass(frozen=True)
class Trashed:
    """One deleted thing, and how it comes back."""

    name: str
    what: str
    deleted: str
    gone: str
    restore_url: str
    erase_url: str = ""


def trash(user: "User", at: datetime) -> list[Trashed]:
    """Everything deleted within the last thirty days, the latest first."""
    on = user.today(at)
    people = Contact.objects.for_user(user).in_trash()[:MOST_IN_TRASH]
    logs = Interaction.objects.for_user(user).exclude(deleted_at=None).order_by("-deleted_at")
    logs = logs.select_related("kind").prefetch_related("participants__contact")
    dated = [
        *((row.deleted_at, _trashed_person(row, user, on)) for row in people),
        *((row.deleted_at, _trashed_log(row, user, on)) for row in logs[:MOST_IN_TRASH]),
    ]
    return [item for _at, item in sorted(dated, key=lambda pair: pair[0] or at, reverse=True)]


def _trashed_person(row: Contact, user: "User", on: date) -> Trashed:
    return Trashed(
        name=row.display,
        what=_("Person"),
        restore_url=reverse("pages:restore_person", args=[row.pk]),
        erase_url=reverse("pages:erase_person", args=[row.pk]),
        **_days(row.deleted_at, user, on),
    )


def _trashed_log(row: Interaction, user: "User", on: date) -> Trashed:
    people = ", ".join(isolated(part.contact.display) for part in row.participants.all())
    return Trashed(
        name=people or _("Nobody"),
        what=f"{row.kind}, {about_day(row.occurred_on, row.precision, on)}",
        restore_url=reverse("interactions:restore", args=[row.pk]),
        **_days(row.deleted_at, user, on),
    )


def _days(deleted_at: datetime | None, user: "User", on: date) -> dict[str, str]:
    day_deleted = user.today(deleted_at) if deleted_at else on
    last = day_deleted + TRASH_LASTS
    return {"deleted": short_day(day_deleted, on), "gone": short_day(last, on)}
