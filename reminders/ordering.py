"""Who comes first: the one rule by which the week's plan is filled (product.md section 2).

`urgency` is written once and read twice: by numbers in the simulation, and as the SQL that orders
an account's people. `in_turn` gives the places of a plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

One = TypeVar("One")
# Of a person with a chosen date and no cadence.
NO_CADENCE = 30
# Whoever was neither in touch nor suggested for so long takes every second place, beyond the
# capacity of the week (docs/decisions/0033).
LONG_UNHEARD = timedelta(days=120)


def urgency(late: Any, cadence: Any, importance: Any) -> Any:
    """r × (1, 1.25, 1.5 by importance): numbers, or the Sql of them.

    `late`: days since the check-in was due; negative before.
    """
    return (1 + late / cadence) * (0.75 + 0.25 * importance)


@dataclass(frozen=True)
class Sql:
    """A piece of SQL that is reckoned with."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __radd__(self, other: float) -> "Sql":
        return Sql(f"({other} + {self})")

    def __mul__(self, other: "Sql") -> "Sql":
        return Sql(f"({self} * {other})")

    def __rmul__(self, other: float) -> "Sql":
        return Sql(f"({other} * {self})")

    def __truediv__(self, other: "Sql") -> "Sql":
        return Sql(f"({self} / {other})")


def in_turn(
    urgent: Sequence[One], unheard: Sequence[One], *, how_many: int, week: int
) -> list[One]:
    """Who gets the places of one week, each once: by turns the most urgent, and whoever has been
    unheard for longest, as long as there is such a one. In the order of `urgent`, the others last.

    `week`: the number of the week, so that with an odd budget the turns go on in the next.
    """
    chosen: list[One] = []
    queues = [list(urgent), list(unheard)]
    for place in range(week * how_many, (week + 1) * how_many):
        mine, other = queues[place % 2], queues[0]
        one = _next(mine, chosen) or _next(other, chosen)
        if one is None:
            break
        chosen.append(one)
    return [*(one for one in urgent if one in chosen), *(o for o in chosen if o not in urgent)]


def _next(queue: list[One], chosen: Sequence[One]) -> One | None:
    while queue:
        one = queue.pop(0)
        if one not in chosen:
            return one
    return None
