"""What happened and what comes each year as a calendar file (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from icalendar import Event, vRecur

from contacts.models import ImportantDate
from interactions.enums import Status
from interactions.models import Interaction

if TYPE_CHECKING:
    from accounts.models import User

LEAP_YEAR = 2000  # for days of which no year is known
DAY = timedelta(days=1)
AT_ONCE = 500


def lines(owner: "User", at: datetime) -> Iterator[str]:
    """The file, piece by piece: every conversation, and every date. Works inside acting_for."""
    yield "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Relcrm//Export//EN\r\n"
    for event in chain(_talks(owner, at), _dates(owner, at)):
        yield event.to_ical().decode()
    yield "END:VCALENDAR\r\n"


def _talks(owner: "User", at: datetime) -> Iterator[Event]:
    own = Interaction.objects.for_user(owner).kept().select_related("kind")
    found = own.prefetch_related("participants__contact").order_by("occurred_on", "pk")
    for talk in found.iterator(chunk_size=AT_ONCE):
        present = [each.contact for each in talk.participants.all() if not each.contact.deleted_at]
        if not present:
            continue
        people = ", ".join(sorted(contact.display for contact in present))
        words = {"kind": talk.kind, "people": people}
        event = _event(f"interaction-{talk.pk}", _("%(kind)s with %(people)s") % words, at)
        if talk.time is not None:
            event.add("dtstart", datetime.combine(talk.occurred_on, talk.time, owner.zone))
        else:
            _all_day(event, talk.occurred_on)
        if talk.text:
            event.add("description", talk.text)
        event.add("status", "TENTATIVE" if talk.status == Status.PLANNED else "CONFIRMED")
        yield event


def _dates(owner: "User", at: datetime) -> Iterator[Event]:
    found = ImportantDate.objects.for_user(owner).of_kept().select_related("contact")
    for each in found.order_by("pk").iterator(chunk_size=AT_ONCE):
        day = _day_of(each)
        if day is None:
            continue
        words = {"name": each.contact.display, "what": each}
        event = _event(f"date-{each.pk}", _("%(name)s: %(what)s") % words, at)
        _all_day(event, day)
        if each.yearly:
            event.add("rrule", vRecur(freq="yearly"))
        yield event


def _day_of(each: ImportantDate) -> date | None:
    try:
        return date(each.year or LEAP_YEAR, each.month, each.day or 1) if each.day else None
    except ValueError:
        return None


def _event(uid: str, summary: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@relcrm")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event


def _all_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + DAY)
