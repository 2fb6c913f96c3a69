"""Taking back the conversations of an import: those it made go, those it changed say what they
said before. Which were edited since is kept."""

import uuid
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from core.days import written
from importing.models import ImportJob, ImportRow
from importing.opening import now_of
from importing.states import Outcome
from interactions import services
from interactions.models import Interaction, Participant

Kept = dict[str, str]


def take_talks_back(job: ImportJob, rows: Sequence[ImportRow], on: date) -> list[ImportRow]:
    """Undo these rows; those that are kept."""
    present = [row for row in rows if row.interaction is not None]
    talks = [_talk(row) for row in present]
    hung_on = services.hung_on(talks)
    kept = [row for row in present if _is_edited(row) or row.interaction_id in hung_on]
    rest = [row for row in present if row not in kept]
    made = [_talk(row) for row in rest if row.outcome == Outcome.CREATED]
    changed = [row for row in rest if row.outcome == Outcome.UPDATED]
    if made:
        services.take_away(made, on=on)
    if changed:
        before = [_as_before(row) for row in changed]
        services.say_anew(before, on=on, at=now_of(job))
    return kept


def _talk(row: ImportRow) -> Interaction:
    talk: Interaction | None = row.interaction
    assert talk is not None, "only rows with a conversation come here"
    return talk


def _is_edited(row: ImportRow) -> bool:
    """What the user has thrown away since was not edited."""
    talk = _talk(row)
    return talk.deleted_at is None and talk.version != row.after_version


def _as_before(row: ImportRow) -> Interaction:
    talk, said = _talk(row), (row.before or {})["conversation"]
    talk.kind_id, talk.text, talk.direction = said["kind_id"], said["text"], said["direction"]
    talk.occurred_on = date.fromisoformat(said["occurred_on"])
    talk.time = time.fromisoformat(said["time"]) if said["time"] else None
    return talk


def key_of_talk(row: ImportRow) -> str:
    """The key under which an import remembers the conversation of a row, or ""."""
    key: uuid.UUID | None = row.interaction.key if row.interaction else None
    return key.hex if key else ""


def listed(rows: Sequence[ImportRow]) -> list[Kept]:
    """The conversations that were kept, under the first of their people."""
    ids = [row.interaction_id for row in rows]
    parts = Participant.objects.filter(interaction__in=ids).with_contacts()
    people: dict[uuid.UUID, list[Any]] = {}
    for part in parts:
        people.setdefault(part.interaction_id, []).append(part.contact)
    found = []
    for row in rows:
        talk = _talk(row)
        there = people.get(talk.pk, [])
        if there:
            names = ", ".join(map(str, there))
            day = written(talk.occurred_on, "j F Y")
            found.append({"id": str(there[0].pk), "name": f"{names}, {day}"})
    return found
