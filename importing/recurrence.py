"""The instances of a recurring event, within bounds that no rule can break."""

import re
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice

from dateutil.rrule import rrule, rrulestr

MOST_OF_A_SERIES = 500
MOST_STEPS = 20_000  # half a century of days
LONGEST_RULE = 500
# Nobody meets somebody every minute: such a rule is a mistake or an attack.
FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = frozenset(
    "FREQ INTERVAL COUNT UNTIL WKST BYSETPOS BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYDAY BYHOUR "
    "BYMINUTE BYSECOND".split()
)
UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6})?(Z)?", re.IGNORECASE)
# The calendar repeats itself every 400 years, weekdays included. A rule without any instance is
# tried until the year 9999, so it is tried from as late a year as possible.
CYCLE, LATEST = 400, 9_990


def instances(start: datetime, rules: list[str], until: datetime, zone: tzinfo) -> list[datetime]:
    """The starts up to `until` that these rules give, the first one among them. Local times of
    `zone`, without it.

    Of a rule that can't be followed, or would give too many, only `start` itself.
    """
    cycles = max(0, (LATEST - until.year) // CYCLE)
    found = {start}
    for rule in rules:
        last = min(until, _last_of(rule, zone) or until)
        found.update(_of(rule, start, last, cycles))
    return sorted(found)


def _last_of(rule: str, zone: tzinfo) -> datetime | None:
    """What UNTIL says: a moment in UTC, a local one, or the whole day."""
    found = UNTIL.search(rule)
    if not found:
        return None
    try:
        moment = datetime.strptime(found[1] + (found[2] or "T235959"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 -- local by nature
        if found[3]:
            moment = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return moment


def _of(rule: str, start: datetime, until: datetime, cycles: int) -> list[datetime]:
    try:
        read = _read(rule, _shifted(start, cycles))
        steps = list(islice(_up_to(read, _shifted(until, cycles)), MOST_STEPS + 1))
        found = [_shifted(each, -cycles) for each in steps]
    except (ValueError, OverflowError, TypeError, AttributeError, KeyError):
        return []
    return found if len(found) <= MOST_STEPS else []


def _up_to(read: rrule, until: datetime) -> Iterator[datetime]:
    for each in read:
        if each > until:
            return
        yield each


def _shifted(moment: datetime, cycles: int) -> datetime:
    return moment.replace(year=moment.year + cycles * CYCLE)


def _read(text: str, start: datetime) -> rrule:
    """Raises ValueError for what is no rule for a meeting."""
    parts = dict(part.strip().upper().partition("=")[::2] for part in text.split(";"))
    kept = {name: value for name, value in parts.items() if name in PARTS and value}
    if len(text) > LONGEST_RULE or kept.get("FREQ") not in FREQUENCIES:
        raise ValueError(text)
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise ValueError(text)
    if kept.pop("UNTIL", None) and kept.get("COUNT") == "-1":  # some write it for "no number"
        del kept["COUNT"]  # the caller sees to UNTIL, in the event's own zone
    if any(int(kept.get(name, 1)) < 1 for name in ("INTERVAL", "COUNT")):
        raise ValueError(text)
    said = ";".join(f"{name}={value}" for name, value in kept.items())
    read: rrule = rrulestr(said, dtstart=start, ignoretz=True)
    return read


def within(found: list[datetime], now: datetime, window: timedelta) -> list[datetime]:
    """The last part of a series, as long as the window: up to now, or up to its end before."""
    past: deque[datetime] = deque((each for each in found if each <= now), maxlen=MOST_OF_A_SERIES)
    if not past:
        return []
    ends = now if past[-1] >= now - window else past[-1]
    return [each for each in past if each >= ends - window]
