"""Every write to people. Each service is one transaction and ends with all derived dates and the
search text right; the smaller modules behind this door hold one idea each."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from contacts.dates import (
    add_date,
    change_date,
    delete_date,
    put_date_back,
    set_dates,
)
from contacts.derivation import rederive, reindex
from contacts.easing import ease
from contacts.enums import LastTalked
from contacts.exceptions import StaleEdit
from contacts.facts import note_facts
from contacts.labels import company_named, set_methods, set_tags, tag_named
from contacts.lines import DateLine, MethodLine, RelationshipLine
from contacts.models import Contact, ContactTag, Position, RelationshipType
from contacts.relationships import (
    add_relationship,
    add_type_to,
    end_relationship,
    end_types,
    set_relationships,
    settle,
)
from contacts.signals import counting_changed, role_changed
from contacts.taking_back import CHANGE, Before, put_back, standing
from contacts.tracking import (
    archive,
    archive_all,
    choose_date,
    count_suggestion,
    mark_died,
    pause,
    pause_all,
    resume,
    set_cadence,
    set_cadences,
    snooze,
    triage,
    unarchive,
    unsnooze,
    untriage,
)
from contacts.type_settings import add_type, edit_type, move_type, offer_type

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "CHANGE",
    "Before",
    "StaleEdit",
    "add_date",
    "add_relationship",
    "add_type",
    "archive",
    "archive_all",
    "change_date",
    "choose_date",
    "company_named",
    "count_suggestion",
    "create_contact",
    "delete_contact",
    "delete_date",
    "edit_type",
    "end_relationship",
    "end_types",
    "mark_died",
    "move_type",
    "offer_type",
    "pause",
    "pause_all",
    "put_back",
    "put_date_back",
    "restore_contact",
    "resume",
    "set_cadence",
    "set_cadences",
    "set_role",
    "snooze",
    "standing",
    "tag_all",
    "tag_named",
    "triage",
    "type_all",
    "unarchive",
    "unsnooze",
    "untriage",
    "update_contact",
]


@transaction.atomic
def create_contact(
    *,
    owner: "User",
    on: date,
    at: datetime,
    display: str,
    type_ids: Iterable[uuid.UUID] = (),
    last_talked: LastTalked | None = LastTalked.UNKNOWN,
    company_name: str = "",
    relationships: Sequence[RelationshipLine] = (),
    methods: Sequence[MethodLine] = (),
    tags: Iterable[str] = (),
    dates: Sequence[DateLine] = (),
    **fields: Any,
) -> Contact:
    """A person added by hand, tracked at once if a type or a cadence of their own says so.

    `fields` are columns of Contact. ValidationError if one does not fit; DoesNotExist for a type
    that is not the owner's.
    """
    contact = Contact(owner=owner, display=display, triaged_on=on, updated_at=at, **fields)
    note_facts(contact, "", on=on)
    contact.company = company_named(owner, company_name)
    contact.clean_fields(exclude={"owner", "company", "introduced_by"})
    contact.save()
    _begin_position(contact, on)
    types = [RelationshipType.objects.for_user(owner).get(pk=pk) for pk in type_ids]
    lines = [*relationships, *(RelationshipLine(type) for type in types)]
    set_relationships(contact, lines, on)
    set_methods(contact, methods)
    set_tags(contact, tags)
    set_dates(contact, dates, on=on)
    reindex([contact.pk])
    settle([contact.pk], owner=owner, on=on, last_talked=last_talked)
    contact.refresh_from_db()
    return contact


@transaction.atomic
def update_contact(
    contact: Contact,
    *,
    on: date,
    at: datetime,
    version: int,
    company_name: str | None = None,
    relationships: Sequence[RelationshipLine] | None = None,
    methods: Sequence[MethodLine] | None = None,
    tags: Iterable[str] | None = None,
    dates: Sequence[DateLine] | None = None,
    **fields: Any,
) -> None:
    """Change what is given; None leaves it. `fields` are columns of Contact.

    Raises StaleEdit when the person is not at `version` any more.
    """
    _claim(contact, version, at)
    _change_columns(contact, company_name, fields, on)
    if relationships is not None:
        set_relationships(contact, relationships, on)
    if methods is not None:
        set_methods(contact, methods)
    if tags is not None:
        set_tags(contact, tags)
    if dates is not None:
        set_dates(contact, dates, on=on)
    reindex([contact.pk])
    settle([contact.pk], owner=contact.owner, on=on)
    contact.refresh_from_db()


def _claim(contact: Contact, version: int, at: datetime) -> None:
    """Take the next version, if nobody did since the form was shown; the row is locked then."""
    this = Contact.objects.for_owner_id(contact.owner_id).by_ids([contact.pk])
    if not this.filter(version=version).update(version=F("version") + 1, updated_at=at):
        raise StaleEdit(this.get())
    contact.refresh_from_db()


def _change_columns(
    contact: Contact, company_name: str | None, fields: dict[str, Any], on: date
) -> None:
    counts, touch, facts = contact.counts, contact.regular_touch, contact.facts
    if company_name is not None or "title" in fields:
        _change_role(contact, company_name, fields.pop("title", contact.title), on)
    for column, value in fields.items():
        setattr(contact, column, value)
    note_facts(contact, facts, on=on)
    contact.clean_fields(exclude={"owner", "company", "introduced_by"})
    contact.save(update_fields=[*fields, "company", "title", "facts_noted"])
    if touch and not contact.regular_touch:
        ease([contact.pk], on)
    if counts != contact.counts:
        counting_changed.send(Contact, contact_ids=[contact.pk], on=on)


@transaction.atomic
def set_role(contact: Contact, *, company_name: str, title: str, on: date, noticed: bool) -> None:
    """What they do now; what they did before is kept.

    `noticed`: an import saw it, so that it may be worth a congratulation.
    """
    company_before = contact.company.name if contact.company else ""
    title_before = contact.title
    if not _change_role(contact, company_name, title, on):
        return
    contact.clean_fields(exclude={"owner", "company", "introduced_by"})
    contact.version += 1
    contact.save(update_fields=["company", "title", "version"])
    reindex([contact.pk])
    if noticed:
        role_changed.send(
            Contact,
            contact=contact,
            company_before=company_before,
            title_before=title_before,
            on=on,
        )


def _change_role(contact: Contact, company_name: str | None, title: str, on: date) -> bool:
    """Set company and title, and keep the history; the caller saves. False: all as before."""
    company = contact.company
    if company_name is not None:
        company = company_named(contact.owner, company_name)
    if company == contact.company and title == contact.title:
        return False
    _end_position(contact, on)
    contact.company, contact.title = company, title
    _begin_position(contact, on)
    return True


def _end_position(contact: Contact, on: date) -> None:
    """Close the present one; people who came by an import may have none written down yet."""
    if contact.positions.filter(ended_on=None).update(ended_on=on):
        return
    position = _position(contact, on=min(on, contact.created_at.date()))
    if position:
        position.ended_on = on
        position.save()


def _begin_position(contact: Contact, on: date) -> None:
    if position := _position(contact, on=on):
        position.save()


def _position(contact: Contact, *, on: date) -> Position | None:
    if contact.company is None and not contact.title:
        return None
    return Position(
        owner_id=contact.owner_id,
        contact=contact,
        company=contact.company.name if contact.company else "",
        title=contact.title,
        noticed_on=on,
    )


@transaction.atomic
def delete_contact(contact: Contact, at: datetime) -> None:
    """Into the trash, for thirty days; what happened with others stays theirs."""
    contact.deleted_at = at
    contact.save(update_fields=["deleted_at"])
    rederive([contact.pk], contact.owner.today(at))


@transaction.atomic
def restore_contact(contact: Contact, at: datetime) -> None:
    """Out of the trash."""
    contact.deleted_at = None
    contact.save(update_fields=["deleted_at"])
    counting_changed.send(Contact, contact_ids=[contact.pk], on=contact.owner.today(at))
    rederive([contact.pk], contact.owner.today(at))


@transaction.atomic
def tag_all(contact_ids: Iterable[uuid.UUID], name: str, *, owner: "User") -> list[uuid.UUID]:
    """Tag several people; the taggings made, for undo."""
    tag, ids = tag_named(owner, name), list(contact_ids)
    have = set(tag.contact_tags.values_list("contact_id", flat=True))
    made = [ContactTag(owner=owner, contact_id=pk, tag=tag) for pk in ids if pk not in have]
    ContactTag.objects.bulk_create(made)
    Contact.objects.by_ids(row.contact_id for row in made).bump()
    reindex(ids)
    return [row.pk for row in made]


@transaction.atomic
def type_all(
    contact_ids: Iterable[uuid.UUID], type: RelationshipType, *, owner: "User", on: date
) -> list[uuid.UUID]:
    """Give several people a type; the relationships made, for undo."""
    ids = list(contact_ids)
    made = add_type_to(ids, type, on)
    settle(ids, owner=owner, on=on)
    return made
