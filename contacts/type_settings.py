"""The relationship types of an account: their names, cadences, order."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from contacts.easing import rederive_gently
from contacts.folding import tidy
from contacts.models import Relationship, RelationshipType
from contacts.taking_back import Before, put_back, standing
from core.ordering import move

if TYPE_CHECKING:
    import uuid

    from django.db.models import QuerySet

    from accounts.models import User

TYPE = "contacts.type"
SETTINGS = ("name", "cadence_days", "importance", "purpose")


@transaction.atomic
def add_type(
    *,
    owner: "User",
    name: str,
    cadence_days: int | None,
    importance: int = 1,
    purpose: str = "",
) -> RelationshipType:
    """A type of the user's own, last in the order."""
    last = RelationshipType.objects.for_user(owner).order_by("-position").first()
    type = RelationshipType(
        owner=owner,
        name=tidy(name),
        purpose=tidy(purpose),
        cadence_days=cadence_days,
        importance=importance,
        icon="bookmark",
        position=last.position + 1 if last else 1,
    )
    type.clean_fields(exclude={"owner", "key"})
    type.save()
    return type


@transaction.atomic
def edit_type(
    type: RelationshipType,
    *,
    name: str,
    cadence_days: int | None,
    importance: int,
    purpose: str,
    on: date,
) -> None:
    """Change a type; everybody who has it is rederived, gently where it became shorter.

    A type that relcrm ships keeps its translated name while `name` is that or blank.
    """
    type.name = "" if type.key and tidy(name) in ("", type.shipped_name) else tidy(name)
    type.cadence_days, type.importance, type.purpose = cadence_days, importance, tidy(purpose)
    type.save(update_fields=SETTINGS)
    rederive_gently(_people(type), on)


def type_standing(type: RelationshipType) -> Before:
    """How a type stands now, with the days that easing may move, for `put_type_back`."""
    return {
        "type": str(type.pk),
        "settings": {name: getattr(type, name) for name in SETTINGS},
        "people": standing(_people(type), ["not_before"]),
    }


@transaction.atomic
def put_type_back(*, owner: "User", before: Before, on: date) -> None:
    """Let a type stand as `before` says, with all who had it; not under a name taken since."""
    types = RelationshipType.objects.for_user(owner)
    settings = dict(before["settings"])
    if settings["name"] and types.filter(name=settings["name"]).exists():
        del settings["name"]
    types.filter(pk=before["type"]).update(**settings)
    put_back(owner=owner, before=before["people"], on=on)


def _people(type: RelationshipType) -> "QuerySet[Relationship, uuid.UUID]":
    of_type = Relationship.objects.for_owner_id(type.owner_id).filter(type=type)
    return of_type.values_list("contact_id", flat=True)


@transaction.atomic
def offer_type(type: RelationshipType, *, offered: bool) -> None:
    """Let the type be chosen, or not any more; people who have it keep it."""
    type.archived = not offered
    type.save(update_fields=["archived"])


@transaction.atomic
def move_type(type: RelationshipType, *, by: int) -> None:
    """One place up (-1) or down (1) among the offered ones."""
    move(RelationshipType.objects.for_owner_id(type.owner_id).active(), type, by=by)
