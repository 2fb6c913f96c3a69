"""What the last conversations left to go on with, for a few people at once."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from core.together import Rows, together
from interactions.enums import GATHERING, Effect, Status
from interactions.markdown import first_sentence
from interactions.models import Participant

if TYPE_CHECKING:
    from interactions.querysets import ParticipantQuerySet

LONGEST_HOOK = 200


@dataclass(frozen=True)
class LastTime:
    """`kind` (its key, or the user's own name for it) and `precision` of the last contact;
    `hook`: the user's own words to begin with."""

    kind: str = ""
    precision: str = "day"
    hook: str = ""


def last_times(contact_ids: Collection[uuid.UUID], on: date) -> dict[uuid.UUID, LastTime]:
    """By contact, in one query for any number. Sensitive notes are never quoted."""
    return read_last_times(contact_ids, together(last_time_sets(contact_ids, on)))


def last_time_sets(contact_ids: Collection[uuid.UUID], on: date) -> dict[str, Rows]:
    """What `read_last_times` reads, to be asked for with other things in one statement."""
    parts = _parts(contact_ids, on)
    return {"last": _newest(parts.filter(COUNTS)), "said": _newest(parts.filter(SAYS))}


def read_last_times(
    contact_ids: Collection[uuid.UUID], found: Mapping[str, list[Any]]
) -> dict[uuid.UUID, LastTime]:
    kinds = {row["contact_id"]: row for row in found["last"]}
    words = {row["contact_id"]: row for row in found["said"]}
    return {
        contact_id: _last_time(kinds.get(str(contact_id)), words.get(str(contact_id)))
        for contact_id in contact_ids
    }


def _last_time(last: dict[str, Any] | None, said: dict[str, Any] | None) -> LastTime:
    return LastTime(
        kind=(last["kind_name"] or last["kind_key"]) if last else "",
        precision=last["precision"] if last else "day",
        hook=(said["ask_about"] or first_sentence(said["text"], LONGEST_HOOK)) if said else "",
    )


COUNTS = Q(
    Q(interaction__headcount__lte=GATHERING) | Q(talked=True),
    Q(interaction__kind__effect=Effect.TALK)
    | Q(interaction__kind__effect=Effect.CONTACT, contact__counts="any"),
)
SAYS = Q(interaction__sensitive=False) & ~Q(interaction__ask_about="", interaction__text="")


def _parts(contact_ids: Collection[uuid.UUID], on: date) -> "ParticipantQuerySet":
    return Participant.objects.of_contacts(contact_ids).filter(
        interaction__deleted_at=None, interaction__status=Status.DONE, occurred_on__lte=on
    )


def _newest(parts: "ParticipantQuerySet") -> Rows:
    newest = parts.order_by("contact_id", F("occurred_on").desc(), F("interaction_id").desc())
    return newest.distinct("contact_id").values(
        "contact_id",
        kind_key=F("interaction__kind__key"),
        kind_name=F("interaction__kind__name"),
        precision=F("interaction__precision"),
        ask_about=F("interaction__ask_about"),
        text=F("interaction__text"),
    )
