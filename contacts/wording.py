"""Dates in words, as a person would say them today."""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.days import written

NEAR_DAYS = 180
YEAR, MONTH = 365, 30


def day_words(day: date, on: date) -> str:
    """16 October; with its year where that could be mistaken."""
    if _is_near(day, on):
        return written(day, "j F")
    return written(day, "j F Y")


def short_day(day: date, on: date) -> str:
    """16 Oct; with its year where that could be mistaken."""
    return _short_day(day, _is_near(day, on), get_language())


@lru_cache(4096)  # formatting is slow, and lists say the same days again and again
def _short_day(day: date, near: bool, language: str) -> str:
    if near:
        return written(day, "j M")
    return written(day, "j M Y")


def about_day(day: date, precision: str, on: date) -> str:
    """A day as precisely as it is known: 16 Oct, October 2025, autumn 2025."""
    if precision == "month":
        return written(day, "F Y")
    if precision == "season":
        return f"{_season(day)} {day.year - (day.month < 3)}"
    return short_day(day, on)


def _is_near(day: date, on: date) -> bool:
    return day.year == on.year or abs((day - on).days) <= NEAR_DAYS


def _season(day: date) -> str:
    """As in the north, the winter being that of the year in which it began."""
    seasons = (_("winter"), _("spring"), _("summer"), _("autumn"))
    return seasons[day.month % 12 // 3]


def noted_ago(day: date | None, on: date) -> str:
    """How long ago something was noted: 3 months ago. Blank if nobody knows."""
    if day is None:
        return ""
    days = max((on - day).days, 0)
    if days < 1:
        return _("noted today")
    if days >= YEAR:
        count = days // YEAR
        said = ngettext("noted %(count)s year ago", "noted %(count)s years ago", count)
    elif days >= MONTH:
        count = days // MONTH
        said = ngettext("noted %(count)s month ago", "noted %(count)s months ago", count)
    else:
        count = days
        said = ngettext("noted %(count)s day ago", "noted %(count)s days ago", count)
    return said % {"count": count}
