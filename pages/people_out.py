"""People as files tell them: one look at everybody, for vCards and for the table."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contacts.enums import DateKind, MethodKind
from contacts.models import Contact, ContactMethod, ContactPhoto, ImportantDate

if TYPE_CHECKING:
    from accounts.models import User

SET = 500


@dataclass
class Person:
    """One person with all that a file can hold. `ways`: the primary first."""

    contact: Contact
    company: str = ""
    ways: list[ContactMethod] = field(default_factory=list)
    dates: list[ImportantDate] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    photo: bytes = b""

    @property
    def uid(self) -> str:
        return self.contact.uid or f"urn:uuid:{self.contact.pk}"

    def of_kind(self, kind: MethodKind) -> list[ContactMethod]:
        return [way for way in self.ways if way.kind == kind]

    def date_of(self, kind: DateKind) -> ImportantDate | None:
        """The date of this kind, if its day is known."""
        return next((each for each in self.dates if each.kind == kind and each.day), None)


def everybody(owner: "User") -> Iterator[Person]:
    """All who are not in the trash, by name, in bounded memory. Works inside acting_for."""
    own = Contact.objects.for_user(owner).kept().order_by("sort_name", "pk")
    ids = list(own.values_list("pk", flat=True))
    for start in range(0, len(ids), SET):
        yield from _some(owner, ids[start : start + SET])


def _some(owner: "User", ids: list[uuid.UUID]) -> Iterator[Person]:
    people = Contact.objects.for_user(owner).by_ids(ids).select_related("company")
    related = people.prefetch_related("methods", "dates", "contact_tags__tag")
    found = {contact.pk: contact for contact in related}
    photos = ContactPhoto.objects.for_user(owner).filter(contact__in=ids)
    images = {pk: bytes(image) for pk, image in photos.values_list("contact_id", "image")}
    for pk in ids:
        contact = found[pk]
        yield Person(
            contact,
            company=str(contact.company or ""),
            ways=sorted(contact.methods.all(), key=lambda way: not way.primary),
            dates=sorted(contact.dates.all(), key=lambda each: (each.kind, each.pk)),
            tags=sorted(each.tag.name for each in contact.contact_tags.all()),
            photo=images.get(pk, b""),
        )
