"""Accounts by the thousand with people in them, copied in SQL from one."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, models

from accounts.models import User
from contacts.defaults import DEFAULT_TYPES
from contacts.derivation import rederive
from contacts.enums import DateKind
from contacts.models import Contact, ImportantDate, Relationship, RelationshipType
from core.roles import acting_for, as_owner

DATES = 60  # of the people of one account have a birthday that is known
DAY = timedelta(days=1)


def fill(model: User, users: Sequence[User], *, contacts: int, on: date) -> None:
    """So many people for the model, of all types, a third of them due; the same for each user."""
    _befriend(model, contacts, on)
    with as_owner():
        if users:
            _copy_all(model)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    connection.close()


def _befriend(owner: User, contacts: int, on: date) -> None:
    with acting_for(owner.pk):
        types = list(RelationshipType.objects.for_user(owner).order_by("position"))
        types = types[: len(DEFAULT_TYPES)]
        people = []
        for number in range(contacts):
            cadence = types[number % len(types)].cadence_days or 60
            person = Contact(
                owner=owner,
                display=f"Person {number}",
                sort_name=f"person {number}",
                search=f"person {number}",
                triaged_on=on - 400 * DAY,
                last_contact_on=on - (number * 37 % int(1.4 * cadence)) * DAY,
            )
            people.append(person)
        Contact.objects.bulk_create(people)
        Relationship.objects.bulk_create(
            Relationship(
                owner=owner,
                contact=person,
                type=types[number % len(types)],
                added_on=on - 400 * DAY,
            )
            for number, person in enumerate(people)
        )
        ImportantDate.objects.bulk_create(
            ImportantDate(
                owner=owner,
                contact=person,
                kind=DateKind.BIRTHDAY,
                month=1 + number % 12,
                day=1 + number % 28,
            )
            for number, person in enumerate(people[:DATES])
        )
        rederive([person.pk for person in people], on)


def _copy_all(model: User) -> None:
    """What the model has, for all others; rows find each other by their names."""
    _copy(RelationshipType, model)
    _copy(Contact, model)
    same = """
      JOIN contacts_contact mc ON mc.id = m.contact_id
      JOIN contacts_contact c ON c.owner_id = u.id AND c.sort_name = mc.sort_name"""
    kind = """
      JOIN contacts_relationshiptype mt ON mt.id = m.type_id
      JOIN contacts_relationshiptype t ON t.owner_id = u.id AND t.position = mt.position"""
    _copy(Relationship, model, joins=same + kind, contact_id="c.id", type_id="t.id")
    _copy(ImportantDate, model, joins=same, contact_id="c.id")


def _copy(table: type[models.Model], model: User, *, joins: str = "", **values: str) -> None:
    values = {"id": "relcrm_uuid7()", "owner_id": "u.id", **values}
    columns = [field.column for field in table._meta.concrete_fields if field.column]
    said = ", ".join(values.get(column, f'm."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    of = table._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {of} ({names}) SELECT {said} FROM {of} m CROSS JOIN accounts_user u"
            f" {joins} WHERE m.owner_id = %s AND u.id <> %s",
            [model.pk, model.pk],
        )
        cursor.execute(f"ANALYZE {of}")
