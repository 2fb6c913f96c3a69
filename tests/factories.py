"""Rows for tests: plain functions with defaults. Use inside acting_for."""

import io
import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from PIL import Image

from accounts.models import User
from contacts import derivation as contact_dates
from contacts.models import Contact, Relationship, RelationshipType
from interactions import derivation
from interactions.models import (
    Interaction,
    InteractionKind,
    Participant,
    SeenMeeting,
    SeenPerson,
)

TODAY = date(2026, 11, 16)


def make_contact(
    owner: User,
    display: str = "Ana Kovač",
    *,
    type_key: str = "",
    on: date = TODAY,
    **fields: Any,
) -> Contact:
    """A person; tracked since `on`, unless triaged_on=None; with one relationship if asked."""
    fields = {"triaged_on": on, **fields}
    contact = Contact.objects.create(owner=owner, display=display, **fields)
    if type_key:
        relate(contact, type_key, added_on=on)
    contact_dates.reindex([contact.pk])
    contact_dates.rederive([contact.pk], on)
    contact.refresh_from_db()
    return contact


def relate(contact: Contact, type_key: str, **fields: Any) -> Relationship:
    of_type = RelationshipType.objects.get(owner_id=contact.owner_id, key=type_key)
    fields = {"added_on": TODAY, **fields}
    return Relationship.objects.create(
        owner_id=contact.owner_id, contact=contact, type=of_type, **fields
    )


def make_interaction(
    *contacts: Contact,
    kind: str = "coffee",
    occurred_on: date,
    on: date = TODAY,
    **fields: Any,
) -> Interaction:
    """Something that happened (or is planned) with these people."""
    owner_id = contacts[0].owner_id
    talked = fields.pop("talked", True)
    interaction = Interaction.objects.create(
        owner_id=owner_id,
        kind=InteractionKind.objects.get(owner_id=owner_id, key=kind),
        occurred_on=occurred_on,
        headcount=len(contacts),
        **fields,
    )
    Participant.objects.bulk_create(
        Participant(
            owner_id=owner_id,
            interaction=interaction,
            contact=contact,
            occurred_on=occurred_on,
            talked=talked,
        )
        for contact in contacts
    )
    derivation.rederive([contact.pk for contact in contacts], on)
    return interaction


def make_meeting(
    *contacts: Contact, title: str = "Roadmap", occurred_on: date = TODAY, hour: int = 9
) -> SeenMeeting:
    """A meeting of the calendar with these people, that asks *did you talk?*"""
    owner_id = contacts[0].owner_id
    meeting = SeenMeeting.objects.create(
        owner_id=owner_id,
        key=uuid.uuid4(),
        kind=InteractionKind.objects.get(owner_id=owner_id, key="meeting"),
        title=title,
        starts_at=datetime.combine(occurred_on, time(hour), UTC),
        occurred_on=occurred_on,
    )
    SeenPerson.objects.bulk_create(
        SeenPerson(owner_id=owner_id, meeting=meeting, contact=contact) for contact in contacts
    )
    return meeting


def picture(format: str = "PNG", size: tuple[int, int] = (8, 8), **options: Any) -> bytes:
    """A little red picture."""
    file = io.BytesIO()
    Image.new("RGB", size, (200, 20, 20)).save(file, format, **options)
    return file.getvalue()
