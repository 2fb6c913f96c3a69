"""The events of a calendar file, taken apart and judged: meetings that were, or why they are none.

Whole files are read line by line; one broken event never spoils the others.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from importing.archives import Member
from importing.calendar_zones import Defined, zone_like, zone_named
from importing.cleaning import clean_line, split_emails
from importing.content_lines import Property, property_of, unfolded
from importing.enums import ProblemCode
from importing.limits import MAX_NAME
from importing.recurrence import MOST_STEPS, instances, within

MOST_ATTENDEES = 200
LARGEST_EVENT = 5_000_000  # characters
MOST_CHANGES = 500  # of one series, each of which holds for all that follows
WANTED = frozenset(
    "UID DTSTART SUMMARY STATUS ORGANIZER ATTENDEE RRULE RDATE EXDATE RECURRENCE-ID SEQUENCE "
    "LOCATION".split()
)
NOT_HUMAN = frozenset(("ROOM", "RESOURCE", "GROUP"))
# What Google's calendars, rooms and unknown organisers are called.
NO_MAILBOX = re.compile(r"@(?:[\w-]+\.)*calendar\.google\.com$", re.IGNORECASE)
PLAIN_ADDRESS = re.compile(
    r"mailto:([a-z0-9._+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]+)", re.IGNORECASE
)
MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?)?(Z)?")
COMPACT = re.compile(r"\d{8}(?:T\d{6}Z?)?")
EARLIEST = 1900
LONGEST_RDATE = 10_000  # of a time zone, in characters
ESCAPED_SIGN = re.compile(r"\\([,;\\])")  # as in values, though parameters have no escapes
LAST_COMMA_FIRST = re.compile(r"([^,\d]{2,40}), ([^,\d]{2,40})")


@dataclass(slots=True)
class Event:
    """One VEVENT as it is written."""

    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    is_whole: bool = True
    size: int = 0
    _attendees: list[tuple[Property, str]] | None = None

    @property
    def attendees(self) -> list[tuple[Property, str]]:
        """Who was invited, with their addresses."""
        if self._attendees is None:
            invited = self.properties.get("ATTENDEE", ())
            self._attendees = [(each, address_of(each)) for each in invited]
        return self._attendees

    def first(self, name: str) -> Property | None:
        return next(iter(self.properties.get(name, ())), None)

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.text if found else ""

    @property
    def uid(self) -> str:
        return self.text("UID")

    @property
    def sequence(self) -> int:
        text = self.text("SEQUENCE")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    @property
    def mailboxes(self) -> set[str]:
        """Everybody's address, the organiser's among them."""
        organisers = map(address_of, self.properties.get("ORGANIZER", ()))
        return {*filter(None, organisers), *(who for _each, who in self.attendees if who)}


@dataclass(slots=True)
class Surroundings:
    """What stands around the events of a calendar."""

    zone_name: str = ""
    method: str = ""
    name: str = ""
    zones: dict[str, tzinfo] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """Somebody who took part: the address in small letters, and a label."""

    address: str
    name: str


@dataclass(frozen=True)
class When:
    """A moment, or a whole day. `assumed`: the time zone was not known."""

    day: date
    at: datetime | None = None
    assumed: bool = False

    @property
    def stamp(self) -> str:
        """Equal for equal moments, whatever the zone in which they are written."""
        return self.at.astimezone(UTC).isoformat() if self.at else self.day.isoformat()


Start = tuple[When, str]  # with its key


@dataclass(frozen=True)
class Meeting:
    """One meeting that took place."""

    line: int
    key: str
    uid: str
    when: When
    summary: str
    people: list[Person]
    more: bool = False  # there were more people than are taken


@dataclass(frozen=True)
class NoMeeting:
    """An event that is none, or not one that was."""

    line: int
    code: ProblemCode
    summary: str


# --- from lines to events ----------------------------------------------------------------------


def events_in(file: BinaryIO) -> Iterator[tuple[Event, Surroundings]]:
    """Every VEVENT of an open file, with what stands around it up to there."""
    around = Surroundings()
    path: list[str] = []
    event: Event | None = None
    zone, part = Defined(), dict[str, Property]()
    for line in unfolded(file):
        said = property_of(line.text)
        if said is None:
            continue
        if said.name == "BEGIN":
            name = said.value.strip().upper()
            if event and name in ("VEVENT", "VCALENDAR"):  # the last one was never closed
                yield replace(event, is_whole=False), around
                event, path = None, []
            if name == "VCALENDAR":
                around, path = Surroundings(zones=around.zones), []
            elif name == "VEVENT":
                event = Event(line.number)
            elif name == "VTIMEZONE":
                zone = Defined()
            elif name in ("STANDARD", "DAYLIGHT"):
                part = {}
            path.append(name)
        elif said.name == "END":
            name = said.value.strip().upper()
            if name in path:
                del path[len(path) - 1 - path[::-1].index(name) :]
            if name == "VEVENT" and event:
                yield event, around
                event = None
            elif name in ("STANDARD", "DAYLIGHT"):
                zone.add(part)
            elif name == "VTIMEZONE" and (defined := zone.zone()):
                around.zones[zone.name.casefold()] = defined
        else:
            _take(said, path, event, around, zone, part)
    if event:
        yield replace(event, is_whole=False), around


def _take(
    said: Property,
    path: list[str],
    event: Event | None,
    around: Surroundings,
    zone: Defined,
    part: dict[str, Property],
) -> None:
    inside = path[-1] if path else ""
    if event and inside == "VEVENT":
        event.size += len(said.value) + sum(map(len, said.parameters.values()))
        if said.name in WANTED and event.size <= LARGEST_EVENT:
            event.properties.setdefault(said.name, []).append(said)
    elif inside in ("STANDARD", "DAYLIGHT"):
        known = part.setdefault(said.name, said)
        if said.name == "RDATE" and known is not said and len(known.value) < LONGEST_RDATE:
            known.value += f",{said.value}"
    elif inside == "VTIMEZONE" and said.name == "TZID":
        zone.name = said.value.strip()
    elif inside == "VCALENDAR":
        if said.name == "X-WR-TIMEZONE":
            around.zone_name = said.value.strip()
        elif said.name == "METHOD":
            around.method = said.value.strip().upper()
        elif said.name in ("X-WR-CALNAME", "NAME"):
            around.name = said.text


# --- addresses ------------------------------------------------------------------------------------


def address_of(said: Property) -> str:
    """The mailbox of an organiser or attendee in small letters; "" for X.500 names and the like."""
    value = said.value.strip()
    plain = PLAIN_ADDRESS.fullmatch(value)
    if plain and not NO_MAILBOX.search(value):
        return plain[1].lower()
    for text in (value, said.parameters.get("EMAIL", "")):
        if "@" in text and not text.lower().startswith(("urn:", "http:", "https:")):
            at = text.lower().rfind("mailto:")  # behind a comma in a name that has no quotes
            found, _bad = split_emails(text[at:] if at > 0 else text)
            if found and not NO_MAILBOX.search(found[0]):
                return found[0].lower()
    return ""


def _name_of(said: Property, address: str) -> str:
    """The label of an attendee; an address in its place is none."""
    plain = ESCAPED_SIGN.sub(r"\1", said.parameters.get("CN", "")).strip("'")
    name = clean_line(plain)[:MAX_NAME]
    if not name or "@" in name:
        return address
    turned = LAST_COMMA_FIRST.fullmatch(name)
    return f"{turned[2]} {turned[1]}" if turned else name


# --- the calendar as a whole ---------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Onward:
    """A change of one instance of a series and of all that follow it."""

    since: str
    sequence: int
    moved: timedelta = field(compare=False)
    event: Event = field(compare=False)
    around: Surroundings = field(compare=False)


@dataclass(slots=True)
class Overview:
    """What must be known of the whole file before its first event can be judged."""

    replaced: dict[str, set[When]] = field(default_factory=dict)  # uid to instances
    latest: dict[tuple[str, str], int] = field(default_factory=dict)  # to sequence
    cancelled: set[tuple[str, str]] = field(default_factory=set)
    onward: dict[str, list[Onward]] = field(default_factory=dict)  # by uid
    size: int = 0  # characters of these changes, which are kept in memory


@dataclass
class Reader:
    """Reads one calendar for one user.

    `owners`: the user's own addresses, in small letters. `months`: how much of a series is taken.
    """

    owners: frozenset[str]
    zone: tzinfo
    now: datetime
    months: int = 12
    overview: Overview = field(default_factory=Overview)
    seen: set[str] = field(default_factory=set)

    def meetings(self, path: Path | Member) -> Iterator[Meeting | NoMeeting]:
        """All events of a file, in its order."""
        with path.open("rb") as file:
            self.look_over(events_in(file))
        with path.open("rb") as file:
            for event, around in events_in(file):
                yield from self.judge(event, around)

    def look_over(self, events: Iterable[tuple[Event, Surroundings]]) -> None:
        """Note which instances are written separately, changed later, or called off."""
        for event, around in events:
            moved = event.first("RECURRENCE-ID")
            when = self._when(moved, around) if moved else None
            instance = when.stamp if when else ""
            if moved and when:
                self.overview.replaced.setdefault(event.uid, set()).add(when)
                if moved.parameters.get("RANGE", "").upper() == "THISANDFUTURE":
                    self._note_onward(event, around, when)
            if event.sequence and event.uid:
                known = self.overview.latest.get((event.uid, instance), 0)
                self.overview.latest[event.uid, instance] = max(known, event.sequence)
            if around.method == "CANCEL" and event.uid:
                self.overview.cancelled.add((event.uid, instance))

    def _note_onward(self, event: Event, around: Surroundings, instance: When) -> None:
        changes = self.overview.onward.setdefault(event.uid, [])
        self.overview.size += event.size
        if len(changes) >= MOST_CHANGES or self.overview.size > LARGEST_EVENT:
            return
        begins = event.first("DTSTART")
        start = self._when(begins, around) if begins else None
        by = start.at - instance.at if start and start.at and instance.at else timedelta(0)
        changes.append(Onward(instance.stamp, event.sequence, by, event, around))

    def judge(self, event: Event, around: Surroundings) -> Iterator[Meeting | NoMeeting]:
        """The meetings of one event; if there is none, why."""
        found = self._starts(event, around)
        if isinstance(found, ProblemCode):
            code = ProblemCode.CANCELLED if self._is_cancelled(event, around) else found
            yield NoMeeting(event.line, code, _summary(event))
            return
        if self._is_changed_later(event, around):
            found, changed = self._divide(event.uid, found)
            for change, later in changed:
                yield from self._changed(change, later)
        if found:  # else each instance is written separately, or was taken out
            yield from self._judge(event, around, found)

    def _is_changed_later(self, event: Event, around: Surroundings) -> bool:
        is_series = "RECURRENCE-ID" not in event.properties
        changes = is_series and event.uid in self.overview.onward
        return changes and not self._is_outdated(event, around)

    def _divide(
        self, uid: str, found: list[Start]
    ) -> tuple[list[Start], list[tuple[Onward, list[Start]]]]:
        """The instances of a series, up to its first change and since each one."""
        changes = sorted(self.overview.onward[uid])
        since = [change.since for change in changes]
        parts: list[list[Start]] = [[] for _each in range(len(changes) + 1)]
        for start in found:
            parts[bisect_right(since, start[0].stamp)].append(start)
        return parts[0], list(zip(changes, parts[1:], strict=True))

    def _changed(self, change: Onward, found: list[Start]) -> Iterator[Meeting | NoMeeting]:
        """Instances as a change of an earlier one has them. That one itself stands separately,
        and says why, where none of them took place."""
        moved = [
            (self._at(when.at + change.moved, when) if when.at else when, key)
            for when, key in found
        ]
        past = [start for start in moved if not self._is_to_come(start[0])]
        if past:
            judged = self._judge(change.event, change.around, past)
            yield from (each for each in judged if isinstance(each, Meeting))

    def _judge(
        self, event: Event, around: Surroundings, found: list[Start]
    ) -> Iterator[Meeting | NoMeeting]:
        people = self._people(event)
        refused = self._why_not(event, around, people, found)
        if refused:
            yield NoMeeting(event.line, refused, _summary(event))
            return
        for when, key in found:
            self.seen.add(key)
            yield Meeting(
                line=event.line,
                key=key,
                uid=event.uid,
                when=when,
                summary=_summary(event),
                people=people[:MOST_ATTENDEES],
                more=len(people) > MOST_ATTENDEES,
            )

    def _why_not(
        self,
        event: Event,
        around: Surroundings,
        people: list[Person],
        found: list[Start],
    ) -> ProblemCode | None:
        if all(self._is_to_come(when) for when, _key in found):
            return ProblemCode.FUTURE
        if self._is_cancelled(event, around):
            return ProblemCode.CANCELLED
        if self._is_declined(event):
            return ProblemCode.DECLINED
        if not people:
            return ProblemCode.NO_ATTENDEES
        if self._is_repeated(event, around, found):
            return ProblemCode.DUPLICATE_IN_FILE
        return None

    def _is_to_come(self, when: When) -> bool:
        return when.at > self.now if when.at else when.day > self.now.astimezone(self.zone).date()

    def _is_cancelled(self, event: Event, around: Surroundings) -> bool:
        """Whether this, or the series that it belongs to, was called off."""
        if event.text("STATUS").upper() == "CANCELLED" or around.method == "CANCEL":
            return True
        either = {(event.uid, ""), (event.uid, self._instance(event, around))}
        return not either.isdisjoint(self.overview.cancelled)

    def _is_declined(self, event: Event) -> bool:
        return any(
            each.parameters.get("PARTSTAT", "").upper() == "DECLINED"
            for each, address in event.attendees
            if address in self.owners
        )

    def _is_repeated(self, event: Event, around: Surroundings, found: list[Start]) -> bool:
        outdated = self._is_outdated(event, around)
        return outdated or all(key in self.seen for _when, key in found)

    def _is_outdated(self, event: Event, around: Surroundings) -> bool:
        latest = self.overview.latest.get((event.uid, self._instance(event, around)), 0)
        return bool(event.uid) and event.sequence < latest

    def _instance(self, event: Event, around: Surroundings) -> str:
        moved = event.first("RECURRENCE-ID")
        when = self._when(moved, around) if moved else None
        return when.stamp if when else ""

    def _people(self, event: Event) -> list[Person]:
        """The others who were there, once each."""
        found: dict[str, Person] = {}
        for each, address in event.attendees:
            there = each.parameters.get("PARTSTAT", "").upper() != "DECLINED"
            human = each.parameters.get("CUTYPE", "").upper() not in NOT_HUMAN
            if address and there and human and address not in self.owners:
                found.setdefault(address, Person(address, _name_of(each, address)))
        for each in event.properties.get("ORGANIZER", ()):
            address = address_of(each)
            if address and address not in self.owners and not _is_invited(event, address):
                found.setdefault(address, Person(address, _name_of(each, address)))
        return list(found.values())

    # --- when ----------------------------------------------------------------------------------

    def _starts(self, event: Event, around: Surroundings) -> list[Start] | ProblemCode:
        """When it took place, with the keys; a code for what can't be read."""
        begins = event.first("DTSTART")
        if not event.is_whole:
            return ProblemCode.BAD_RECORD
        start = self._when(begins, around) if begins else None
        if begins is None or start is None:
            return ProblemCode.BAD_DATE
        moved = event.first("RECURRENCE-ID")
        if moved:
            instance = self._when(moved, around)
            return [(start, self._key(event, instance or start))]
        if "RRULE" not in event.properties and "RDATE" not in event.properties:
            return [(start, self._key(event, start))]
        return [(when, self._key(event, when)) for when in self._series(event, start, around)]

    def _series(self, event: Event, start: When, around: Surroundings) -> list[When]:
        """The past instances of a series, as far back as the user wants."""
        zone = start.at.tzinfo if start.at and start.at.tzinfo else self.zone
        first = _local(start)
        now = self.now.astimezone(zone).replace(tzinfo=None)
        rules = [rule.value for rule in event.properties.get("RRULE", ())]
        moments = set(instances(first, rules, now, zone)) if first <= now else {first}
        moments |= {_in(when, zone) for when in self._listed(event, "RDATE", around)}
        out = [*self._listed(event, "EXDATE", around), *self.overview.replaced.get(event.uid, ())]
        left_out = {when.stamp if start.at else _written_day(when) for when in out}
        past = within(sorted(moments), now, timedelta(days=self.months * 365 // 12))
        if not past:
            return [start]
        found = (
            self._at(moment.replace(tzinfo=zone), start) if start.at else When(moment.date())
            for moment in past
        )
        return [when for when in found if not left_out & {when.stamp, _written_day(when)}]

    def _at(self, at: datetime, like: When) -> When:
        return replace(like, day=at.astimezone(self.zone).date(), at=at)

    def _listed(self, event: Event, name: str, around: Surroundings) -> Iterator[When]:
        """The moments of RDATE or EXDATE, up to a number that nobody has; of periods the start."""
        said = event.properties.get(name, ())
        values = ((each, value) for each in said for value in each.value.split(","))
        for each, value in islice(values, MOST_STEPS):
            if when := self._when(replace(each, value=value.partition("/")[0]), around):
                yield when

    def _when(self, said: Property, around: Surroundings) -> When | None:
        """None for what is no moment."""
        said = _with_whole_zone(said)
        found = MOMENT.fullmatch(said.value.strip())
        if not found:
            return None
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
            if not found[4]:
                return When(day) if day.year >= EARLIEST else None
            clock = time(int(found[4]), int(found[5]), min(59, int(found[6] or 0)))
            zone, assumed = (UTC, False) if found[7] else self._zone(said, around)
            at = datetime.combine(day, clock, zone)
            local = at.astimezone(self.zone)
        except (ValueError, OverflowError):
            return None
        return When(local.date(), at, assumed) if day.year >= EARLIEST else None

    def _zone(self, said: Property, around: Surroundings) -> tuple[tzinfo, bool]:
        """The zone of a moment, and whether it had to be assumed."""
        name = said.parameters.get("TZID", "")
        if name:
            own = around.zones.get(name.strip().casefold())
            zone = zone_named(name) or own or zone_like(name)
            return (zone, False) if zone else (self.zone, True)
        return zone_named(around.zone_name) or self.zone, False

    def _key(self, event: Event, when: When) -> str:
        return f"{event.uid or _fingerprint(event)}\x1f{when.stamp}"


def _with_whole_zone(said: Property) -> Property:
    """Some name a zone `tzone://Microsoft/Utc` or `UTC+01:00` without quotes, so that its colon
    divides."""
    rest, colon, value = said.value.rpartition(":")
    if not (colon and "TZID" in said.parameters and COMPACT.fullmatch(value.strip())):
        return said
    zone = f"{said.parameters['TZID']}:{rest}"
    return replace(said, value=value, parameters={**said.parameters, "TZID": zone})


def _is_invited(event: Event, address: str) -> bool:
    """Then that line counts: an organiser may be a room, or decline like anybody else."""
    return any(invited == address for _each, invited in event.attendees)


def _local(when: When) -> datetime:
    if when.at is None:
        return datetime.combine(when.day, time())
    return when.at.replace(tzinfo=None)


def _written_day(when: When) -> str:
    """The day as the event's own zone has it."""
    return (when.at.date() if when.at else when.day).isoformat()


def _in(when: When, zone: tzinfo) -> datetime:
    """The local time of a moment in a zone."""
    if when.at is None:
        return datetime.combine(when.day, time())
    return when.at.astimezone(zone).replace(tzinfo=None)


def _summary(event: Event) -> str:
    return clean_line(event.text("SUMMARY"))[:MAX_NAME]


def _fingerprint(event: Event) -> str:
    """Of an event without an id."""
    said = "\x1f".join([event.text("SUMMARY"), *sorted(event.mailboxes)])
    return blake2b(said.encode(errors="replace"), digest_size=16).hexdigest()
