"""Birthdays and other days to congratulate on. Each change raises the person's version, so that
what was typed before it does not overwrite it, and an import that is taken back keeps it."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from contacts.folding import tidy
from contacts.lines import DateLine
from contacts.models import Contact, ImportantDate
from contacts.signals import dates_changed
from contacts.taking_back import Before

if TYPE_CHECKING:
    from accounts.models import User

REMOVED = "contacts.date_removed"
COLUMNS = ("kind", "label", "year", "month", "day", "yearly", "notice_days")


@transaction.atomic
def add_date(contact: Contact, line: DateLine, *, on: date) -> ImportantDate:
    row = ImportantDate(owner_id=contact.owner_id, contact=contact, **_columns(line))
    row.clean_fields(exclude={"owner", "contact"})
    row.save()
    _changed(contact, on)
    return row


@transaction.atomic
def change_date(row: ImportantDate, line: DateLine, *, on: date) -> None:
    for column, value in _columns(line).items():
        setattr(row, column, value)
    row.clean_fields(exclude={"owner", "contact"})
    row.save(update_fields=list(COLUMNS))
    _changed(row.contact, on)


@transaction.atomic
def delete_date(row: ImportantDate, *, on: date) -> Before:
    """Remove it; what `put_date_back` needs."""
    before = {column: getattr(row, column) for column in COLUMNS}
    before |= {"id": str(row.pk), "contact": str(row.contact_id)}
    row.delete()
    _changed(row.contact, on)
    return before


@transaction.atomic
def put_date_back(*, owner: "User", before: Before, on: date) -> None:
    """Undo of `delete_date`."""
    contact = Contact.objects.for_user(owner).get(pk=before["contact"])
    values = {column: before[column] for column in COLUMNS}
    ImportantDate.objects.get_or_create(
        pk=uuid.UUID(before["id"]), owner=owner, defaults={"contact": contact, **values}
    )
    _changed(contact, on)


def _changed(contact: Contact, on: date) -> None:
    Contact.objects.by_ids([contact.pk]).bump()
    dates_changed.send(Contact, contact=contact, on=on)


@transaction.atomic
def set_dates(contact: Contact, lines: Sequence[DateLine], *, on: date) -> None:
    """These and no others; a line with a known id changes that date."""
    held = {row.pk: row for row in contact.dates.all()}
    gone = held.keys() - {line.id for line in lines}
    changed = [line for line in lines if not (line.id in held and _same(held[line.id], line))]
    if not gone and not changed:
        return
    contact.dates.filter(pk__in=gone).delete()
    for line in changed:
        row = held.get(line.id) if line.id else None
        row = row or ImportantDate(owner_id=contact.owner_id, contact=contact)
        for column, value in _columns(line).items():
            setattr(row, column, value)
        row.save()
    dates_changed.send(Contact, contact=contact, on=on)


def _same(row: ImportantDate, line: DateLine) -> bool:
    return all(getattr(row, column) == value for column, value in _columns(line).items())


def _columns(line: DateLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "label": tidy(line.label),
        "year": line.year,
        "month": line.month,
        "day": line.day,
        "yearly": line.yearly,
        "notice_days": line.notice_days,
    }
