"""The time zones of calendars: by their names, by Windows' names, or as the file defines them."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from importing.content_lines import Property

OFFSET = re.compile(r"([+-])?(\d\d)(\d\d)(\d\d)?")
FIXED = re.compile(r"(?:utc|gmt)([+-])(\d\d?)(?::?(\d\d))?")
# As Exchange shows them: `(UTC-05:00) Eastern Time (US & Canada)`, `(GMT+01:00) Berlin, Bern`.
SHOWN = re.compile(r"\((?:utc|gmt)[^)]*\)\s*")
SHOWN_TIME = re.compile(r"\s+time \([^)]*\)$")
ONSET = re.compile(r"(\d{8})(T\d{6})?")
SLACK = timedelta(days=1)  # UNTIL is in UTC, and an onset in local time
NTH_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_NAME = 200
MOST_ONSETS = 500  # real zones have half of that when each year is spelt out


@cache
def _known_names() -> dict[str, str]:
    names = {name.casefold(): name for name in available_timezones()}
    return {
        **{windows.casefold(): name for windows, name in WINDOWS_TO_OLSON.items()},
        **{name: known for name, known in names.items() if name not in ("localtime", "factory")},
    }


def zone_named(name: str) -> tzinfo | None:
    """The zone of this name, also behind a prefix like `/mozilla.org/20050126_1/`."""
    plain = name.strip().strip('"').strip("/").casefold()
    if len(plain) > LONGEST_NAME:
        return None
    if plain in ("utc", "gmt", "z", "etc/utc", "coordinated universal time"):
        return UTC
    parts = plain.split("/")
    for start in range(min(len(parts), 8)):
        if known := _known_names().get("/".join(parts[start:])):
            return ZoneInfo(known)
    return None


def zone_like(name: str) -> tzinfo | None:
    """The zone that a name for people means: by a city in it, or by how far it is from UTC."""
    plain = name.strip().strip('"').casefold()
    if len(plain) > LONGEST_NAME:
        return None
    if found := FIXED.fullmatch(plain):
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return _fixed(-ahead if found[1] == "-" else ahead)
    shown = SHOWN_TIME.sub(" standard time", SHOWN.sub("", plain))
    if zone := zone_named(shown):
        return zone
    cities = (part.strip() for part in re.split(r"[,:/]", shown))
    return next((ZoneInfo(_cities()[city]) for city in cities if city in _cities()), None)


def _fixed(ahead: timedelta) -> tzinfo | None:
    return timezone(ahead) if abs(ahead) < timedelta(hours=24) else None


@cache
def _cities() -> dict[str, str]:
    names = sorted(name for name in available_timezones() if "/" in name)
    return {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in names}


@dataclass(slots=True)
class Onset:
    """When one offset of a zone begins: once, or each year, on a day of a month or on its n-th
    such day of the week from the day `earliest` on."""

    at: datetime
    offset: timedelta
    is_yearly: bool = False
    month: int = 0
    weekday: int | None = None
    nth: int = 1
    earliest: int = 1
    until: datetime | None = None

    def last_before(self, moment: datetime) -> datetime | None:
        """Its latest beginning up to a local moment."""
        if not self.is_yearly:
            return self.at if self.at <= moment else None
        last = min(moment, self.until) if self.until else moment
        begun = (self._in_year(year) for year in (last.year, last.year - 1) if year > 0)
        return next((at for at in begun if self.at <= at <= last), None)

    def _in_year(self, year: int) -> datetime:
        if self.weekday is None:
            return datetime.combine(date(year, self.month, min(self.at.day, 28)), self.at.time())
        weeks = calendar.Calendar().monthdatescalendar(year, self.month)
        days = [week[self.weekday] for week in weeks if week[self.weekday].month == self.month]
        days = [day for day in days if day.day >= self.earliest] or days
        index = self.nth - 1 if self.nth > 0 else self.nth
        day = days[max(-len(days), min(index, len(days) - 1))]
        return datetime.combine(day, self.at.time())


@dataclass(slots=True)
class Defined:
    """A zone as a VTIMEZONE defines it, in the making."""

    name: str = ""
    onsets: list[Onset] = field(default_factory=list)

    def add(self, properties: dict[str, Property]) -> None:
        """One STANDARD or DAYLIGHT part."""
        begins, to = properties.get("DTSTART"), properties.get("TZOFFSETTO")
        found = OFFSET.match(to.value.strip()) if to else None
        if begins is None or found is None:
            return
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
        if ahead >= timedelta(hours=24):
            return
        offset = -ahead if found[1] == "-" else ahead
        rule, also = properties.get("RRULE"), properties.get("RDATE")
        for text in (begins.value, *(also.value.split(",") if also else ())):
            at = _moment(text)
            if at is not None and len(self.onsets) < MOST_ONSETS:
                once = Onset(at, offset)
                self.onsets.append(_repeated(once, rule.value) if rule else once)
                rule = None  # of the first one

    def zone(self) -> tzinfo | None:
        return DefinedZone(self) if self.onsets else None


def _moment(text: str) -> datetime | None:
    found = ONSET.match(text.strip())
    if not found:
        return None
    try:
        return datetime.strptime(found[1] + (found[2] or "T000000"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 -- local by nature
    except ValueError:
        return None


def _repeated(onset: Onset, rule: str) -> Onset:
    """An onset of each year, as far as its rule is one of those that zones have."""
    parts = dict(part.upper().partition("=")[::2] for part in rule.split(";"))
    day = NTH_DAY.fullmatch(parts.get("BYDAY", ""))
    month = parts.get("BYMONTH") or str(onset.at.month)
    if parts.get("FREQ") != "YEARLY" or not month.isdecimal() or not 1 <= int(month) <= 12:
        return onset
    onset.is_yearly, onset.month = True, int(month)
    if day:
        onset.weekday, onset.nth = DAYS.index(day[2]), int(day[1] or 1) or 1
    days = [int(each) for each in parts.get("BYMONTHDAY", "").split(",") if each.isdecimal()]
    onset.earliest = min(days, default=1)
    if last := _moment(parts.get("UNTIL", "")):
        onset.until = last + SLACK
    return onset


class DefinedZone(tzinfo):
    """The offsets of a zone that the file itself defines."""

    def __init__(self, defined: Defined) -> None:
        self._defined = defined

    def utcoffset(self, moment: datetime | None) -> timedelta:
        onsets = self._defined.onsets
        if moment is None:
            return onsets[0].offset
        local = moment.replace(tzinfo=None)
        begun = [(at, one.offset) for one in onsets if (at := one.last_before(local))]
        if not begun:
            return min(onsets, key=lambda one: one.at).offset
        return max(begun, key=lambda pair: pair[0])[1]

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        return self._defined.name
