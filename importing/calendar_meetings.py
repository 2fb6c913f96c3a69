"""The meetings of a calendar that is read again and again: those of a fortnight ago up to the
day after tomorrow, with the people in them whom the user knows by their e-mail address."""

import io
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from contacts.enums import MethodKind
from contacts.methods import normalise
from contacts.models import ContactMethod
from importing.cleaning import split_emails
from importing.conversing import key_named, shipped_kinds
from importing.enums import Trouble
from importing.fetching import CannotFetch
from importing.formats.ics import NAME
from importing.kind_words import kind_of
from importing.limits import MAX_SEEN, READ_SECONDS
from importing.meetings import Event, Meeting, Reader, Surroundings, events_in
from interactions.querysets import SEEN_FOR
from interactions.seen import Seen

if TYPE_CHECKING:
    from accounts.models import User

# A calendar that says *nothing has changed* is not read again for a day; what begins until then
# must be known by now.
AHEAD = timedelta(days=2)
BEGIN, END = b"BEGIN:VCALENDAR", b"END:VCALENDAR"
EDGE = 400  # bytes in which the calendar begins and ends


@dataclass(frozen=True)
class Whose:
    """Whose calendar it is: their addresses in small letters, and where they are."""

    addresses: frozenset[str]
    zone: ZoneInfo


def meetings_in(body: bytes, whose: Whose, *, on: date, at: datetime) -> list[Meeting]:
    """The latest ones in their order. Not those that were declined or called off, or that last
    whole days. Raises CannotFetch for what is no calendar, or too complicated to be read."""
    if BEGIN not in body[:EDGE].upper() or END not in body[-EDGE:].upper():
        raise CannotFetch(Trouble.NO_CALENDAR)
    until = monotonic() + READ_SECONDS
    reader = Reader(
        owners=whose.addresses | _named_after(body, until),
        zone=whose.zone,
        now=at + AHEAD,
        months=1,
    )
    reader.look_over(_events(body, until))
    found = [
        one
        for event, around in _events(body, until)
        for one in reader.judge(event, around)
        if isinstance(one, Meeting) and one.when.at and one.when.day >= on - SEEN_FOR
    ]
    return sorted(found, key=lambda one: one.when.stamp)[-MAX_SEEN:]


def _events(body: bytes, until: float) -> Iterator[tuple[Event, Surroundings]]:
    for found in events_in(io.BytesIO(body)):
        if monotonic() > until:
            raise CannotFetch(Trouble.TOO_MUCH)
        yield found


def _named_after(body: bytes, until: float) -> frozenset[str]:
    """Many a calendar has the address of its owner for a name."""
    for _event, around in _events(body, until):
        return frozenset(each.lower() for each in split_emails(around.name)[0] if "@" in each)
    return frozenset()


def with_known_people(owner: "User", meetings: Iterable[Meeting]) -> list[Seen]:
    """Those of the meetings in which somebody of the user's people takes part. Inside acting_for,
    in two queries."""
    by_key = {key_named(one.key, NAME, owner.pk): one for one in meetings}
    held = _people_at(owner.pk, {who.address for one in by_key.values() for who in one.people})
    kinds = shipped_kinds(owner.pk)
    seen = []
    for key, one in by_key.items():
        people = frozenset(held[who.address] for who in one.people if who.address in held)
        if people and one.when.at:
            kind = kinds[kind_of(one.summary)]
            seen.append(Seen(key, kind, one.summary, one.when.at, one.when.day, people))
    return seen


def _people_at(owner_id: uuid.UUID, addresses: set[str]) -> dict[str, uuid.UUID]:
    """Who has which address; of several with the same one who came first."""
    written = {normalise(MethodKind.EMAIL, address): address for address in addresses}
    methods = ContactMethod.objects.for_owner_id(owner_id).filter(
        kind=MethodKind.EMAIL, normalised__in=written, contact__deleted_at=None
    )
    rows = methods.order_by("-contact_id").values_list("normalised", "contact_id")
    return {written[normalised]: contact_id for normalised, contact_id in rows}
