"""Photos of people: set, removed, and taken from an import. Kept small, in rows of their owner."""

import uuid
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from contacts.models import Contact, ContactPhoto
from contacts.pictures import UnfitPicture, shrink

if TYPE_CHECKING:
    from accounts.models import User

CHANGED = "contacts.photo"
__all__ = [
    "CHANGED",
    "UnfitPicture",
    "drop_photos",
    "give_photos",
    "put_photo_back",
    "remove_photo",
    "set_photo",
    "standing_photo",
]


@transaction.atomic
def set_photo(contact: Contact, data: bytes) -> None:
    """Let this be the person's photo, instead of any before; `contact` is brought up to date.

    Raises UnfitPicture, whose message is a sentence for the user.
    """
    image = shrink(data)
    ContactPhoto.objects.update_or_create(
        owner_id=contact.owner_id, contact=contact, defaults={"image": image}
    )
    _note(contact, photo_key(image))


@transaction.atomic
def remove_photo(contact: Contact) -> None:
    """Leave the person without a photo; done twice, it is the same as once."""
    if not contact.photo:
        return
    ContactPhoto.objects.for_owner_id(contact.owner_id).filter(contact=contact).delete()
    _note(contact, "")


def _note(contact: Contact, key: str) -> None:
    own = Contact.objects.for_owner_id(contact.owner_id).by_ids([contact.pk])
    own.update(photo=key, version=F("version") + 1, updated_at=Now())
    contact.refresh_from_db(fields=["photo", "version", "updated_at"])


def photo_key(image: bytes) -> str:
    """Another for another picture, so that browsers may keep what they have."""
    return blake2b(image, digest_size=8).hexdigest()


def give_photos(owner_id: uuid.UUID, images: Mapping[uuid.UUID, bytes]) -> None:
    """Shrunk images for people who have none, by contact id; the version is the caller's.

    Works inside a transaction, in three statements for any number of people.
    """
    if not images:
        return
    own = ContactPhoto.objects.for_owner_id(owner_id).filter(contact__in=images)
    have = set(own.values_list("contact_id", flat=True))
    new = {pk: image for pk, image in images.items() if pk not in have}
    ContactPhoto.objects.bulk_create(
        ContactPhoto(owner_id=owner_id, contact_id=pk, image=image) for pk, image in new.items()
    )
    people = [Contact(pk=pk, photo=photo_key(image)) for pk, image in new.items()]
    Contact.objects.for_owner_id(owner_id).bulk_update(people, ["photo"])


def standing_photo(contact: Contact) -> dict[str, str]:
    """The photo as it stands, in JSON, for `put_photo_back`."""
    own = ContactPhoto.objects.for_owner_id(contact.owner_id).filter(contact=contact)
    image = own.values_list("image", flat=True).first()
    return {"id": str(contact.pk), "image": b64encode(bytes(image or b"")).decode()}


@transaction.atomic
def put_photo_back(*, owner: "User", before: Mapping[str, str], on: date) -> None:
    """Let the person have the photo that `before` holds, or none; of the dead or deleted too."""
    contact = Contact.objects.for_user(owner).get(pk=uuid.UUID(before["id"]))
    image = b64decode(before["image"])
    if not image:
        remove_photo(contact)
        return
    ContactPhoto.objects.update_or_create(
        owner_id=owner.pk, contact=contact, defaults={"image": image}
    )
    _note(contact, photo_key(image))


def drop_photos(owner_id: uuid.UUID, contact_ids: Iterable[uuid.UUID]) -> None:
    """Forget these photos; the column and the version are the caller's."""
    ContactPhoto.objects.for_owner_id(owner_id).filter(contact__in=contact_ids).delete()
