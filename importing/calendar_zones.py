"""The time zones of calendars: by their names, by Windows' names, or as the file defines them."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from importing.content_lines import Property

OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
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


@dataclass(slots=True)
class Onset:
    """When one offset of a zone begins: once, or each year on the n-th such day of a month."""

    at: datetime
    offset: timedelta
    month: int = 0
    weekday: int = 0
    nth: int = 0

    def last_before(self, moment: datetime) -> datetime | None:
        """Its latest beginning up to a local moment."""
        if not self.month:
            return self.at if self.at <= moment else None
        years = (moment.year, moment.year - 1)
        begun = (self._in_year(year) for year in years if year > 0)
        return next((at for at in begun if self.at <= at <= moment), None)

    def _in_year(self, year: int) -> datetime:
        weeks = calendar.Calendar().monthdatescalendar(year, self.month)
        days = [week[self.weekday] for week in weeks if week[self.weekday].month == self.month]
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
        if begins is None or found is None or len(self.onsets) >= MOST_ONSETS:
            return
        try:
            at = datetime.strptime(begins.value.strip()[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 -- local by nature
        except ValueError:
            return
        sign = -1 if found[1] == "-" else 1
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
        if ahead >= timedelta(hours=24):
            return
        rule = properties.get("RRULE")
        self.onsets.append(_repeated(Onset(at, sign * ahead), rule.value if rule else ""))

    def zone(self) -> tzinfo | None:
        return DefinedZone(self) if self.onsets else None


def _repeated(onset: Onset, rule: str) -> Onset:
    parts = dict(part.upper().partition("=")[::2] for part in rule.split(";"))
    day = NTH_DAY.fullmatch(parts.get("BYDAY", ""))
    month = parts.get("BYMONTH", "")
    if parts.get("FREQ") == "YEARLY" and day and month.isdecimal() and 1 <= int(month) <= 12:
        onset.month, onset.weekday = int(month), DAYS.index(day[2])
        onset.nth = int(day[1] or 1) or 1
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
