"""Conversations that come from elsewhere, many at once: written, written anew, taken away.

Silent: nothing is asked and nothing follows from them. Only a check-in that they make needless
ends, as if they had been logged. Each function derives the dates of all concerned once.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING

from django.db import transaction

from interactions import derivation
from interactions.enums import GATHERING
from interactions.models import Interaction, InteractionKind, Participant, Promise
from interactions.signals import interaction_logged, interaction_removed

if TYPE_CHECKING:
    from accounts.models import User

# What happened longer ago than a plan lasts ends no slot of it.
LATELY = timedelta(days=8)
SAID = ("kind_id", "occurred_on", "time", "text", "direction")


@dataclass(slots=True)
class Brought:
    """One conversation; `key` is the same whenever its source tells it again."""

    pk: uuid.UUID
    key: uuid.UUID
    kind: InteractionKind
    occurred_on: date
    contact_ids: Collection[uuid.UUID]
    time: clock_time | None = None
    text: str = ""
    direction: str = ""


@transaction.atomic
def bring(
    owner: "User", conversations: Sequence[Brought], *, source: str, on: date, at: datetime
) -> None:
    """Store conversations that are not there yet, with people who are, in three statements."""
    rows = [
        Interaction(
            pk=one.pk,
            owner=owner,
            kind=one.kind,
            key=one.key,
            source=source,
            occurred_on=one.occurred_on,
            time=one.time,
            text=one.text,
            direction=one.direction,
            headcount=len(one.contact_ids),
            created_at=at,
            updated_at=at,
        )
        for one in conversations
    ]
    Interaction.objects.bulk_create(rows)
    Participant.objects.bulk_create(
        Participant(
            owner=owner,
            interaction_id=one.pk,
            contact_id=contact_id,
            occurred_on=one.occurred_on,
            talked=len(one.contact_ids) <= GATHERING,
        )
        for one in conversations
        for contact_id in sorted(one.contact_ids)
    )
    _settle({pk for one in conversations for pk in one.contact_ids}, on)
    for row, one in zip(rows, conversations, strict=True):
        if row.occurred_on > on - LATELY:
            interaction_logged.send(
                Interaction, interaction=row, contact_ids=list(one.contact_ids), on=on
            )


@transaction.atomic
def say_anew(rows: Sequence[Interaction], *, on: date, at: datetime) -> None:
    """Store what stands in SAID of these rows, which the caller has changed. Their version
    rises."""
    for row in rows:
        row.version += 1
        row.updated_at = at
    Interaction.objects.bulk_update(rows, [*SAID, "version", "updated_at"])
    parts = list(_parts(rows))
    days = {row.pk: row.occurred_on for row in rows}
    for part in parts:
        part.occurred_on = days[part.interaction_id]
    Participant.objects.bulk_update(parts, ["occurred_on"])
    _settle({part.contact_id for part in parts}, on)


@transaction.atomic
def take_away(rows: Sequence[Interaction], *, on: date) -> None:
    """Remove conversations for good."""
    people: dict[uuid.UUID, list[uuid.UUID]] = {row.pk: [] for row in rows}
    for part in _parts(rows):
        people[part.interaction_id].append(part.contact_id)
    for row in rows:
        if row.occurred_on > on - LATELY and row.deleted_at is None:
            interaction_removed.send(
                Interaction, interaction=row, contact_ids=people[row.pk], on=on
            )
    Interaction.objects.by_ids(people).delete()
    _settle({pk for ids in people.values() for pk in ids}, on)


def hung_on(rows: Collection[Interaction]) -> set[uuid.UUID]:
    """Those to which the user added a mark or a promise."""
    ids = [row.pk for row in rows]
    marked = Participant.objects.filter(interaction__in=ids, marks__isnull=False)
    promised = Promise.objects.filter(interaction__in=ids)
    return {
        pk
        for found in (marked, promised)
        for pk in found.values_list("interaction_id", flat=True)
        if pk
    }


def _parts(rows: Iterable[Interaction]) -> Iterable[Participant]:
    return Participant.objects.filter(interaction__in=[row.pk for row in rows])


def _settle(contact_ids: Collection[uuid.UUID], on: date) -> None:
    if contact_ids:
        derivation.rederive(contact_ids, on)
