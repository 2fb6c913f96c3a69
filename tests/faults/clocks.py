"""Scenario 7: zones, transitions, clocks that are set, people who travel."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.db import connection
from django.db.models import F

from accounts.models import User
from contacts.derivation import rederive
from contacts.enums import DateKind
from contacts.models import Contact, ImportantDate
from core.roles import acting_for, acting_for_all
from reminders import scheduler, services
from reminders.deliveries import deliver_due
from reminders.enums import MailKind, MailState
from reminders.models import OutboxMail, PlanSlot
from reminders.periods import Period, period_for
from tests.faults import people
from tests.faults.report import Report, some

ZONES = (
    *("UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Moscow"),
    *("Europe/Chisinau", "Europe/Istanbul", "Atlantic/Azores", "America/New_York"),
    *("America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "America/St_Johns", "America/Halifax", "America/Havana"),
    *("America/Nuuk", "America/Santiago", "America/Asuncion", "America/Sao_Paulo"),
    *("America/Mexico_City", "Pacific/Honolulu", "Pacific/Kiritimati", "Pacific/Apia"),
    *("Pacific/Auckland", "Pacific/Chatham", "Pacific/Norfolk", "Pacific/Easter"),
    *("Australia/Sydney", "Australia/Lord_Howe", "Australia/Adelaide", "Australia/Perth"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Beirut", "Africa/Cairo"),
    "Africa/Casablanca",
)
YEARS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
AROUND = 48 * HOUR
PeriodFor = Callable[[datetime, ZoneInfo, int, int], Period]


@dataclass(frozen=True)
class Size:
    zones: int
    weekdays: tuple[int, ...]
    hours: tuple[int, ...]
    users: int  # through the database
    days: int


def run(size: Size, seed: int, folder: Path) -> Report:
    report = Report()
    _arithmetic(report, size, period_for)
    _through_the_database(report, size, seed)
    return report


def control(size: Size, seed: int, folder: Path) -> Report:
    """Weeks of a zone whose clocks are never changed."""

    def naive(at: datetime, zone: ZoneInfo, weekday: int, hour: int) -> Period:
        offset = YEARS[0].astimezone(zone).utcoffset() or timedelta()
        local = at + offset
        day = local.date() - timedelta(days=(local.weekday() - weekday) % 7)
        start = datetime.combine(day, time(hour), UTC) - offset
        start -= WEEK if start > at else timedelta()
        return Period((start + offset).date(), start, start + WEEK)

    report = Report()
    _arithmetic(report, size, naive)
    return report


# --- the pure function -------------------------------------------------------------------


def _arithmetic(report: Report, size: Size, period_of: PeriodFor) -> None:
    """Every hour near every transition: a period holds it, keeps to the clocks, and tiles."""
    looked = 0
    for name in ZONES[: size.zones]:
        zone = ZoneInfo(name)
        for at in _near_transitions(zone):
            for weekday in size.weekdays:
                for hour in size.hours:
                    looked += 1
                    if wrong := _wrong(period_of, at, zone, weekday, hour):
                        report.problems.append(f"{name} {at} {weekday} {hour}: {wrong}")
    report.note(hours_looked_at=looked, zones=len(ZONES[: size.zones]))


def _wrong(period_of: PeriodFor, at: datetime, zone: ZoneInfo, weekday: int, hour: int) -> str:
    period = period_of(at, zone, weekday, hour)
    if not period.holds(at) or period.key.weekday() != weekday:
        return "does not hold it"
    if wrong := _off_the_clock(period.starts_at, period.key, zone, hour):
        return wrong
    if period_of(period.ends_at, zone, weekday, hour).starts_at != period.ends_at:
        return "a gap or an overlap after it"
    before = period_of(period.starts_at - timedelta(microseconds=1), zone, weekday, hour)
    return "" if before.ends_at == period.starts_at else "a gap or an overlap before it"


def _off_the_clock(moment: datetime, day: date, zone: ZoneInfo, hour: int) -> str:
    """The clocks show the hour then for the first time; or jump over it at this moment."""
    shown, wanted = moment.astimezone(zone).replace(tzinfo=None), datetime.combine(day, time(hour))
    just_before = (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    if shown == wanted:
        earlier = [(moment - minutes * HOUR / 4) for minutes in range(1, 13)]
        again = [one for one in earlier if one.astimezone(zone).replace(tzinfo=None) == wanted]
        return "the second of two" if again else ""
    return "" if just_before < wanted < shown else f"the clocks show {shown}"


def _near_transitions(zone: ZoneInfo) -> Iterator[datetime]:
    at, near = YEARS[0], set()
    while at < YEARS[1]:
        if at.astimezone(zone).utcoffset() != (at + HOUR).astimezone(zone).utcoffset():
            steps = int(AROUND / HOUR)
            near |= {at + step * HOUR for step in range(-steps, steps + 1)}
        at += HOUR
    yield from sorted(near)


# --- through the database ----------------------------------------------------------------

BEGINS = datetime(2026, 10, 19, 0, 0, tzinfo=UTC)  # a Monday; Europe's night is the 25th
TRAVELS_AT = BEGINS + 3 * DAY


def _through_the_database(report: Report, size: Size, seed: int) -> None:
    people.clear()
    settings.MAIL = None  # read in the app
    rng = random.Random(seed)
    users = [_user(number, rng) for number in range(size.users)]
    _befriend(users)
    moments = list(_moments(size, rng))
    for at in moments:
        with time_machine.travel(at, tick=False):
            if at == TRAVELS_AT:
                _travel(users, rng)
                _add_birthdays(users, at)
            scheduler.tick(at)
            deliver_due(at, seconds=600)
    connection.close()
    _look(report, users, moments)
    connection.close()


def _user(number: int, rng: random.Random) -> User:
    return people.settle(
        f"u{number}@example.org",
        BEGINS.date() - WEEK,
        time_zone=rng.choice(ZONES),
        digest_weekday=rng.randrange(7),
        digest_hour=rng.randrange(24),
    )


def _befriend(users: list[User]) -> None:
    """Two people each: whose check-in falls within these weeks, and long after."""
    rows = [
        Contact(
            owner=user,
            display=f"Due in {days}",
            triaged_on=BEGINS.date() - 400 * DAY,
            cadence_override=60,
            first_due_on=BEGINS.date() + days * DAY,
        )
        for user in users
        for days in (5, 90)
    ]
    with acting_for_all():
        Contact.objects.bulk_create(rows)
        rederive([row.pk for row in rows], BEGINS.date())


def _moments(size: Size, rng: random.Random) -> Iterator[datetime]:
    """Each hour; the clock is set by an hour and by a day, forth and back."""
    set_by = ((1.5, -HOUR), (4.4, HOUR), (8.2, -DAY), (11.1, DAY))
    steps = {int(day * 24): by for day, by in set_by}
    at = BEGINS
    for hour in range(size.days * 24):
        at += steps.get(hour, timedelta())
        yield at
        at += HOUR


def _travel(users: list[User], rng: random.Random) -> None:
    for user in users[::5]:
        user.time_zone = rng.choice(ZONES)
        User.objects.filter(pk=user.pk).update(time_zone=user.time_zone, next_tick_at=None)


def _add_birthdays(users: list[User], at: datetime) -> None:
    """Of tomorrow, by each user's clock."""
    for user in users:
        day = user.today(at) + DAY
        with acting_for(user.pk):
            contact = Contact.objects.for_user(user).get(display="Due in 90")
            ImportantDate.objects.create(
                owner=user, contact=contact, kind=DateKind.BIRTHDAY, month=day.month, day=day.day
            )
            services.refresh_milestones(user, contact, user.today(at))


def _look(report: Report, users: list[User], moments: list[datetime]) -> None:
    with acting_for_all():
        mails = list(OutboxMail.objects.order_by("period_key", "created_at"))
        early = PlanSlot.objects.filter(plan__ends_on__lte=F("contact__first_due_on")).count()
        slots = PlanSlot.objects.count()
    report.note(users=len(users), moments=len(moments), mails=len(mails), slots=slots)
    report.must(not early, f"{early} check-ins before their day")
    last = max(moments)
    for user in users:
        mine = [mail for mail in mails if mail.owner_id == user.pk]
        digests = [mail for mail in mine if mail.kind == MailKind.DIGEST]
        keys = [mail.period_key for mail in digests]
        apart = {(later - earlier).days for earlier, later in pairwise(keys)}
        report.must(apart <= {7}, f"{user.time_zone}: weeks {some(keys, 9)}")
        report.must(
            all(mail.state == MailState.IN_APP for mail in digests),
            f"{user.time_zone}: {[mail.state for mail in digests]}",
        )
        due = [day for day in _days(user, last) if day > BEGINS.date()]
        missing = sorted(set(due) - set(keys))
        report.must(not missing, f"{user.time_zone}: no digest of {some(missing)}")
        _look_at_birthday(report, user, mine)


def _days(user: User, last: datetime) -> list[date]:
    """The first days of the weeks that began meanwhile, by the user's clock of the end."""
    end = period_for(last - 14 * HOUR, user.zone, user.digest_weekday, user.digest_hour).key
    return [end - week * WEEK for week in range(9)][: max(0, (end - BEGINS.date()).days // 7 + 1)]


def _look_at_birthday(report: Report, user: User, mails: list[OutboxMail]) -> None:
    """Named on its day; or by the weekly e-mail, if that came between."""
    day = user.today(TRAVELS_AT) + DAY
    naming = [(mail.kind, mail.period_key) for mail in mails if "Due in 90: Birthday" in mail.text]
    weekly = [(kind, key) for kind, key in naming if kind == MailKind.DIGEST and key <= day]
    right = len(naming) == 1 and (weekly or naming[0] == (MailKind.NOTE, day))
    report.must(bool(right), f"{user.time_zone}: a birthday on {day} was named by {some(naming)}")
