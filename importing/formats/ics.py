"""Calendars (iCalendar): meetings that were become conversations with the people in them."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from importing.asking import add_people
from importing.cleaning import split_emails
from importing.enums import WarningCode
from importing.kind_words import kind_of
from importing.limits import MAX_DOCUMENT_BYTES, MAX_RECORDS, MB
from importing.meetings import Event, Meeting, NoMeeting, Person, Reader, Surroundings, events_in
from importing.records import Conversation, Entry, Labelled, Problem, Record, Refused, RowWarning
from importing.sniffing import Ask, Options, Sample, Sniffed

NAME = "ics"
LABEL = gettext_lazy("Calendar (iCalendar)")
BEGINS = re.compile(
    r"\s*BEGIN:\s*V(CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY|TIMEZONE|ALARM|AVAILABILITY)\b",
    re.IGNORECASE,
)
MONTHS, MOST_MONTHS = 12, 240


def recognise(sample: Sample) -> float:
    return 0.99 if BEGINS.match(sample.text) else 0.0


def describe(sample: Sample) -> Sniffed:
    """Whose calendar it is, and how much of each series is wanted."""
    if sample.size > MAX_DOCUMENT_BYTES:
        limit = {"limit": MAX_DOCUMENT_BYTES // MB}
        refused = _("This calendar is too large: at most %(limit)d MB can be read.") % limit
        return Sniffed(refused=refused)
    found = list(events_in(io.BytesIO(sample.head)))
    return Sniffed(
        format=NAME,
        label=str(LABEL),
        encoding=sample.encoding,
        asks=_asks(sample.options, found),
    )


def _asks(options: Options, found: list[tuple[Event, Surroundings]]) -> list[Ask]:
    given = options.answers
    likely = _likely_owners(options, found)
    return [
        Ask(
            name="owner",
            label=_("Your address in this calendar"),
            value=given.get("owner", likely[0] if likely else ""),
            help=_("Meetings that you declined are left out, and you are not your own contact."),
            offered=likely,
        ),
        Ask(
            name="months",
            label=_("Months to look back in a series"),
            value=str(_months(given)),
            kind="number",
            help=_("Of meetings that repeat themselves, at most 500 each."),
        ),
        add_people(given),
    ]


def _months(given: dict[str, str]) -> int:
    text = given.get("months", "")
    return min(MOST_MONTHS, max(1, int(text))) if text.isdecimal() and len(text) < 6 else MONTHS


def _likely_owners(options: Options, found: list[tuple[Event, Surroundings]]) -> list[str]:
    """The account's own address, the calendar's name, whoever is there most."""
    counted: Counter[str] = Counter()
    named: list[str] = []
    for event, around in found:
        counted.update(event.mailboxes)
        named += split_emails(around.name)[0] if "@" in around.name else []
    mine = [each.lower() for each in options.me if each.lower() in counted]
    often = [who for who, number in counted.most_common(5) if number * 2 > len(found) > 1]
    own = [name.lower() for name in dict.fromkeys(named)]
    return list(dict.fromkeys([*mine, *own, *often]))[:5]


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    """The people of each meeting where they first appear, then the meeting."""
    told: set[str] = set()
    count = 0
    for found in reader_for(options).meetings(sample.path):
        for entry in _entries(found, told, options):
            count += 1
            if count > MAX_RECORDS:
                limit = {"limit": MAX_RECORDS}
                raise Refused(_("This file has more than %(limit)d records. Divide it.") % limit)
            yield entry


def reader_for(options: Options) -> Reader:
    """A reader of one calendar, for whoever asks and as they answered."""
    given = split_emails(options.answers.get("owner", ""))[0]
    owners = {each.lower() for each in (*given, *options.me) if "@" in each}
    return Reader(
        owners=frozenset(owners),
        zone=ZoneInfo(options.zone),
        now=options.now or datetime.now(UTC),
        months=_months(options.answers),
    )


def _entries(found: Meeting | NoMeeting, told: set[str], options: Options) -> Iterator[Entry]:
    if isinstance(found, NoMeeting):
        raw = [found.summary]
        yield Problem(found.line, found.code, str(found.code.label), raw)
        return
    for person in found.people:
        if person.address not in told:
            told.add(person.address)
            yield _mentioned(person, found.line)
    yield _conversation(found, ZoneInfo(options.zone))


def _mentioned(person: Person, line: int) -> Record:
    return Record(
        line=line,
        raw=[person.name, person.address],
        source_id=_id(person),
        display=person.name,
        emails=[Labelled(person.address)],
        mentioned=True,
    )


def _id(person: Person) -> str:
    return f"mailto:{person.address}"


def _conversation(meeting: Meeting, zone: ZoneInfo) -> Conversation:
    when = meeting.when
    conversation = Conversation(
        line=meeting.line,
        key=meeting.key,
        occurred_on=when.day,
        with_whom=[_id(person) for person in meeting.people],
        kind=kind_of(meeting.summary),
        at=when.at,
        time=when.at.astimezone(zone).time().replace(tzinfo=None) if when.at else None,
        text=meeting.summary,
        raw=[meeting.summary],
    )
    if meeting.more:
        conversation.warnings.append(RowWarning("people", WarningCode.TOO_LONG))
    if when.assumed:
        conversation.warnings.append(RowWarning("time", WarningCode.UNKNOWN_ZONE))
    return conversation
