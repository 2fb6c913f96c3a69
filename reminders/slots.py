"""How a slot of the plan ends: talked, wrote, planned, or *Not now*."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from interactions.enums import GATHERING, Effect, Status
from interactions.models import Interaction
from reminders.enums import Outcome
from reminders.models import Plan, PlanSlot

if TYPE_CHECKING:
    from accounts.models import User

OF_EFFECT = {
    Effect.TALK: Outcome.TALKED,
    Effect.CONTACT: Outcome.TALKED,
    Effect.ATTEMPT: Outcome.WROTE,
}
# What a later event may replace: who wrote and then talked has talked.
WEAKER = {
    Outcome.TALKED: [Outcome.OPEN, Outcome.WROTE, Outcome.PLANNED, Outcome.PASSED],
    Outcome.PLANNED: [Outcome.OPEN, Outcome.WROTE, Outcome.PASSED],
    Outcome.WROTE: [Outcome.OPEN, Outcome.PASSED],
    Outcome.PASSED: [Outcome.OPEN],
}
# After so many *Not now* in a row the user is asked: longer, or stop tracking?
ASKED_AFTER = 3


def end_slots(
    owner_id: uuid.UUID,
    contact_ids: Collection[uuid.UUID],
    outcome: Outcome,
    on: date,
    *,
    interaction: Interaction | None = None,
) -> int:
    """End these people's slots of the plan that stands; how many ended. May be repeated.

    What happened before the plan week ends a slot only if the person is not due any more.
    """
    plan = Plan.objects.for_owner_id(owner_id).standing(on).first()
    if plan is None:
        return 0
    slots = plan.slots.of_contacts(contact_ids).filter(outcome__in=WEAKER[outcome])
    if interaction and interaction.occurred_on < plan.starts_on:
        slots = slots.filter(
            Q(contact__next_check_in_on=None) | Q(contact__next_check_in_on__gte=plan.ends_on)
        )
    return slots.update(outcome=outcome, ended_on=on, interaction=interaction)


def drop_untracked(owner_id: uuid.UUID, contact_ids: Collection[uuid.UUID], on: date) -> int:
    """People whom no check-in awaits any more leave the plan that stands; how many did."""
    plan = Plan.objects.for_owner_id(owner_id).standing(on).first()
    if plan is None:
        return 0
    slots = plan.slots.open().of_contacts(contact_ids)
    dropped, _ = slots.filter(contact__next_check_in_on=None).delete()
    return dropped


def heed(interaction: Interaction, contact_ids: Collection[uuid.UUID], on: date) -> None:
    """Something was logged, planned, changed or restored."""
    reopen_slots(interaction, None, on)
    outcome = _outcome(interaction)
    if outcome:
        people = _who_counts(interaction, contact_ids)
        end_slots(interaction.owner_id, people, outcome, on, interaction=interaction)


def reopen_slots(
    interaction: Interaction, contact_ids: Collection[uuid.UUID] | None, on: date
) -> None:
    """What ended these people's slots (None: all that it ended) is no more; those of the plan
    that stands are open again."""
    plan = Plan.objects.for_owner_id(interaction.owner_id).standing(on).first()
    if plan is None:
        return
    ended = plan.slots.filter(interaction=interaction)
    if contact_ids is not None:
        ended = ended.of_contacts(contact_ids)
    ended.update(outcome=Outcome.OPEN, ended_on=None, interaction=None)


def _outcome(interaction: Interaction) -> Outcome | None:
    if interaction.status == Status.PLANNED:
        return Outcome.PLANNED
    return OF_EFFECT.get(Effect(interaction.kind.effect))


def _who_counts(
    interaction: Interaction, contact_ids: Collection[uuid.UUID]
) -> Collection[uuid.UUID]:
    """In a larger gathering only those talked with."""
    if interaction.headcount <= GATHERING:
        return contact_ids
    talked = interaction.participants.filter(talked=True, contact_id__in=contact_ids)
    return list(talked.values_list("contact_id", flat=True))


def pass_slot(slot: PlanSlot, on: date) -> bool:
    """*Not now*: out of this week. True if it is the third in a row. May be repeated."""
    if slot.outcome == Outcome.OPEN:
        slot.outcome, slot.ended_on = Outcome.PASSED, on
        slot.save(update_fields=["outcome", "ended_on"])
    return passed_in_a_row(slot) >= ASKED_AFTER


def passed_in_a_row(slot: PlanSlot) -> int:
    """How often lately *Not now* was the answer for this person, this slot included."""
    slots = PlanSlot.objects.for_owner_id(slot.owner_id).filter(contact_id=slot.contact_id)
    outcomes = slots.order_by("-suggested_on", "-pk").values_list("outcome", flat=True)
    passed = 0
    for outcome in outcomes[:ASKED_AFTER]:
        if outcome != Outcome.PASSED:
            break
        passed += 1
    return passed


@transaction.atomic
def unpass_slot(*, owner: "User", before: dict[str, Any], on: date) -> None:
    """Undo of *Not now*."""
    slots = PlanSlot.objects.for_user(owner).filter(pk=before["slot"], outcome=Outcome.PASSED)
    slots.update(outcome=Outcome.OPEN, ended_on=None)
