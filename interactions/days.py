"""On which days something can have happened, be planned or be due."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from interactions.enums import Status

EARLIEST = date(1900, 1, 1)
FURTHEST = timedelta(days=5 * 366)


def day_problem(status: str, day: date, on: date) -> str:
    """Why a conversation can't be on this day, in a sentence; empty if it can."""
    if not EARLIEST <= day <= on + FURTHEST:
        return _("That day is too far away.")
    if status == Status.DONE and day > on:
        return _("That day is still to come. Choose “planned”, or an earlier day.")
    return ""
