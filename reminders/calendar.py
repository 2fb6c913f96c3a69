"""Weeks, moments and yearly days: pure arithmetic, no rows and no clock."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.enums import LeapDay
from reminders.periods import Period, current_period, digest_moment

DAY = timedelta(days=1)
# The plan is fixed this long before the digest that tells it.
FIXED_BEFORE = timedelta(hours=1)


def plan_period(
    at: datetime, zone: ZoneInfo, weekday: int, hour: int, last: date | None = None
) -> Period:
    """The period whose plan stands at a moment: each begins an hour before its digest.

    `last` is the first day of the newest plan, as in `current_period`.
    """
    period = current_period(at + FIXED_BEFORE, zone, weekday, hour, last)
    return Period(period.key, period.starts_at - FIXED_BEFORE, period.ends_at - FIXED_BEFORE)


def next_midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of the next local day."""
    return _first_after(at, zone, 0)


def next_hour(at: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """The next moment, strictly after `at`, at which the clocks show this hour."""
    return _first_after(at, zone, hour)


def _first_after(at: datetime, zone: ZoneInfo, hour: int) -> datetime:
    day = at.astimezone(zone).date()
    while (moment := digest_moment(day, zone, hour)) <= at:
        day += DAY
    return moment


def next_look(at: datetime, zone: ZoneInfo, weekday: int, hour: int, last: date | None) -> datetime:
    """When something can next be due for a user: a new day, a new plan, or a mail."""
    return min(
        next_midnight(at, zone),
        plan_period(at, zone, weekday, hour, last).ends_at,
        next_hour(at, zone, hour),
    )


def occurrence(month: int, day: int | None, *, year: int, leap_day: str) -> date:
    """A yearly day in one year, always reckoned from the original: the 31st stays the 31st.

    29 February is observed as the user chose; a day that the month lacks, on its last; a month
    without a day, on its first.
    """
    last = monthrange(year, month)[1]
    if (month, day) == (2, 29) and last == 28 and leap_day == LeapDay.MAR_1:
        return date(year, 3, 1)
    return date(year, month, min(day or 1, last))


def next_occurrence(
    on: date, month: int, day: int | None, *, year: int | None, yearly: bool, leap_day: str
) -> date | None:
    """The first occurrence not yet over: today's is still to come. None if there is none.

    One without a day lasts its whole month. One that is not yearly comes in its own year alone.
    """
    if year is not None and not yearly:
        candidates = [year]
    else:
        first = max(on.year, year or on.year)
        candidates = [first, first + 1]
    days = (occurrence(month, day, year=each, leap_day=leap_day) for each in candidates)
    return next((one for one in days if one >= on or (day is None and _same_month(one, on))), None)


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
