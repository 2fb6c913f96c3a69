"""When a user's weeks begin: pure arithmetic on zones, weekdays and hours.

A period runs from one digest moment to the next; its key is the local date on which it begins,
which is also the first day of the plan week. Periods tile: each ends where the next one starts.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
# A changed weekday or zone never makes a week shorter than this.
SHORTEST = timedelta(days=4)


@dataclass(frozen=True)
class Period:
    """`starts_at <= moment < ends_at`, both in UTC."""

    key: date
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def digest_moment(day: date, zone: ZoneInfo, hour: int) -> datetime:
    """The moment, in UTC, at which the clocks of `zone` first show this hour of this day.

    An hour that the clocks skip becomes the first minute after the gap; of an hour that they
    show twice the first counts.
    """
    local = datetime.combine(day, time(hour), tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _end_of_gap(local, moment)


def _end_of_gap(local: datetime, latest: datetime) -> datetime:
    """When the clocks jumped over `local`. With fold=1 Python reads it by the later offset."""
    earliest = local.replace(fold=1).astimezone(UTC)
    before = earliest.astimezone(local.tzinfo).utcoffset()
    seconds = range(int((latest - earliest).total_seconds()) + 1)

    def has_jumped(second: int) -> bool:
        moment = earliest + timedelta(seconds=second)
        return moment.astimezone(local.tzinfo).utcoffset() != before

    return earliest + timedelta(seconds=bisect_left(seconds, True, key=has_jumped))


def period_for(at: datetime, zone: ZoneInfo, weekday: int, hour: int) -> Period:
    """The week, of a schedule that never changed, which holds a moment."""
    # A day ahead: clocks set back over midnight show the eve again after the day has begun.
    ahead = at.astimezone(zone).date() + timedelta(days=1)
    day = ahead - timedelta(days=(ahead.weekday() - weekday) % 7)
    while digest_moment(day, zone, hour) > at:
        day -= WEEK
    return _week(day, zone, hour)


def next_digest_at(at: datetime, zone: ZoneInfo, weekday: int, hour: int) -> datetime:
    """The first digest moment after `at`."""
    return period_for(at, zone, weekday, hour).ends_at


def next_period(after: date, zone: ZoneInfo, weekday: int, hour: int) -> Period:
    """The week that follows the one that began on `after`, perhaps under another schedule.

    It begins on the first such weekday that is at least four days later.
    """
    earliest = after + SHORTEST
    day = earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
    return _week(day, zone, hour)


def current_period(
    at: datetime, zone: ZoneInfo, weekday: int, hour: int, last: date | None = None
) -> Period:
    """The period that holds a moment, where `last` is the key of the newest one known.

    `last` goes on until the schedule as it is now has its next turn, so that a change of day,
    hour or zone neither repeats a week nor leaves one out.
    """
    period = period_for(at, zone, weekday, hour)
    if last is None:
        return period
    following = next_period(last, zone, weekday, hour)
    if period.key >= following.key:
        return period
    return Period(last, digest_moment(last, zone, hour), following.starts_at)


def _week(day: date, zone: ZoneInfo, hour: int) -> Period:
    return Period(
        key=day,
        starts_at=digest_moment(day, zone, hour),
        ends_at=digest_moment(day + WEEK, zone, hour),
    )
