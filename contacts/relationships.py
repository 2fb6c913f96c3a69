"""Which kinds of relationship a person has with the user, from when to when."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from contacts.derivation import rederive
from contacts.easing import rederive_gently, set_first_due
from contacts.enums import LastTalked
from contacts.lines import RelationshipLine
from contacts.models import Contact, Relationship, RelationshipType
from contacts.signals import last_talked_said, people_tracked

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def add_relationship(
    contact: Contact,
    *,
    type: RelationshipType,
    on: date,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Relationship:
    """Let the person be of this type too; who was not tracked is from now on."""
    relationship = _relationship(contact, RelationshipLine(type, starts_on, ends_on), on)
    relationship.save()
    Contact.objects.by_ids([contact.pk]).bump()
    settle([contact.pk], owner=contact.owner, on=on)
    contact.refresh_from_db()
    return relationship


@transaction.atomic
def end_relationship(relationship: Relationship, *, on: date) -> None:
    """From `on` it is a former one."""
    relationship.ends_on = max(on, relationship.starts_on or on)
    relationship.save(update_fields=["ends_on"])
    Contact.objects.by_ids([relationship.contact_id]).bump()
    rederive_gently([relationship.contact_id], on)


@transaction.atomic
def set_relationships(contact: Contact, lines: Sequence[RelationshipLine], on: date) -> None:
    """These and no others; a line with a known id changes that relationship.

    The caller settles.
    """
    held = {row.pk: row for row in contact.relationships.all()}
    contact.relationships.filter(pk__in=held.keys() - {line.id for line in lines}).delete()
    for line in lines:
        row = held.get(line.id) if line.id else None
        if row is None:
            _relationship(contact, line, on).save()
        else:
            row.type, row.starts_on, row.ends_on = line.type, line.starts_on, line.ends_on
            row.save(update_fields=["type", "starts_on", "ends_on"])


def add_type_to(
    contact_ids: Iterable[uuid.UUID], type: RelationshipType, on: date
) -> list[uuid.UUID]:
    """The relationships made: one for each person who is not of this type already.

    The caller settles.
    """
    held = Relationship.objects.for_owner_id(type.owner_id).current(on).filter(type=type)
    have = set(held.values_list("contact_id", flat=True))
    made = [
        Relationship(owner_id=type.owner_id, contact_id=pk, type=type, added_on=on)
        for pk in contact_ids
        if pk not in have
    ]
    Relationship.objects.bulk_create(made, batch_size=1000)
    Contact.objects.by_ids(row.contact_id for row in made).bump()
    return [row.pk for row in made]


@transaction.atomic
def end_types(
    contact_ids: Iterable[uuid.UUID],
    on: date,
    *,
    type: RelationshipType | None = None,
    other_than: RelationshipType | None = None,
) -> dict[str, str | None]:
    """End this type, or all others than one, for several people; the ends before, for undo."""
    rows = Relationship.objects.filter(contact__in=list(contact_ids)).current(on)
    rows = rows.filter(type=type) if type else rows.exclude(type=other_than)
    ending = list(rows)
    before = {str(row.pk): row.ends_on.isoformat() if row.ends_on else None for row in ending}
    for row in ending:
        row.ends_on = max(on, row.starts_on or on)
    Relationship.objects.bulk_update(ending, ["ends_on"], batch_size=500)
    people = {row.contact_id for row in ending}
    Contact.objects.by_ids(people).bump()
    rederive_gently(people, on)
    return before


@transaction.atomic
def settle(
    contact_ids: Iterable[uuid.UUID],
    *,
    owner: "User",
    on: date,
    last_talked: LastTalked | None = None,
) -> None:
    """Derive everything after relationships or cadences changed.

    Who has a cadence now and was not tracked before is from `on`, with a first date: soon for
    one person, spread over the cadence for many. The apps above are told.
    """
    ids = list(contact_ids)
    untracked = Contact.objects.by_ids(ids).filter(Q(triaged_on=None) | Q(cadence_days=None))
    waiting = list(untracked.values_list("pk", flat=True))
    rederive_gently(ids, on)
    begun = Contact.objects.by_ids(waiting).filter(cadence_days__isnull=False)
    tracked = list(begun.values_list("pk", flat=True))
    if tracked:
        Contact.objects.by_ids(tracked).filter(triaged_on=None).update(triaged_on=on)
        set_first_due(tracked, on, spread=len(ids) > 1)
        rederive(tracked, on)
    _say_last_talked(ids, last_talked, on)
    if tracked:
        people_tracked.send(Contact, owner=owner, contact_ids=tracked, on=on)


def _say_last_talked(ids: list[uuid.UUID], how: LastTalked | None, on: date) -> None:
    if how is None or how == LastTalked.UNKNOWN:
        return  # nothing to store
    for contact in Contact.objects.by_ids(ids):
        last_talked_said.send(Contact, contact=contact, how=how, on=on)


def _relationship(contact: Contact, line: RelationshipLine, on: date) -> Relationship:
    return Relationship(
        owner_id=contact.owner_id,
        contact=contact,
        type=line.type,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        added_on=on,
    )
