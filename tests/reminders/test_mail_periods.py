"""Every week has one digest moment, in every zone and over every change of the clocks."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.zones import time_zones
from reminders.periods import (
    SHORTEST,
    Period,
    current_period,
    digest_moment,
    next_digest_at,
    next_period,
    period_for,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, THURSDAY, FRIDAY, SUNDAY = 0, 3, 4, 6

zones = st.sampled_from(time_zones()).map(ZoneInfo)
weekdays = st.integers(0, 6)
hours = st.integers(0, 23)
moments = st.integers(0, 30 * 365 * 24 * 60).map(
    lambda minutes: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("zone", "day", "hour", "moment"),
    [
        ("UTC", date(2026, 11, 16), 8, utc(2026, 11, 16, 8)),
        ("Europe/Berlin", date(2026, 11, 16), 8, utc(2026, 11, 16, 7)),
        ("Pacific/Kiritimati", date(2026, 11, 16), 8, utc(2026, 11, 15, 18)),
        ("Pacific/Honolulu", date(2026, 11, 16), 8, utc(2026, 11, 16, 18)),
        # Skipped: 02:00 to 03:00 on 29 March; the first minute after it is 03:00.
        ("Europe/Berlin", date(2026, 3, 29), 2, utc(2026, 3, 29, 1)),
        # Half an hour is skipped: 02:00 is not shown, 02:30 is.
        ("Australia/Lord_Howe", date(2026, 10, 4), 2, utc(2026, 10, 3, 15, 30)),
        # Midnight is skipped.
        ("Africa/Cairo", date(2026, 4, 24), 0, utc(2026, 4, 23, 22)),
        # Shown twice: the first counts.
        ("Europe/Berlin", date(2026, 10, 25), 2, utc(2026, 10, 25, 0)),
        ("America/New_York", date(2026, 11, 1), 1, utc(2026, 11, 1, 5)),
        # The whole day is skipped.
        ("Pacific/Apia", date(2011, 12, 30), 8, utc(2011, 12, 30, 10)),
    ],
)
def test_a_digest_moment_is_the_first_time_the_clocks_show_its_hour(
    zone: str, day: date, hour: int, moment: datetime
) -> None:
    assert digest_moment(day, ZoneInfo(zone), hour) == moment


@settings(deadline=None)  # the machine may be busy
@given(zone=zones, at=moments, hour=hours)
def test_a_digest_moment_never_comes_before_its_hour_is_shown(
    zone: ZoneInfo, at: datetime, hour: int
) -> None:
    day = at.date()
    moment = digest_moment(day, zone, hour)
    wanted = datetime.combine(day, time(hour))

    shown = moment.astimezone(zone).replace(tzinfo=None)
    just_before = (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert shown >= wanted
    assert just_before < wanted


def test_a_period_begins_on_its_weekday_and_lasts_until_the_next() -> None:
    period = period_for(utc(2026, 11, 18, 12), BERLIN, MONDAY, 8)

    assert period == Period(
        key=date(2026, 11, 16),
        starts_at=utc(2026, 11, 16, 7),
        ends_at=utc(2026, 11, 23, 7),
    )


def test_a_period_holds_its_first_moment_and_not_its_last() -> None:
    period = period_for(utc(2026, 11, 16, 7), BERLIN, MONDAY, 8)

    assert period.key == date(2026, 11, 16)
    assert period.holds(period.starts_at)
    assert not period.holds(period.ends_at)


@settings(deadline=None)  # the machine may be busy
@given(zone=zones, at=moments, weekday=weekdays, hour=hours)
def test_each_moment_is_in_one_period_and_the_next_begins_where_it_ends(
    zone: ZoneInfo, at: datetime, weekday: int, hour: int
) -> None:
    period = period_for(at, zone, weekday, hour)
    following = period_for(period.ends_at, zone, weekday, hour)

    assert period.holds(at)
    assert following.starts_at == period.ends_at
    assert following.key == period.key + timedelta(days=7)
    assert period.key.weekday() == weekday
    assert next_digest_at(at, zone, weekday, hour) == following.starts_at


@settings(deadline=None)  # the machine may be busy
@given(zone=zones, at=moments, weekday=weekdays, hour=hours)
def test_the_second_before_a_period_belongs_to_the_one_before(
    zone: ZoneInfo, at: datetime, weekday: int, hour: int
) -> None:
    period = period_for(at, zone, weekday, hour)
    before = period_for(period.starts_at - timedelta(seconds=1), zone, weekday, hour)

    assert before.key == period.key - timedelta(days=7)
    assert before.ends_at == period.starts_at


@settings(max_examples=100, deadline=None)
@given(
    zone=zones,
    start=st.sampled_from(
        # Nights on which some zone changed its clocks, or its day.
        [date(2011, 12, 28), date(2026, 3, 27), date(2026, 10, 2), date(2026, 10, 23)]
    ),
    weekday=weekdays,
    hour=hours,
)
def test_walking_hour_by_hour_meets_every_week_once(
    zone: ZoneInfo, start: date, weekday: int, hour: int
) -> None:
    first = datetime(start.year, start.month, start.day, tzinfo=UTC)
    walked = [first + timedelta(minutes=30) * step for step in range(2 * 24 * 15)]

    keys = [period_for(at, zone, weekday, hour).key for at in walked]

    assert keys == sorted(keys)
    assert len(set(keys)) in {3, 4}
    assert {late - soon for soon, late in itertools.pairwise(keys)} == {
        timedelta(0),
        timedelta(days=7),
    }


@pytest.mark.parametrize(
    ("weekday", "key"),
    [
        (MONDAY, date(2026, 11, 23)),  # unchanged
        (FRIDAY, date(2026, 11, 20)),  # four days later is soon enough
        (THURSDAY, date(2026, 11, 26)),  # three would be too soon
        (SUNDAY, date(2026, 11, 22)),
    ],
)
def test_a_changed_weekday_counts_from_four_days_after_the_last_period_began(
    weekday: int, key: date
) -> None:
    assert next_period(date(2026, 11, 16), BERLIN, weekday, 8).key == key


@settings(deadline=None)  # the machine may be busy
@given(zone=zones, at=moments, old=weekdays, new=weekdays, hour=hours, new_hour=hours)
def test_a_changed_day_and_hour_leave_no_gap_and_no_overlap(
    zone: ZoneInfo, at: datetime, old: int, new: int, hour: int, new_hour: int
) -> None:
    last = period_for(at, zone, old, hour)
    following = next_period(last.key, zone, new, new_hour)

    assert following.key.weekday() == new
    assert SHORTEST <= following.key - last.key <= timedelta(days=10)
    # Until the new one begins the old one lasts, and from then on the new grid holds.
    eve = following.starts_at - timedelta(seconds=1)
    if last.starts_at <= eve:
        assert current_period(eve, zone, new, new_hour, last.key).key == last.key
    then = current_period(following.starts_at, zone, new, new_hour, last.key)
    assert then == following


def test_without_a_known_period_the_schedule_alone_decides() -> None:
    at = utc(2026, 11, 18, 12)

    assert current_period(at, BERLIN, MONDAY, 8) == period_for(at, BERLIN, MONDAY, 8)


def test_after_weeks_of_silence_the_current_period_is_the_one_of_today() -> None:
    at = utc(2026, 12, 16, 12)

    assert current_period(at, BERLIN, MONDAY, 8, date(2026, 11, 16)).key == date(2026, 12, 14)


@settings(deadline=None)  # the machine may be busy
@given(at=moments, hour=hours, weekday=weekdays, old=zones, new=zones)
def test_a_changed_zone_neither_repeats_a_period_nor_leaves_one_out(
    at: datetime, hour: int, weekday: int, old: ZoneInfo, new: ZoneInfo
) -> None:
    last = period_for(at, old, weekday, hour)

    keys = [
        current_period(at + timedelta(hours=step), new, weekday, hour, last.key).key
        for step in range(0, 24 * 9, 3)
    ]

    assert keys == sorted(keys)
    assert set(keys) <= {
        last.key,
        last.key + timedelta(days=7),
        last.key + timedelta(days=14),
    }
    assert last.key + timedelta(days=7) in keys
