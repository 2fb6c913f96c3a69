"""What every figure of Insights is made of: numbers with the list behind each."""

from typing import Any, NamedTuple

from django.urls import reverse

from contacts.enums import State
from contacts.filters import Filters
from core.counting import said as counted

BANDS = (State.FRESH, State.SOON, State.DUE, State.OVERDUE, State.DORMANT)
WARM = (State.FRESH, State.SOON)
RESTING = tuple(state for state in State if state not in (*BANDS, State.ARCHIVED, State.DIED))


class Cell(NamedTuple):
    """A number of a table, and the list that it counts; no link where there is nothing."""

    text: str
    url: str = ""


class Line(NamedTuple):
    """A row of a table of numbers."""

    label: str
    cells: list[Cell]
    url: str = ""


def cell(number: int, url: str) -> Cell:
    return Cell(counted(number), url if number else "")


def people_url(**asked: Any) -> str:
    """The list of people, asked for by what `Filters` knows."""
    return reverse("contacts:list") + Filters(**asked).query


def address(name: str, *parts: str) -> str:
    """An address with these parts of a query."""
    query = "&".join(filter(None, parts))
    return reverse(name) + (f"?{query}" if query else "")
