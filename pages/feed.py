"""The calendar feed: check-ins, milestones and promises as all-day events (RFC 5545).

All-day events have no zone: a day is the same day wherever the calendar is looked at. The user's
own zone says which day is today.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.feeds import Told, tell
from accounts.models import FeedToken
from core.direction import isolated
from interactions.enums import PromiseBy
from pages import ahead
from pages.ahead import Coming, What

if TYPE_CHECKING:
    from accounts.models import User

BEFORE, AFTER = timedelta(days=30), timedelta(days=180)
MOST = 500
DAY = timedelta(days=1)
POLL = timedelta(hours=6)


@dataclass(frozen=True)
class Said:
    """One event of the feed."""

    uid: str
    day: date
    summary: str
    url: str

    @property
    def fingerprint(self) -> str:
        says = "\0".join([self.day.isoformat(), self.summary, self.url])
        return hashlib.sha256(says.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Feed:
    body: bytes
    etag: str
    changed_at: datetime


def serve(user: "User", token: FeedToken, *, at: datetime) -> Feed:
    """The feed as it stands; the same bytes as long as nothing that it says has changed.

    Inside acting_for, in the user's language. Raises FeedToken.DoesNotExist if it was ended.
    """
    events = [_said(one) for one in _coming(user, user.today(at))]
    telling = tell(token, {said.uid: said.fingerprint for said in events}, at=at)
    calendar = _calendar()
    for said in events:
        calendar.add_component(_event(said, telling.events[said.uid]))
    body = calendar.to_ical()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Feed(body, etag, telling.changed_at)


def _coming(user: "User", on: date) -> list[Coming]:
    """Of a month ago until half a year ahead; if there are too many, the nearest days to come."""
    first, last = on - BEFORE, on + AFTER
    found = [
        *ahead.check_ins(user, first, last, on, MOST),
        *ahead.milestones(user, first, last, MOST),
        *ahead.promises(user, first, last, MOST),
    ]
    nearest = sorted(found, key=lambda one: (one.day < on, abs(one.day - on)))[:MOST]
    return sorted(nearest, key=lambda one: (one.day, one.what, str(one.contact.pk)))


def _said(one: Coming) -> Said:
    return Said(
        uid=f"{_key(one)}@{urlsplit(settings.SITE_URL).hostname}",
        day=one.day,
        summary=_summary(one),
        url=settings.SITE_URL + one.contact.get_absolute_url(),
    )


def _key(one: Coming) -> str:
    """The same for the same thing on another day, so that calendars move it."""
    if one.what == What.PROMISE:
        return f"promise-{one.row.pk}"
    if one.what == What.MILESTONE:
        return f"milestone-{one.row.row.pk}-{one.day.year}"
    return f"check-in-{one.contact.pk}"


def _summary(one: Coming) -> str:
    words = {"name": isolated(one.contact.display)}
    if one.what == What.PROMISE:
        words["what"] = one.row.text
        if one.row.by == PromiseBy.ME:
            return _("Promised to %(name)s: %(what)s") % words
        return _("%(name)s promised: %(what)s") % words
    if one.what == What.MILESTONE:
        return _("%(name)s: %(what)s") % {**words, "what": one.row.text}
    return _("Check in with %(name)s") % words


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Relcrm//Feed//EN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Relcrm")
    calendar.add("x-published-ttl", "PT6H")
    calendar.add("refresh-interval", POLL, parameters={"VALUE": "DURATION"})
    return calendar


def _event(said: Said, told: Told) -> Event:
    event = Event()
    event.add("uid", said.uid)
    event.add("dtstamp", told.at)
    event.add("last-modified", told.at)
    event.add("sequence", told.sequence)
    event.add("dtstart", said.day)
    event.add("dtend", said.day + DAY)
    event.add("summary", said.summary)
    event.add("url", said.url)
    event.add("transp", "TRANSPARENT")
    return event
