"""Is the plan fair? Years of weeks played through in memory, by the rule that fills real plans.

Nothing here touches the database; days are plain numbers.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from contacts.defaults import DEFAULT_TYPES
from reminders.ordering import LONG_UNHEARD, in_turn, urgency

WEEK = 7
# Spreads first days evenly, whatever their number.
GOLDEN = 0.6180339887
KNOWN = {key.value: (cadence, importance) for key, cadence, importance, *_rest in DEFAULT_TYPES}


class BadPeople(Exception):
    """The file is not understood; the message says why."""


@dataclass
class Person:
    """`due`, `last` and `suggested` are days since the start; `last` is a contact, at first one
    that was before it."""

    number: int
    type: str
    cadence: int
    importance: int
    due: int = 0
    last: int = 0
    suggested: int | None = None
    in_a_row: int = 0  # suggestions since the last contact
    longest: int = 0
    first: int | None = None  # the day of the first suggestion
    times: int = 0

    @property
    def heard(self) -> int:
        return self.last if self.suggested is None else max(self.last, self.suggested)

    def is_dormant(self, on: int) -> bool:
        """As product.md section 2 says."""
        silent = self.cadence + on - self.due
        return self.in_a_row >= 3 and silent >= min(max(8 * self.cadence, 180), 1095)


@dataclass(frozen=True)
class Waits:
    """What became of the people of one type; days throughout. `first`: the longest that anybody
    waited for a first suggestion; None if somebody `never` got one."""

    type: str
    people: int
    cadence: int
    longest: int
    first: int | None
    never: int
    dormant: int

    @property
    def in_cadences(self) -> float:
        return self.longest / self.cadence


@dataclass(frozen=True)
class Outcome:
    budget: int
    weeks: int
    done: float
    a_week: float  # what all cadences together ask for
    waits: list[Waits] = field(default_factory=list)


def simulate(
    people: Sequence[Person], *, budget: int, weeks: int, done: float = 1, seed: int = 1
) -> Outcome:
    """Play the weeks; `done`: the share of suggestions that the user acts on."""
    random = Random(seed)  # noqa: S311  a simulation
    for person in people:
        person.due = 1 + int(person.cadence * (person.number * GOLDEN % 1))
        person.last = person.due - person.cadence
    for week in range(weeks):
        _play(people, week, budget, lambda: random.random() < done)
    a_week = sum(WEEK / person.cadence for person in people)
    return Outcome(budget, weeks, done, a_week, list(_waits(people, weeks * WEEK)))


def _play(people: Sequence[Person], week: int, budget: int, is_done: Any) -> None:
    on = week * WEEK
    due = [one for one in people if one.due < on + WEEK and not one.is_dormant(on)]
    urgent = sorted(due, key=lambda one: (-_urgency(one, on), one.last, one.number))
    unheard = [one for one in due if on - one.heard >= LONG_UNHEARD.days]
    unheard.sort(key=lambda one: (one.heard, one.number))
    chosen = in_turn(urgent[:budget], unheard[:budget], how_many=budget, week=week)
    for place, person in enumerate(chosen):
        person.suggested = on
        person.first = on if person.first is None else person.first
        person.in_a_row += 1
        person.times += 1
        if is_done():
            _talk(person, on + place * WEEK // len(chosen))


def _urgency(person: Person, on: int) -> float:
    found: float = urgency(on - person.due, person.cadence, person.importance)
    return found


def _talk(person: Person, day: int) -> None:
    person.longest = max(person.longest, day - person.last)
    person.last, person.due, person.in_a_row = day, day + person.cadence, 0


def _waits(people: Sequence[Person], ends: int) -> Iterator[Waits]:
    for type in dict.fromkeys(person.type for person in people):
        these = [person for person in people if person.type == type]
        firsts = [person.first for person in these if person.first is not None]
        yield Waits(
            type=type,
            people=len(these),
            cadence=max(person.cadence for person in these),
            longest=max(max(person.longest, ends - person.last) for person in these),
            first=max(firsts) if len(firsts) == len(these) else None,
            never=len(these) - len(firsts),
            dormant=sum(person.is_dormant(ends) for person in these),
        )


# --- the file -------------------------------------------------------------------------------------


def read_people(text: str) -> list[Person]:
    """CSV with a header, or JSON. Each row has a `type`, and may have a `count` (else one person),
    `cadence_days` and `importance` (else the type's own); JSON may also map types to counts.

    Raises BadPeople.
    """
    people: list[Person] = []
    for row in _rows(text):
        type = str(row.get("type") or "").strip().lower().replace(" ", "_").replace("-", "_")
        cadence, importance = KNOWN.get(type, (None, 1))
        cadence = _number(row, "cadence_days", cadence, 1, 3650)
        importance = _number(row, "importance", importance, 1, 3)
        for _each in range(_number(row, "count", 1, 1, 100_000)):
            people.append(Person(len(people), type, cadence, importance))
    if not people:
        raise BadPeople("The file names nobody.")
    return people


def _rows(text: str) -> Iterable[dict[str, Any]]:
    if text.lstrip()[:1] not in ("{", "["):
        return csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    try:
        said = json.loads(text)
    except ValueError as error:
        raise BadPeople(f"The file is no JSON: {error}") from error
    if isinstance(said, dict):
        said = [{"type": type, "count": count} for type, count in said.items()]
    if not all(isinstance(row, dict) for row in said):
        raise BadPeople("Each entry must be an object with a type.")
    rows: list[dict[str, Any]] = said
    return rows


def _number(row: dict[str, Any], name: str, default: int | None, least: int, most: int) -> int:
    said = row.get(name)
    if said in (None, "") and default is None:
        raise BadPeople(f"The type “{row.get('type') or ''}” is unknown: give its cadence_days.")
    try:
        number = default if said in (None, "") else int(str(said))
    except ValueError:
        raise BadPeople(f"“{said}” is no number ({name}).") from None
    if number is None or not least <= number <= most:
        raise BadPeople(f"{name} must be between {least} and {most}.")
    return number
