"""Holidays are days: joining adds them, ending takes those to come away, and none is lost."""

import itertools
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from accounts.holidays import ended, joined, not_over

DAY = timedelta(days=1)
FIRST = date(2027, 12, 1)  # a leap day is near

spans = st.lists(st.tuples(st.integers(0, 150), st.integers(1, 20)), max_size=8)
places = st.integers(0, 180)


def holidays_of(said: list[tuple[int, int]]) -> list[DateRange]:
    found: list[DateRange] = []
    for begins, lasts in said:
        found = joined(found, FIRST + begins * DAY, FIRST + (begins + lasts) * DAY)
    return found


def days_of(holidays: list[DateRange]) -> set[date]:
    return {
        one.lower + place * DAY for one in holidays for place in range((one.upper - one.lower).days)
    }


@given(said=spans)
def test_joining_keeps_every_day_once_in_order_and_apart(said: list[tuple[int, int]]) -> None:
    found = holidays_of(said)

    wanted = {FIRST + (begins + place) * DAY for begins, lasts in said for place in range(lasts)}
    assert days_of(found) == wanted
    assert sum((one.upper - one.lower).days for one in found) == len(wanted)
    assert all(one.upper < other.lower for one, other in itertools.pairwise(found))


@given(said=spans, place=places, which=st.integers(0, 7))
def test_ending_one_takes_its_coming_days_alone(
    said: list[tuple[int, int]], place: int, which: int
) -> None:
    found, on = holidays_of(said), FIRST + place * DAY
    first = found[which % len(found)].lower if found else FIRST
    ending = {day for one in found if one.lower == first for day in days_of([one]) if day >= on}

    left = ended(found, first, on)

    assert days_of(left) == days_of(found) - ending
    assert ended(left, first, on) == left
    assert all(one.lower < one.upper for one in left)


@given(said=spans, place=places)
def test_what_is_not_over_holds_every_day_to_come(said: list[tuple[int, int]], place: int) -> None:
    found = holidays_of(said)
    for on in (FIRST + place * DAY, *(one.upper for one in found)):
        to_come = {day for day in days_of(found) if day >= on}
        assert {day for day in days_of(not_over(found, on)) if day >= on} == to_come
        assert all(days_of([one]) & to_come for one in not_over(found, on))
