"""*Did you talk?*: the meetings that the user's calendar tells of, and the answers to them."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core.journal import Journal
from interactions.enums import SeenState
from interactions.models import (
    Interaction,
    InteractionKind,
    SeenMeeting,
    SeenPerson,
)
from interactions.selectors import people_to_ask
from interactions.services import delete, log

if TYPE_CHECKING:
    from accounts.models import User

SOURCE = "calendar"
ANSWERED = "interactions.seen"  # the verb by which an answer is taken back
TOLD = ("kind_id", "title", "starts_at", "occurred_on")


@dataclass(frozen=True, slots=True)
class Seen:
    """A meeting with people of the user's; `key` is the same whenever the calendar tells it."""

    key: uuid.UUID
    kind: InteractionKind
    title: str
    starts_at: datetime
    occurred_on: date
    contact_ids: frozenset[uuid.UUID]


@transaction.atomic
def see(owner: "User", told: Sequence[Seen]) -> None:
    """Let these be all meetings that the calendar tells of.

    What it tells no longer is forgotten; answers stay. What was logged by another way, even if
    it lies in the trash now, is no question.
    """
    mine = SeenMeeting.objects.for_user(owner)
    by_key = {one.key: one for one in told}
    mine.exclude(key__in=list(by_key)).delete()
    known = {row.key: row for row in mine.select_for_update()}
    changed = [row for key, row in known.items() if _tell(row, by_key[key])]
    SeenMeeting.objects.bulk_update(changed, TOLD)
    stored = Interaction.objects.for_user(owner).with_keys(by_key.keys() - known.keys())
    not_new = {*known, *stored.values_list("key", flat=True)}
    new = [_row(owner, one) for key, one in by_key.items() if key not in not_new]
    SeenMeeting.objects.bulk_create(new)
    _invite([*known.values(), *new], {key: one.contact_ids for key, one in by_key.items()})


def _row(owner: "User", one: Seen) -> SeenMeeting:
    row = SeenMeeting(owner=owner, key=one.key)
    _tell(row, one)
    return row


def _tell(row: SeenMeeting, one: Seen) -> bool:
    """Let the row say what the calendar says; whether it said anything else."""
    before = [getattr(row, name) for name in TOLD]
    row.kind_id, row.title = one.kind.pk, one.title
    row.starts_at, row.occurred_on = one.starts_at, one.occurred_on
    return before != [getattr(row, name) for name in TOLD]


def _invite(rows: Sequence[SeenMeeting], wanted: dict[uuid.UUID, Collection[uuid.UUID]]) -> None:
    """Those who are invited now, and nobody else."""
    there = {
        (each.meeting_id, each.contact_id): each.pk
        for each in SeenPerson.objects.filter(meeting__in=[row.pk for row in rows])
    }
    pairs = {(row.pk, contact): row for row in rows for contact in sorted(wanted[row.key])}
    SeenPerson.objects.filter(pk__in=[there[pair] for pair in there.keys() - pairs]).delete()
    SeenPerson.objects.bulk_create(
        SeenPerson(owner_id=row.owner_id, meeting=row, contact_id=contact)
        for (meeting, contact), row in pairs.items()
        if (meeting, contact) not in there
    )


@transaction.atomic
def forget(owner: "User", journal: Journal | None = None) -> None:
    """All that the calendar told; what was logged of it stays. `journal` can take it back."""
    rows = SeenMeeting.objects.for_user(owner)
    if journal is None:
        rows.delete()
        return
    for row in rows:
        journal.remove(row)


# --- answers --------------------------------------------------------------------------------


@transaction.atomic
def talked(meeting: SeenMeeting, *, on: date, at: datetime) -> Interaction | None:
    """Log it with all of its people of whom nothing is logged on that day.

    None: there is nobody left, or it was answered otherwise. The second time it changes nothing.
    """
    current = _locked(meeting)
    if current.state == SeenState.LOGGED:
        return Interaction.objects.for_owner_id(current.owner_id).keyed(current.key).first()
    if current.state != SeenState.OPEN:
        return None
    ids = list(people_to_ask(current).values_list("contact_id", flat=True))
    _answer(current, SeenState.LOGGED)
    if not ids:
        return None
    owner = current.owner
    return log(
        owner=owner,
        contact_ids=ids,
        kind=current.kind,
        occurred_on=current.occurred_on,
        time=current.starts_at.astimezone(owner.zone).time(),
        text=current.title,
        on=on,
        at=at,
        key=current.key,
        source=SOURCE,
    )


@transaction.atomic
def did_not_talk(meeting: SeenMeeting) -> None:
    """It asks no more. What was logged stays so."""
    current = _locked(meeting)
    if current.state == SeenState.OPEN:
        _answer(current, SeenState.LEFT)


@transaction.atomic
def ask_again(meeting: SeenMeeting, *, on: date, at: datetime) -> None:
    """Take the answer back, with what was logged by it."""
    current = _locked(meeting)
    logged = Interaction.objects.for_owner_id(current.owner_id).keyed(current.key).kept()
    if current.state == SeenState.LOGGED and (interaction := logged.first()):
        delete(interaction, on=on, at=at)
    _answer(current, SeenState.OPEN)


def _locked(meeting: SeenMeeting) -> SeenMeeting:
    """The row as it stands, for us alone until the end of the transaction."""
    rows = SeenMeeting.objects.for_owner_id(meeting.owner_id)
    return rows.select_for_update(of=("self",)).select_related("kind", "owner").get(pk=meeting.pk)


def _answer(meeting: SeenMeeting, state: SeenState) -> None:
    meeting.state = state
    meeting.save(update_fields=["state"])
