"""A coffee with somebody as a file for any calendar: a suggestion that changes nothing here."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from contacts.models import Contact
from core.direction import isolated

if TYPE_CHECKING:
    from accounts.models import User

SOON = timedelta(days=3)
DAY = timedelta(days=1)
SATURDAY = 5
HOUR, LASTS = time(10), timedelta(hours=1)


def proposed_day(user: "User", on: date) -> date:
    """In three days or as soon after that as it is no weekend and no holiday of the user's."""
    day = on + SOON
    while day.weekday() >= SATURDAY or user.is_away(day):
        day += DAY
    return day


def invitation(user: "User", contact: Contact, *, at: datetime) -> bytes:
    """At ten by the user's clock, for an hour; asked again on the same day it is the same event."""
    day = proposed_day(user, user.today(at))
    starts = datetime.combine(day, HOUR, user.zone).astimezone(UTC)
    event = Event()
    event.add("uid", f"coffee-{contact.pk}-{day:%Y%m%d}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("dtstart", starts)  # in UTC, so that no calendar must know the user's zone
    event.add("dtend", starts + LASTS)
    event.add("summary", _("Coffee with %(name)s") % {"name": isolated(contact.display)})
    event.add("url", settings.SITE_URL + contact.get_absolute_url())
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Relcrm//Coffee//EN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def download(user: "User", contact: Contact, *, at: datetime) -> HttpResponse:
    """The file as an answer."""
    response = HttpResponse(invitation(user, contact, at=at), "text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="coffee.ics"'
    return response
