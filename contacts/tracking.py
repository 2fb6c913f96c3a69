"""Whether and when check-ins come: triage, snooze, pause, archive, a chosen date, the cadence.

The functions on many people take ids, and act on those alone that are the acting user's.
"""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from contacts.derivation import rederive
from contacts.easing import ease
from contacts.enums import LastTalked
from contacts.models import Contact, RelationshipType
from contacts.relationships import add_type_to, settle
from contacts.taking_back import Before, put_back, standing

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_SNOOZE = timedelta(days=365)
TRACKED = ("triaged_on", "first_due_on", "not_before", "suggestions")
PAUSED = ("paused_from", "paused_until", "paused_days", "paused_reason")


@transaction.atomic
def triage(
    *,
    owner: "User",
    contact_ids: Iterable[uuid.UUID],
    type_id: uuid.UUID | None,
    on: date,
    last_talked: LastTalked | None = None,
) -> Before:
    """Sort people in: as of this type, or not to be tracked (None).

    Returns what `untriage` puts back. DoesNotExist for a type that is not the owner's.
    """
    own = Contact.objects.for_user(owner).kept().by_ids(contact_ids)
    ids = list(own.values_list("pk", flat=True))
    before = standing(ids, TRACKED)
    if type_id is not None:
        type = RelationshipType.objects.for_user(owner).get(pk=type_id)
        before["made"]["relationships"] = [str(pk) for pk in add_type_to(ids, type, on)]
        settle(ids, owner=owner, on=on, last_talked=last_talked)
    Contact.objects.by_ids(ids).filter(triaged_on=None).update(triaged_on=on)
    rederive(ids, on)
    return before


def untriage(*, owner: "User", before: Before, on: date) -> None:
    """Take a triage back."""
    put_back(owner=owner, before=before, on=on)


@transaction.atomic
def snooze(contact: Contact, *, until: date, on: date) -> None:
    """Hide check-ins until a date, at most a year ahead; nothing else changes."""
    if not on < until <= on + LONGEST_SNOOZE:
        raise ValidationError(_("Choose a day from tomorrow to a year from now."))
    _save(contact, on, snoozed_on=_after_last_contact(contact, on), snoozed_until=until)


def unsnooze(contact: Contact, *, on: date) -> None:
    """Check-ins come again."""
    _save(contact, on, snoozed_on=None, snoozed_until=None)


@transaction.atomic
def pause(contact: Contact, *, on: date, until: date | None = None, reason: str = "") -> None:
    """Stop the clock, to an end if one is given; a running pause gets the new end and reason."""
    _check_end(until, on)
    if contact.is_paused(on):
        _save(contact, on, paused_until=until, paused_reason=reason)
        return
    _save(
        contact,
        on,
        paused_days=_days_paused(contact),
        paused_from=on,
        paused_until=until,
        paused_reason=reason,
    )


@transaction.atomic
def resume(contact: Contact, *, on: date) -> None:
    """Let the clock run again; what was missed comes within a week."""
    if not contact.is_paused(on):
        _save(contact, on)
        return
    begun_today = contact.paused_from == on
    _save(
        contact,
        on,
        paused_from=None if begun_today else contact.paused_from,
        paused_until=None if begun_today else on,
        paused_reason="",
    )


def _check_end(until: date | None, on: date) -> None:
    if until is not None and until <= on:
        raise ValidationError(_("Choose a day after today."))


def _days_paused(contact: Contact) -> int:
    """Days of pauses since the last contact, all over by now."""
    begin, end, last = contact.paused_from, contact.paused_until, contact.last_contact_on
    if begin is None or end is None:
        return 0
    since = last or contact.triaged_on or begin
    earlier = contact.paused_days if last is None or last < begin else 0
    return earlier + max(0, (end - max(begin, since)).days)


def archive(contact: Contact, *, on: date) -> None:
    """Keep the person, without check-ins."""
    archive_all([contact.pk], on=on)
    contact.refresh_from_db()


@transaction.atomic
def unarchive(contact: Contact, *, on: date) -> None:
    """Back among the others; what was missed comes within a week."""
    if contact.archived_on is None:
        return
    if contact.archived_on != on:
        ease([contact.pk], on)
    Contact.objects.by_ids([contact.pk]).update(archived_on=None)
    rederive([contact.pk], on)
    contact.refresh_from_db()


@transaction.atomic
def archive_all(contact_ids: Iterable[uuid.UUID], *, on: date) -> None:
    """Archive those who are not yet."""
    ids = list(contact_ids)
    Contact.objects.by_ids(ids).filter(archived_on=None).update(archived_on=on)
    rederive(ids, on)


@transaction.atomic
def pause_all(contacts: Iterable[Contact], *, on: date) -> None:
    """Stop the clock for several people; a pause that runs already has no end any more."""
    people = list(contacts)
    for contact in people:
        if not contact.is_paused(on):
            contact.paused_days, contact.paused_from = _days_paused(contact), on
        contact.paused_until = None
    columns = ["paused_from", "paused_until", "paused_days"]
    Contact.objects.bulk_update(people, columns, batch_size=500)
    rederive([contact.pk for contact in people], on)


def mark_died(contact: Contact, *, died: bool, on: date) -> None:
    """No dates at all for the dead."""
    _save(contact, on, died=died)


@transaction.atomic
def choose_date(contact: Contact, *, day: date | None, on: date) -> None:
    """The next check-in is on this day, until there is contact; None goes by the cadence."""
    if day is not None and day <= on:
        raise ValidationError(_("Choose a day after today."))
    set_on = _after_last_contact(contact, on) if day else None
    _save(contact, on, chosen_on=day, chosen_set_on=set_on)


def _after_last_contact(contact: Contact, on: date) -> date:
    """From when on contact ends a snooze or a chosen date: not by a talk of earlier today."""
    last = contact.last_contact_on
    return max(on, last + timedelta(days=1)) if last else on


def set_cadence(contact: Contact, *, days: int | None, on: date) -> None:
    """Aim for this many days with this person; None goes by their types."""
    set_cadences([contact.pk], owner=contact.owner, days=days, on=on)
    contact.refresh_from_db()


@transaction.atomic
def set_cadences(
    contact_ids: Iterable[uuid.UUID], *, owner: "User", days: int | None, on: date
) -> None:
    """Aim for this many days with several people."""
    ids = list(contact_ids)
    Contact.objects.by_ids(ids).update(cadence_override=days, version=F("version") + 1)
    settle(ids, owner=owner, on=on)


@transaction.atomic
def count_suggestion(contact_ids: Iterable[uuid.UUID], on: date) -> None:
    """These people were suggested once more since the last contact."""
    ids = list(contact_ids)
    Contact.objects.by_ids(ids).update(suggestions=F("suggestions") + 1)
    rederive(ids, on)


@transaction.atomic
def _save(contact: Contact, on: date, **columns: object) -> None:
    for column, value in columns.items():
        setattr(contact, column, value)
    if columns:
        contact.clean_fields(exclude=_others(columns))
        contact.save(update_fields=list(columns))
    rederive([contact.pk], on)
    contact.refresh_from_db()


def _others(columns: dict[str, object]) -> set[str]:
    return {field.name for field in Contact._meta.fields if field.name not in columns}
