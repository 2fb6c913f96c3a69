"""The kinds of interaction of an account: their names, what they do to the clock, their order."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from contacts.folding import tidy
from core.ordering import move
from interactions import derivation
from interactions.models import InteractionKind, Participant

if TYPE_CHECKING:
    from accounts.models import User


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
    kind.save(update_fields=["name", "effect"])
    if counts_anew:
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
