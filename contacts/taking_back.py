"""What stood before a change of many people, in JSON, and how it is put back.

One verb serves every change of this app that can be taken back: the columns named in `people`
are written as they were, the rows named in `made` go, and the relationships named in `ended` have
the end that they had before.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from contacts.derivation import rederive, reindex
from contacts.models import Contact, ContactTag, Relationship
from contacts.signals import people_put_back

if TYPE_CHECKING:
    from accounts.models import User

CHANGE = "contacts.change"
MADE = {"relationships": Relationship, "tags": ContactTag}
Before = dict[str, Any]


def standing(
    contact_ids: Iterable[uuid.UUID], columns: Iterable[str], **made: Iterable[uuid.UUID]
) -> Before:
    """How these columns stand now, for `put_back`; `made`: ids of rows that a change adds."""
    names = list(columns)
    people = {
        str(row.pop("pk")): row for row in Contact.objects.by_ids(contact_ids).values("pk", *names)
    }
    before = {"people": people, "made": {name: list(ids) for name, ids in made.items()}}
    plain: Before = json.loads(json.dumps(before, cls=DjangoJSONEncoder))
    return plain


@transaction.atomic
def put_back(*, owner: "User", before: Before, on: date) -> None:
    """Let people stand as `before` says; rows that are gone meanwhile stay gone."""
    for name, ids in before["made"].items():
        MADE[name].objects.for_user(owner).filter(pk__in=ids).delete()  # type: ignore[attr-defined]
    ended = Relationship.objects.for_user(owner).in_bulk(map(uuid.UUID, before.get("ended", ())))
    for row in ended.values():
        day = before["ended"][str(row.pk)]
        row.ends_on = date.fromisoformat(day) if day else None
    Relationship.objects.bulk_update(ended.values(), ["ends_on"], batch_size=500)
    people = list(Contact.objects.for_user(owner).by_ids(map(uuid.UUID, before["people"])))
    for contact in people:
        _write(contact, before["people"][str(contact.pk)])
    columns = {column for row in before["people"].values() for column in row}
    if columns:
        Contact.objects.bulk_update(people, sorted(columns), batch_size=500)
    ids = [contact.pk for contact in people]
    rederive(ids, on)
    reindex(ids)
    people_put_back.send(Contact, owner=owner, contact_ids=ids, on=on)


def _write(contact: Contact, row: dict[str, Any]) -> None:
    for column, value in row.items():
        field: Any = Contact._meta.get_field(column)
        setattr(contact, field.attname, field.to_python(value))
