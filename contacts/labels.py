"""Companies, tags and ways to reach somebody: what hangs on a person by its name."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from contacts.folding import fold, tidy
from contacts.lines import MethodLine
from contacts.methods import normalise
from contacts.models import Company, Contact, ContactMethod, ContactTag, Tag

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_TAG = 60


def company_named(owner: "User", name: str) -> Company | None:
    """The owner's company of this name, made if it is new; None for a blank name."""
    name = tidy(name)[:255]
    if not name:
        return None
    company, _ = Company.objects.get_or_create(
        owner=owner, folded=fold(name), defaults={"name": name}
    )
    return company


def tag_named(owner: "User", name: str) -> Tag:
    """The owner's tag of this name, made if it is new."""
    name = tidy(name)[:LONGEST_TAG]
    tag, _ = Tag.objects.get_or_create(
        owner=owner, folded=fold(name, LONGEST_TAG), defaults={"name": name}
    )
    return tag


@transaction.atomic
def set_tags(contact: Contact, names: Iterable[str]) -> None:
    """These tags and no others. The caller reindexes."""
    wanted = {tag_named(contact.owner, name).pk for name in names if fold(name)}
    held = set(contact.contact_tags.values_list("tag_id", flat=True))
    contact.contact_tags.filter(tag_id__in=held - wanted).delete()
    ContactTag.objects.bulk_create(
        ContactTag(owner_id=contact.owner_id, contact=contact, tag_id=tag_id)
        for tag_id in wanted - held
    )


@transaction.atomic
def set_methods(contact: Contact, lines: Sequence[MethodLine]) -> None:
    """These ways to reach somebody and no others; repeated ones are kept once.

    The caller reindexes.
    """
    contact.methods.all().delete()
    ContactMethod.objects.bulk_create(_methods(contact, lines))


def _methods(contact: Contact, lines: Sequence[MethodLine]) -> list[ContactMethod]:
    made: dict[tuple[str, str], ContactMethod] = {}
    kinds: set[str] = set()
    for position, line in enumerate(lines):
        value, compared = tidy(line.value), normalise(line.kind, line.value)
        if not value or (line.kind, compared) in made:
            continue
        made[line.kind, compared] = ContactMethod(
            owner_id=contact.owner_id,
            contact=contact,
            kind=line.kind,
            label=tidy(line.label),
            value=value,
            normalised=compared,
            primary=line.kind not in kinds,
            position=position,
        )
        kinds.add(line.kind)
    return list(made.values())
