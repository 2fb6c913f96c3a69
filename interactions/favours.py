"""Give before you ask: what went between the user and a person, counted from marks.

Plain numbers and no score: they are shown beside an ask, and hold nothing back.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.together import Rows, together
from interactions.enums import GATHERING, Effect, MarkVerb, Status
from interactions.models import Mark, Participant

# So many of the latest contacts are read; one who asked in all of them has asked often enough.
LATEST = 5
# From so many asks in a row on there is something to say.
SAID_FROM = 2


@dataclass(frozen=True)
class Favours:
    """`gave`, `received`, `asked`: how many marks of each there are. `asks_in_a_row`: how many of
    the latest contacts asked for something and gave nothing, five at most."""

    gave: int = 0
    received: int = 0
    asked: int = 0
    asks_in_a_row: int = 0

    @property
    def balance(self) -> int:
        """Above zero: given more than received."""
        return self.gave - self.received

    @property
    def caution(self) -> str:
        """What to say to whoever is about to ask; empty if nothing."""
        count = self.asks_in_a_row
        if count < SAID_FROM:
            return ""
        numbers = (_("two"), _("three"), _("four"), _("five"))
        words = {"count": numbers[count - SAID_FROM]}
        return _("Your last %(count)s contacts were asks; offer something first?") % words


def favours(contact_ids: Collection[uuid.UUID], on: date) -> dict[uuid.UUID, Favours]:
    """By contact, for all of these; one query for any number. Call it inside acting_for, with
    ids that `for_user` gave.

    What was deleted, is only planned or did not happen counts for nothing.
    """
    return read_favours(contact_ids, together(favour_sets(contact_ids, on)))


def favour_sets(contact_ids: Collection[uuid.UUID], on: date) -> dict[str, Rows]:
    """What `read_favours` reads, to be asked for with other things in one statement."""
    return {"marks": _counts(contact_ids, on), "latest": _latest(contact_ids, on)}


def read_favours(
    contact_ids: Collection[uuid.UUID], found: Mapping[str, list[Any]]
) -> dict[uuid.UUID, Favours]:
    counts = {(uuid.UUID(row["who"]), row["verb"]): row["count"] for row in found["marks"]}
    asks = _asks_in_a_row(found["latest"])
    return {
        one: Favours(
            gave=counts.get((one, MarkVerb.GAVE), 0),
            received=counts.get((one, MarkVerb.RECEIVED), 0),
            asked=counts.get((one, MarkVerb.ASKED), 0),
            asks_in_a_row=asks.get(one, 0),
        )
        for one in contact_ids
    }


def balances(people: Collection[Contact], on: date) -> list[dict[str, str]]:
    """What went between the user and each of these so far, and what there is to say before the
    next ask; without those between whom nothing was marked. One query, none for nobody."""
    found = favours([person.pk for person in people], on) if people else {}
    return [
        {"name": person.display, "balance": _said(counts), "caution": counts.caution}
        for person in people
        for counts in [found[person.pk]]
        if counts != Favours()
    ]


def _said(counts: Favours) -> str:
    words = {"gave": counts.gave, "received": counts.received, "asked": counts.asked}
    return _("you gave %(gave)s, received %(received)s and asked for %(asked)s.") % words


def _counts(contact_ids: Collection[uuid.UUID], on: date) -> Rows:
    marks = Mark.objects.filter(
        participant__contact_id__in=list(contact_ids),
        participant__occurred_on__lte=on,
        participant__interaction__deleted_at=None,
        participant__interaction__status=Status.DONE,
    )
    return marks.values("verb", who=F("participant__contact_id")).annotate(count=Count("pk"))


def _asks_in_a_row(latest: Iterable[dict[str, Any]]) -> dict[uuid.UUID, int]:
    newest: dict[uuid.UUID, list[bool]] = {}
    for row in latest:
        newest.setdefault(uuid.UUID(row["contact_id"]), []).append(row["asks"])
    return {one: sum(takewhile(bool, asks)) for one, asks in newest.items()}


def _latest(contact_ids: Collection[uuid.UUID], on: date) -> Rows:
    """The latest contacts with each, newest first, and whether that was an ask alone."""
    marks = Mark.objects.filter(participant=OuterRef("pk"))
    order = [F("occurred_on").desc(), F("interaction_id").desc()]
    place = Window(RowNumber(), partition_by=F("contact_id"), order_by=order)
    parts = (
        Participant.objects.of_contacts(contact_ids)
        .kept()
        .filter(
            Q(interaction__headcount__lte=GATHERING) | Q(talked=True),
            interaction__status=Status.DONE,
            occurred_on__lte=on,
        )
        .exclude(interaction__kind__effect=Effect.NOTHING)
    )
    asks = Exists(marks.filter(verb=MarkVerb.ASKED)) & ~Exists(marks.filter(verb=MarkVerb.GAVE))
    placed = parts.annotate(place=place, asks=asks).filter(place__lte=LATEST)
    return placed.order_by("contact_id", "place").values("contact_id", "asks")
