"""The kinds of interaction of an account: their names, what they do to the clock, their order."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from contacts.folding import tidy
from core.ordering import move
from interactions import derivation
from interactions.models import InteractionKind, Participant

if TYPE_CHECKING:
    from accounts.models import User

KIND = "interactions.kind"
SETTINGS = ("name", "effect")


@transaction.atomic
def add_kind(*, owner: "User", name: str, effect: str) -> InteractionKind:
    """A kind of the user's own, last in the order."""
    last = InteractionKind.objects.for_user(owner).in_order().last()
    kind = InteractionKind(
        owner=owner, name=tidy(name), effect=effect, position=last.position + 1 if last else 1
    )
    kind.clean_fields(exclude={"owner", "key"})
    kind.save()
    return kind


@transaction.atomic
def edit_kind(kind: InteractionKind, *, name: str, on: date, effect: str | None = None) -> None:
    """Rename a kind, or let it count differently; everybody it was logged with is rederived.

    A kind that relcrm ships keeps its translated name while `name` is that or blank.
    """
    kind.name = "" if kind.key and tidy(name) in ("", kind.shipped_name) else tidy(name)
    counts_anew = effect is not None and effect != kind.effect
    kind.effect = effect or kind.effect
    kind.clean_fields(exclude={"owner", "key"})
    kind.save(update_fields=SETTINGS)
    if counts_anew:
        _rederive(kind, on)


def kind_standing(kind: InteractionKind) -> dict[str, Any]:
    """How a kind stands now, for `put_kind_back`."""
    return {"kind": str(kind.pk), "settings": {name: getattr(kind, name) for name in SETTINGS}}


@transaction.atomic
def put_kind_back(*, owner: "User", before: dict[str, Any], on: date) -> None:
    """Let a kind stand and count as `before` says; not under a name taken since."""
    kinds = InteractionKind.objects.for_user(owner)
    kind, settings = kinds.get(pk=before["kind"]), dict(before["settings"])
    if settings["name"] and kinds.filter(name=settings["name"]).exists():
        del settings["name"]
    for name, value in settings.items():
        setattr(kind, name, value)
    kind.save(update_fields=SETTINGS)
    _rederive(kind, on)


def _rederive(kind: InteractionKind, on: date) -> None:
    people = Participant.objects.for_owner_id(kind.owner_id).of_kind(kind)
    derivation.rederive(people.contact_ids(), on)


@transaction.atomic
def offer_kind(kind: InteractionKind, *, offered: bool) -> None:
    """Let the kind be chosen, or not any more; what was logged keeps it."""
    kind.archived = not offered
    kind.save(update_fields=["archived"])


@transaction.atomic
def move_kind(kind: InteractionKind, *, by: int) -> None:
    """One place up (-1) or down (1) among the offered ones."""
    move(InteractionKind.objects.for_owner_id(kind.owner_id).offered(), kind, by=by)
