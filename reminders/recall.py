"""What the last conversations left to go on with, for a few people at once."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q

from interactions.enums import GATHERING, Effect, Status
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
    """By contact, in two queries for any number. Sensitive notes are never quoted."""
    parts = _parts(contact_ids, on)
    kinds = {part.contact_id: part.interaction for part in _newest(parts.filter(COUNTS))}
    words = {part.contact_id: part.interaction for part in _newest(parts.filter(SAYS))}
    found = {}
    for contact_id in contact_ids:
        last, said = kinds.get(contact_id), words.get(contact_id)
        found[contact_id] = LastTime(
            kind=(last.kind.name or last.kind.key) if last else "",
            precision=last.precision if last else "day",
            hook=(said.ask_about or first_sentence(said.text)) if said else "",
        )
    return found


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


def _newest(parts: "ParticipantQuerySet") -> "ParticipantQuerySet":
    return (
        parts.select_related("interaction__kind")
        .order_by("contact_id", F("occurred_on").desc(), F("interaction_id").desc())
        .distinct("contact_id")
    )


def first_sentence(text: str) -> str:
    """The first sentence of a note, verbatim but for its line breaks and Markdown signs."""
    line = next((line for line in text.splitlines() if line.strip(" #>*-_`")), "")
    plain = re.sub(r"\s+", " ", re.sub(r"[*_`#>]+", "", line)).strip(" -")
    sentence = re.split(r"(?<=[.!?…])\s", plain, maxsplit=1)[0]
    if len(sentence) <= LONGEST_HOOK:
        return sentence
    return sentence[: LONGEST_HOOK - 1].rstrip() + "…"
