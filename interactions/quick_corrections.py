"""What the user set right in the chips of a quick line: the kind, the day, who was meant.

`what` names a kind, `when` a day, `as-<name>` says who was meant instead, `drop` leaves a name out.
Each chip names what the line says, so that a correction stays while the line is typed on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from interactions import naming, quick_names
from interactions.enums import Precision, Status
from interactions.quick_dates import FURTHEST, OLDEST
from interactions.quick_names import Lookup, Match
from interactions.quicklog import Understood

LONGEST_NAME = 255


@dataclass(frozen=True)
class Chip:
    """One name of the line; `typed`: who was meant instead."""

    text: str
    field: str
    typed: str = ""
    dropped: bool = False
    matches: tuple[Match, ...] = ()
    unknown: tuple[str, ...] = ()


def chips(understood: Understood, said: QueryDict, lookup: Lookup) -> list[Chip]:
    """The names of a line in order, each with who is meant by it now."""
    names = [(match.text, (match,), ()) for match in understood.people]
    unknown = [(name, (), (name,)) for name in understood.unknown_names]
    dropped = set(said.getlist("drop"))
    return [
        _chip(text, matches, strangers, said, dropped, lookup)
        for text, matches, strangers in [*names, *unknown]
    ]


def _chip(
    text: str,
    matches: tuple[Match, ...],
    unknown: tuple[str, ...],
    said: QueryDict,
    dropped: set[str],
    lookup: Lookup,
) -> Chip:
    field = f"as-{quick_names.fold(text)}"
    typed = " ".join(said.get(field, "").replace("\0", "").split())[:LONGEST_NAME]
    if text in dropped:
        return Chip(text, field, typed, dropped=True)
    if typed:
        found, strangers = naming.read_typed(typed, lookup)
        return Chip(text, field, typed, matches=tuple(found), unknown=tuple(strangers))
    return Chip(text, field, matches=matches, unknown=unknown)


def corrected(
    understood: Understood, names: Sequence[Chip], said: QueryDict, on: date
) -> Understood:
    """What the line says with all that was set right."""
    mended = replace(
        understood,
        people=tuple(match for chip in names for match in chip.matches),
        unknown_names=tuple(name for chip in names for name in chip.unknown),
    )
    day = day_said(said, on)
    if day is None:
        return mended
    status = Status.PLANNED if day > on else Status.DONE
    return replace(mended, occurred_on=day, precision=str(Precision.DAY), status=str(status))


def day_said(said: QueryDict, on: date) -> date | None:
    """The day that was chosen; None for none, and for what is no day of a lifetime."""
    try:
        day = date.fromisoformat(said.get("when", ""))
    except ValueError:
        return None
    return day if on - OLDEST <= day <= on + FURTHEST else None
