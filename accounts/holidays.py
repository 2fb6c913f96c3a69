"""A user's holidays: spans of days in order, of which no two touch. Pure."""

from collections.abc import Sequence
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

# A lifetime of them; more is a mistake.
MOST = 200


def joined(holidays: Sequence[DateRange], first: date, back: date) -> list[DateRange]:
    """With another one; those that it touches become one with it."""
    touching = [one for one in holidays if one.lower <= back and one.upper >= first]
    apart = [one for one in holidays if one not in touching]
    begins = min([first, *(one.lower for one in touching)])
    ends = max([back, *(one.upper for one in touching)])
    return sorted([*apart, DateRange(begins, ends)], key=lambda one: one.lower)


def ended(holidays: Sequence[DateRange], first: date, on: date) -> list[DateRange]:
    """Without what is still to come, on a date, of the one that began on `first`."""
    kept = []
    for one in holidays:
        if one.lower != first or one.upper <= on:
            kept.append(one)
        elif one.lower < on:
            kept.append(DateRange(one.lower, on))
    return kept


def not_over(holidays: Sequence[DateRange], on: date) -> list[DateRange]:
    """The one that is running, and those to come."""
    return [one for one in holidays if one.upper > on]
