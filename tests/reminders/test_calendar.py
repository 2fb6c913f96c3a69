"""Weeks, plan moments and yearly days."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import LeapDay
from accounts.zones import time_zones
from reminders.calendar import (
    next_look,
    next_midnight,
    next_occurrence,
    occurrence,
    plan_period,
)
from reminders.periods import WEEK, period_for

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, SUNDAY = 0, 6

days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
zones = st.sampled_from(time_zones()).map(ZoneInfo)
moments = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
leap_days = st.sampled_from([value for value, _label in LeapDay.choices])


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_plan_is_fixed_one_hour_before_the_digest() -> None:
    before, after = utc(2026, 11, 16, 5, 59), utc(2026, 11, 16, 6)  # the digest comes at 8

    assert plan_period(before, BERLIN, MONDAY, 8).key == date(2026, 11, 9)
    assert plan_period(after, BERLIN, MONDAY, 8).key == date(2026, 11, 16)
    assert plan_period(after, BERLIN, MONDAY, 8).ends_at == utc(2026, 11, 23, 6)


def test_a_midnight_digest_has_its_plan_on_the_eve() -> None:
    assert plan_period(utc(2026, 11, 15, 22, 0), BERLIN, MONDAY, 0).key == date(2026, 11, 16)
    assert plan_period(utc(2026, 11, 15, 21, 59), BERLIN, MONDAY, 0).key == date(2026, 11, 9)


def test_the_hour_before_is_an_hour_also_when_the_clocks_change() -> None:
    # 25 October 2026, a Sunday: 3:00 becomes 2:00. The digest of 3:00 comes at 02:00 UTC.
    assert plan_period(utc(2026, 10, 25, 0, 59), BERLIN, SUNDAY, 3).key == date(2026, 10, 18)
    assert plan_period(utc(2026, 10, 25, 1, 0), BERLIN, SUNDAY, 3).key == date(2026, 10, 25)
    # 29 March 2026: 2:00 does not exist, the digest comes at 01:00 UTC.
    assert plan_period(utc(2026, 3, 28, 23, 59), BERLIN, SUNDAY, 2).key == date(2026, 3, 22)
    assert plan_period(utc(2026, 3, 29, 0, 0), BERLIN, SUNDAY, 2).key == date(2026, 3, 29)


@given(at=moments, zone=zones, weekday=st.integers(0, 6), hour=st.integers(0, 23))
def test_plans_tile_and_stand_before_their_digest(
    at: datetime, zone: ZoneInfo, weekday: int, hour: int
) -> None:
    plan = plan_period(at, zone, weekday, hour)

    assert plan.starts_at <= at < plan.ends_at
    assert plan_period(plan.ends_at, zone, weekday, hour).starts_at == plan.ends_at
    assert period_for(plan.starts_at + timedelta(hours=1), zone, weekday, hour).key == plan.key


@given(at=moments, zone=zones)
def test_the_next_midnight_begins_another_day(at: datetime, zone: ZoneInfo) -> None:
    midnight = next_midnight(at, zone)

    assert at < midnight <= at + timedelta(days=2)
    assert midnight.astimezone(zone).date() > at.astimezone(zone).date()
    before = midnight - timedelta(microseconds=1)
    assert before.astimezone(zone).date() < midnight.astimezone(zone).date()


@given(at=moments, zone=zones, weekday=st.integers(0, 6), hour=st.integers(0, 23))
def test_the_next_look_is_ahead_and_misses_neither_day_nor_plan(
    at: datetime, zone: ZoneInfo, weekday: int, hour: int
) -> None:
    look = next_look(at, zone, weekday, hour, None)

    assert at < look <= next_midnight(at, zone)
    assert look <= plan_period(at, zone, weekday, hour).ends_at


def test_a_changed_weekday_waits_until_four_days_are_over() -> None:
    last = date(2026, 11, 16)  # a Monday; from Tuesday on the user wants Thursdays
    thursday = 3

    assert plan_period(utc(2026, 11, 19, 9), BERLIN, thursday, 8, last).key == last
    assert plan_period(utc(2026, 11, 25, 9), BERLIN, thursday, 8, last).key == last
    assert plan_period(utc(2026, 11, 26, 9), BERLIN, thursday, 8, last).key == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("month", "day", "year", "leap_day", "observed"),
    [
        (1, 31, 2027, LeapDay.FEB_28, date(2027, 1, 31)),
        (2, 29, 2028, LeapDay.FEB_28, date(2028, 2, 29)),
        (2, 29, 2027, LeapDay.FEB_28, date(2027, 2, 28)),
        (2, 29, 2027, LeapDay.MAR_1, date(2027, 3, 1)),
        (2, 29, 2028, LeapDay.MAR_1, date(2028, 2, 29)),
        (2, 29, 2100, LeapDay.MAR_1, date(2100, 3, 1)),
        (4, 31, 2027, LeapDay.FEB_28, date(2027, 4, 30)),
        (2, 31, 2027, LeapDay.MAR_1, date(2027, 2, 28)),
        (3, None, 2027, LeapDay.FEB_28, date(2027, 3, 1)),
    ],
)
def test_a_yearly_day_in_a_year(
    month: int, day: int | None, year: int, leap_day: str, observed: date
) -> None:
    assert occurrence(month, day, year=year, leap_day=leap_day) == observed


@given(
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    first=st.integers(1950, 2030),
    k=st.integers(0, 80),
    leap_day=leap_days,
)
def test_the_kth_occurrence_does_not_drift(
    month: int, day: int, first: int, k: int, leap_day: str
) -> None:
    found = occurrence(month, day, year=first + k, leap_day=leap_day)

    assert found.year == first + k
    if day <= calendar.monthrange(first + k, month)[1]:
        assert (found.month, found.day) == (month, day)
    else:
        assert abs(found - date(first + k, month, 28)) <= timedelta(days=3)


@pytest.mark.parametrize(
    ("on", "month", "day", "year", "yearly", "expected"),
    [
        # Today is today, not next year.
        (date(2026, 11, 16), 11, 16, 1980, True, date(2026, 11, 16)),
        (date(2026, 11, 17), 11, 16, 1980, True, date(2027, 11, 16)),
        (date(2026, 12, 31), 1, 1, None, True, date(2027, 1, 1)),
        # Not before it began.
        (date(2026, 11, 16), 12, 1, 2028, True, date(2028, 12, 1)),
        # Once only.
        (date(2026, 11, 16), 12, 1, 2026, False, date(2026, 12, 1)),
        (date(2026, 12, 2), 12, 1, 2026, False, None),
        # A month without a day lasts until its end.
        (date(2026, 3, 31), 3, None, None, True, date(2026, 3, 1)),
        (date(2026, 4, 1), 3, None, None, True, date(2027, 3, 1)),
    ],
)
def test_the_next_occurrence(
    on: date, month: int, day: int | None, year: int | None, yearly: bool, expected: date | None
) -> None:
    found = next_occurrence(on, month, day, year=year, yearly=yearly, leap_day=LeapDay.FEB_28)
    assert found == expected


@given(
    on=days,
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    leap_day=leap_days,
)
def test_a_yearly_day_always_comes_again_within_a_year(
    on: date, month: int, day: int, leap_day: str
) -> None:
    found = next_occurrence(on, month, day, year=None, yearly=True, leap_day=leap_day)

    assert found is not None
    assert on <= found <= on + timedelta(days=366)
    again = next_occurrence(
        found + timedelta(days=1), month, day, year=None, yearly=True, leap_day=leap_day
    )
    assert again is not None
    assert again.year == found.year + 1


def test_a_week_is_seven_days() -> None:
    assert timedelta(days=7) == WEEK
