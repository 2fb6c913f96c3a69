"""Dates in words, as a person would say them today."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

NEAR_DAYS = 180


def day_words(day: date, on: date) -> str:
    """16 October; with its year where that could be mistaken."""
    if _is_near(day, on):
        return date_format(day, pgettext("long day, in Django’s letters", "j F"))
    return date_format(day, pgettext("long day with year, in Django’s letters", "j F Y"))


def short_day(day: date, on: date) -> str:
    """16 Oct; with its year where that could be mistaken."""
    return _short_day(day, _is_near(day, on), get_language())


@lru_cache(4096)  # formatting is slow, and lists say the same days again and again
def _short_day(day: date, near: bool, language: str) -> str:
    if near:
        return date_format(day, pgettext("short day, in Django’s letters", "j M"))
    return date_format(day, pgettext("short day with year, in Django’s letters", "j M Y"))


def about_day(day: date, precision: str, on: date) -> str:
    """A day as precisely as it is known: 16 Oct, October 2025, autumn 2025."""
    if precision == "month":
        return date_format(day, pgettext("month, in Django’s letters", "F Y"))
    if precision == "season":
        return f"{_season(day)} {day.year - (day.month < 3)}"
    return short_day(day, on)


def _is_near(day: date, on: date) -> bool:
    return day.year == on.year or abs((day - on).days) <= NEAR_DAYS


def _season(day: date) -> str:
    """As in the north, the winter being that of the year in which it began."""
    seasons = (_("winter"), _("spring"), _("summer"), _("autumn"))
    return seasons[day.month % 12 // 3]
